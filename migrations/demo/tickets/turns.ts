/** The turns of a thread: a story cut to where its ticket stands, or lengthened with what people say in between. */
import { notes, smalltalk } from '../corpus/smalltalk.ts'
import type { Story, Turn } from '../corpus/story.ts'
import type { Random } from '../random.ts'
import type { Plan } from './ticket.ts'

/** Everything after the opening; its files come as a message of their own. */
export function followUps(story: Story): Turn[] {
  const [opening, ...rest] = story.turns
  if (!opening || opening.files.length === 0) return rest
  return [say('user', smalltalk[story.language].file, opening.files), ...rest]
}

const say = (from: Turn['from'], text: string, files: string[] = []): Turn => ({ from, internal: false, text, files })
const isAnswer = (turn: Turn) => turn.from === 'staff' && !turn.internal

/** As far as the thread of an open ticket has come. */
export function cut(turns: Turn[], stage: Plan['stage'], story: Story, random: Random): Turn[] {
  const answered = turns.findIndex(isAnswer)
  if (stage === 'unanswered') return turns.slice(0, answered < 0 ? turns.length : answered)
  const first = answered < 0 ? [...turns, say('staff', random.pick(smalltalk[story.language].hold))] : turns
  const at = answered < 0 ? turns.length : answered
  if (stage !== 'asked') return withNotes(first, at)
  const asked = first.findIndex((turn, n) => n > at && turn.from === 'user')
  return asked < 0 ? [...first.slice(0, at + 1), say('user', random.pick(smalltalk[story.language].nudge))] : first.slice(0, asked + 1)
}

/** Up to an answer and the notes right behind it. */
function withNotes(turns: Turn[], answer: number): Turn[] {
  const end = turns.findIndex((turn, n) => n > answer && !turn.internal)
  return end < 0 ? turns : turns.slice(0, end)
}

/** Adds one turn where it fits; false when nothing new is left to say. */
export function lengthen(turns: Turn[], story: Story, random: Random): boolean {
  const talk = smalltalk[story.language]
  const fresh = (pool: string[]) => random.shuffle(pool).find((text) => !turns.some((turn) => turn.text === text))
  const last = turns.at(-1)

  const ways: (() => Turn | null)[] = [
    () => {
      const text = fresh(notes)
      return text && turns.some(isAnswer) ? { ...say('staff', text), internal: true } : null
    },
    () => {
      const text = last?.from === 'user' ? fresh(talk.close) : undefined
      return text ? say('staff', text) : null
    },
    () => {
      if (!last || !isAnswer(last)) return null
      const text = random.chance(0.7) ? fresh(talk.thanks) : undefined
      return text ? say('user', text) : say('system', talk.silent)
    },
    () => {
      const text = fresh(impatience(story))
      return text ? say('user', text) : null
    },
    () => {
      const text = story.category === 'other' ? undefined : fresh(talk.hold)
      return text ? say('staff', text) : null
    },
  ]
  const isSilent = last?.text === talk.silent
  for (const way of random.shuffle([0, 1, 2, 3, 3, 4])) {
    const turn = isSilent && way !== 0 ? null : ways[way]?.()
    if (!turn) continue
    const isEnd = way === 1 || way === 2
    const place = isEnd ? turns.length : placeFor(turn, turns, story, random)
    if (place === null) continue
    turns.splice(place, 0, turn)
    return true
  }
  return false
}

/** What fits the matter; nobody is impatient about praise and questions. */
function impatience({ language, category }: Story): string[] {
  const talk = smalltalk[language]
  if (category === 'other') return []
  if (category === 'technical') return [...talk.nudge, ...talk.retry]
  return ['distribution', 'content', 'rights'].includes(category) ? [...talk.nudge, ...(talk.music ?? [])] : talk.nudge
}

/** Impatience stands before an answer, patience and notes behind what a customer wrote; nothing of it after the story's end. */
function placeFor(turn: Turn, turns: Turn[], story: Story, random: Random): number | null {
  const end = turns.findLastIndex((candidate) => story.turns.includes(candidate))
  const fits = (n: number) => {
    const next = turns[n] as Turn
    if (turn.from === 'user') return isAnswer(next)
    // The files of the opening come first, and nobody is put off twice.
    return (turns[n - 1]?.from ?? 'user') === 'user' && next.files.length === 0 && story.turns.includes(next)
  }
  const places = turns.map((_, n) => n).filter((n) => n <= end && fits(n))
  return places.length > 0 ? random.pick(places) : null
}
