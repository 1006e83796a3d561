/** The tools under the text: templates, articles, versions, and the line that says what the text still needs. */
import { type RefObject, useState } from 'react'
import type { DraftVersion } from '../../../shared/drafts.ts'
import { placeholders } from '../../../shared/text.ts'
import type { Article, Template, TicketCategory, TicketDetail } from '../../../shared/tickets.ts'
import { asAppError, call, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Keys } from '../../components/key.tsx'
import { refuse } from '../../stores/toasts.ts'
import { discardDraft } from '../../work/discard-draft.ts'
import { type DraftFace, type DraftKeeper, partWords } from '../../work/draft.ts'
import { AttachButton } from './attached.tsx'
import { insertText, type Sign } from './draft-area.tsx'
import { ArticlePicker, byFit, TemplatePicker, VersionPicker } from './pickers.tsx'
import { articleAddress } from './words.ts'

type Picker = 'template' | 'article' | 'versions'
type Area = RefObject<HTMLTextAreaElement | null>

export interface Tools {
  opened: Picker | null
  /** Opens a picker; a sign that opened it is replaced by what is picked. */
  open: (picker: Picker, sign?: Sign) => void
  close: () => void
  focus: () => void
  /** The template of this category that is used most; null while there is none. */
  fitting: Template | null
  /** The template that the text came from. */
  source: Template | null
  insertFitting: () => void
  pickTemplate: (template: Template) => void
  pickArticle: (article: Article) => void
  pickVersion: (version: DraftVersion) => void
  discard: () => void
}

interface ToolsInput {
  keeper: DraftKeeper
  face: DraftFace
  area: Area
  detail: TicketDetail
}

export function useTools({ keeper, face, area, detail: { item: ticket } }: ToolsInput): Tools {
  const [opened, setOpened] = useState<{ picker: Picker; sign: Sign | null } | null>(null)
  const { data: templates = [] } = useApi('tickets.templates', { text: '', category: ticket.category }, { staleTime: 60_000 })
  const fitting = byFit(templates, ticket.category).find(({ category }) => category === ticket.category) ?? null

  const insert = (text: string) => {
    const field = area.current
    if (!field) return
    const end = field.selectionEnd
    const isSign = opened?.sign && field.value[end - 1] === opened.sign
    insertText(field, text, isSign ? end - 1 : field.selectionStart)
    setOpened(null)
  }
  const pickTemplate = async (template: Template) => {
    try {
      const { body } = await call('tickets.fillTemplate', { id: ticket.id, templateId: template.id })
      insert(body)
      keeper.change({ templateId: template.id })
    } catch (thrown) {
      refuse(asAppError(thrown), () => void pickTemplate(template))
    }
  }
  const pickVersion = async (version: DraftVersion) => {
    setOpened(null)
    try {
      await keeper.restore(version.id)
    } catch (thrown) {
      refuse(asAppError(thrown), () => void pickVersion(version))
    }
  }
  return {
    opened: opened?.picker ?? null,
    open: (picker, sign) => setOpened({ picker, sign: sign ?? null }),
    close: () => setOpened(null),
    focus: () => area.current?.focus(),
    fitting,
    source: templates.find(({ id }) => id === face.templateId) ?? null,
    insertFitting: () => (fitting && !face.hasText ? void pickTemplate(fitting) : setOpened({ picker: 'template', sign: null })),
    pickTemplate: (template) => void pickTemplate(template),
    pickArticle: (article) => insert(`${article.title}: ${articleAddress(article)}`),
    pickVersion: (version) => void pickVersion(version),
    discard: () => {
      const text = `${keeper.key.slot === 'reply' ? 'Reply' : 'Note'} discarded.`
      void discardDraft(keeper, text, `${partWords(keeper.content)}, kept in the versions.`)
    },
  }
}

interface ComposerToolsProps {
  tools: Tools
  keeper: DraftKeeper
  face: DraftFace
  category: TicketCategory
  locked: boolean
  picker: RefObject<HTMLInputElement | null>
  /** Why no file can be attached. */
  unattached: string | null
}

