/** What is put into the text from elsewhere: templates, articles of the help centre, earlier versions of the draft itself. */
import { type ReactElement, useState } from 'react'
import type { DraftVersion } from '../../../shared/drafts.ts'
import { matchRanges } from '../../../shared/text.ts'
import type { Article, Template, TicketCategory } from '../../../shared/tickets.ts'
import { exact, seconds, whenTime } from '../../../shared/time.ts'
import { useApi } from '../../api.ts'
import { Chip } from '../../components/chip.tsx'
import { zone } from '../../components/now.ts'
import { PickList } from '../../components/pick-list.tsx'
import { Pop } from '../../components/pop.tsx'
import { type DraftKeeper, partWords } from '../../work/draft.ts'
import { categoryNames } from './words.ts'

interface PickerProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The button that opens it. */
  trigger: ReactElement
  /** After it closes the focus goes back to the text. */
  onClosed: () => void
}

const shown = 50

/** Every word of what is looked for stands somewhere in the text. */
const holds = (text: string, query: string): boolean => query.split(/\s+/).every((word) => !word || matchRanges(text, word).length > 0)

/** Templates of the ticket's category first, then by how often they are used. */
export function byFit(templates: Template[], category: TicketCategory): Template[] {
  return templates.toSorted((a, b) => Number(b.category === category) - Number(a.category === category) || b.usageCount - a.usageCount)
}

export function TemplatePicker({
  category,
  onPick,
  ...pop
}: PickerProps & { category: TicketCategory; onPick: (template: Template) => void }) {
  const [text, setText] = useState('')
  const options = { enabled: pop.open, placeholderData: (before: Template[] | undefined) => before, staleTime: 60_000 }
  const { data, error } = useApi('tickets.templates', { text, category: null }, options)
  // Until the answer for these words is there, what stands there already is narrowed by them.
  const matching = (data ?? []).filter(({ name, body }) => holds(`${name} ${body}`, text))
  const found = text ? matching : byFit(matching, category)
  const toggle = (open: boolean) => {
    setText('')
    pop.onOpenChange(open)
  }
  return (
    <Pop {...pop} onOpenChange={toggle} label="Templates" side="top" width={560}>
      <PickList
        label="Templates"
        placeholder="Find a template"
        items={found.slice(0, shown)}
        keyOf={({ id }) => id}
        text={text}
        onText={setText}
        onPick={onPick}
        render={(template) => (
          <>
            <span className="cut grow">{template.name}</span>
            {template.category && <span className="t3 small">{categoryNames[template.category]}</span>}
          </>
        )}
        preview={(template) => <div className="preview-text">{template.body}</div>}
        nothing={error ? error.message : data ? 'No template matches.' : 'Reading the templates.'}
      />
    </Pop>
  )
}

export function ArticlePicker({ onPick, ...pop }: PickerProps & { onPick: (article: Article) => void }) {
  const [text, setText] = useState('')
  const { data, error } = useApi(
    'tickets.articles',
    { text },
    { enabled: pop.open, placeholderData: (before) => before, staleTime: 60_000 },
  )
  const toggle = (open: boolean) => {
    setText('')
    pop.onOpenChange(open)
  }
  return (
    <Pop {...pop} onOpenChange={toggle} label="Articles" side="top" width={420}>
      <PickList
        label="Articles"
        placeholder="Find an article of the help centre"
        items={(data ?? []).slice(0, shown)}
        keyOf={({ id }) => id}
        text={text}
        onText={setText}
        onPick={onPick}
        render={(article) => (
          <>
            <span className="cut grow">{article.title}</span>
            <span className="t3 small cut">{article.slug}</span>
          </>
        )}
        nothing={error ? error.message : data ? 'No article matches.' : 'Reading the articles.'}
      />
    </Pop>
  )
}

/** To the second on the day itself: versions follow each other fast. */
function timeOfVersion(savedAt: string): string {
  const words = whenTime(savedAt, Date.now(), zone)
  return seconds(savedAt).startsWith(words) ? seconds(savedAt) : words
}

/** The last twenty texts of this draft, the thrown away ones among them. */
export function VersionPicker({ keeper, onPick, ...pop }: PickerProps & { keeper: DraftKeeper; onPick: (version: DraftVersion) => void }) {
  const [text, setText] = useState('')
  const { data, error } = useApi('drafts.versions', { key: keeper.key }, { enabled: pop.open, staleTime: 0, gcTime: 0 })
  const found = (data ?? []).filter(({ body }) => holds(body, text))
  const toggle = (open: boolean) => {
    setText('')
    pop.onOpenChange(open)
  }
  return (
    <Pop {...pop} onOpenChange={toggle} label="Versions of this draft" side="top" width={560}>
      <PickList
        label="Versions of this draft"
        placeholder="Find in the versions"
        items={found}
        keyOf={({ id }) => String(id)}
        text={text}
        onText={setText}
        onPick={onPick}
        render={(version) => (
          <>
            <span className="version-time" title={exact(version.savedAt, zone)}>
              {timeOfVersion(version.savedAt)}
            </span>
            <bdi className="cut grow">{version.body.trim().slice(0, 200)}</bdi>
            <span className="small t3">{partWords(version)}</span>
            {version.discarded && <Chip>discarded</Chip>}
          </>
        )}
        preview={(version) => (
          <div className="preview-text" dir="auto">
            {version.body.slice(0, 5_000)}
            {version.attachments.map(({ id, name }) => (
              <div key={id} className="t3">
                <bdi>{name}</bdi>
              </div>
            ))}
          </div>
        )}
        nothing={error ? error.message : data ? 'No version is kept yet.' : 'Reading the versions.'}
      />
    </Pop>
  )
}
