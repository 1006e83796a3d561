/**
 * The customer stories of the demo are written as plain text, so that they can be read and mended like a text:
 *
 *     # subject
 *     @ category priority tag tag
 *     > the customer       < the staff       ~ an internal note       * the system
 *     + an attachment of the turn above
 *     = the resolution
 *
 * Lines without a mark continue the turn. `[one|other]` is a choice, `{payout}` a fact (see facts.ts).
 */
import type { TicketCategory } from '../../../shared/tickets.ts'
import type { Priority } from '../../../shared/work.ts'

export const languages = ['en', 'ru', 'ar', 'ja', 'es', 'de', 'fr', 'pt', 'hi', 'ko', 'vi', 'pl'] as const
export type Language = (typeof languages)[number]

export interface Turn {
  from: 'user' | 'staff' | 'system'
  internal: boolean
  text: string
  files: string[]
}

export interface Story {
  language: Language
  subject: string
  category: TicketCategory
  priority: Priority
  tags: string[]
  turns: Turn[]
  resolution: string
}

const speakers: Record<string, Pick<Turn, 'from' | 'internal'>> = {
  '>': { from: 'user', internal: false },
  '<': { from: 'staff', internal: false },
  '~': { from: 'staff', internal: true },
  '*': { from: 'system', internal: false },
}

/** Reads the stories of one text; throws with the subject of a story that is not whole. */
export function readStories(language: Language, text: string): Story[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => readStory(language, block))
}

function readStory(language: Language, block: string): Story {
  const [subject = '', ...lines] = block.split('\n')
  const story: Story = { language, subject, category: 'other', priority: 'medium', tags: [], turns: [], resolution: '' }
  for (const line of lines) readLine(story, line)
  for (const turn of story.turns) turn.text = turn.text.trim()
  if (story.turns[0]?.from !== 'user' || story.resolution === '')
    throw new Error(`The story “${subject}” needs an opening and a resolution.`)
  return story
}

function readLine(story: Story, line: string): void {
  const mark = line.slice(0, 2)
  const rest = line.slice(2)
  const speaker = mark.endsWith(' ') ? speakers[mark.charAt(0)] : undefined
  const turn = story.turns.at(-1)
  if (speaker) story.turns.push({ ...speaker, text: rest, files: [] })
  else if (mark === '= ') story.resolution = rest
  else if (mark === '+ ') turn?.files.push(rest)
  else if (mark === '@ ') readKind(story, rest)
  else if (turn) turn.text += `\n${line}`
}

function readKind(story: Story, rest: string): void {
  const [category, priority, ...tags] = rest.split(' ')
  story.category = category as TicketCategory
  story.priority = priority as Priority
  story.tags = tags
}