export function ComposerTools({ tools, keeper, face, category, locked, picker, unattached }: ComposerToolsProps) {
  const pop = (picker: Picker) => ({
    open: tools.opened === picker,
    onOpenChange: (open: boolean) => (open ? tools.open(picker) : tools.close()),
    onClosed: tools.focus,
  })
  const isReply = keeper.key.slot === 'reply'
  if (locked) return null
  return (
    <>
      {isReply && (
        <TemplatePicker
          {...pop('template')}
          category={category}
          onPick={tools.pickTemplate}
          trigger={
            <Button small variant="quiet" icon="template" keys=";" title="Template, ; on an empty line or Ctrl ;">
              Template
            </Button>
          }
        />
      )}
      <ArticlePicker
        {...pop('article')}
        onPick={tools.pickArticle}
        trigger={
          <Button small variant="quiet" icon="book" keys="#" title="Article, # on an empty line">
            Article
          </Button>
        }
      />
      <AttachButton keeper={keeper} input={picker} reason={unattached} />
      <VersionPicker
        {...pop('versions')}
        keeper={keeper}
        onPick={tools.pickVersion}
        trigger={<Button small variant="quiet" icon="undo" only="Versions of this draft" />}
      />
      {!face.isEmpty && <Button small variant="quiet" icon="x" only="Discard this draft" onClick={tools.discard} />}
    </>
  )
}

interface HintProps {
  tools: Tools
  face: DraftFace
  area: Area
  isReply: boolean
  /** Why it cannot leave now, whatever is typed. */
  reason: string | null
}

/** One line: what stands in the way, what has to be filled in, where the text came from, or a template that fits an empty one. */
export function ComposerHint({ tools, face, area, isReply, reason }: HintProps) {
  if (reason) {
    return (
      <div className="composer-hint" role="status">
        <Icon name="lock" small />
        <span className="cut" title={reason}>
          {reason}
        </span>
      </div>
    )
  }
  if (isReply && face.open.length > 0) return <OpenPlaceholders names={face.open} area={area} />
  if (tools.source && face.hasText) {
    const all = placeholders(tools.source.body).length
    return (
      <div className="composer-hint">
        <Icon name="template" small />
        <span className="cut">
          From the template <span className="t2">{tools.source.name}</span>
        </span>
        <span className="grow" />
        {all > 0 && <span className="opt">{`${all} of ${all} placeholders filled`}</span>}
      </div>
    )
  }
  if (isReply && tools.fitting && !face.hasText) {
    return (
      <div className="composer-hint">
        <Icon name="template" small />
        <span className="cut">
          A template that fits: <span className="t2">{tools.fitting.name}</span>
        </span>
        <span aria-hidden="true">
          <Keys keys="Mod+;" />
        </span>
        <button type="button" className="link" onClick={tools.insertFitting}>
          inserts it
        </button>
      </div>
    )
  }
  return <div className="composer-hint" />
}

/** Names that nobody filled yet; pressing one selects it in the text. */
function OpenPlaceholders({ names, area }: { names: string[]; area: Area }) {
  const find = (name: string) => {
    const field = area.current
    const found = field && new RegExp(`\\{\\{\\s*${name.replaceAll('.', '\\.')}\\s*\\}\\}`).exec(field.value)
    if (!field || !found) return
    field.focus()
    field.setSelectionRange(found.index, found.index + found[0].length)
  }
  return (
    <div className="composer-hint warning" role="status">
      <Icon name="alert" small />
      <span>{names.length === 1 ? 'Fill this in before sending:' : `Fill these ${names.length} in before sending:`}</span>
      <span className="cut open-names">
        {names.map((name) => (
          <button key={name} type="button" className="chip warning" onClick={() => find(name)}>
            {name}
          </button>
        ))}
      </span>
    </div>
  )
}
