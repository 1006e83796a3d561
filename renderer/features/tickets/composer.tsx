/** Where an agent writes: a public reply and an internal note, each a draft of its own. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { MessageSlot } from '../../../shared/drafts.ts'
import type { TicketDetail } from '../../../shared/tickets.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { useApi } from '../../api.ts'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { toast } from '../../components/toast.tsx'
import { useHere } from '../../components/use-here.ts'
import { type Action, useActions } from '../../keyboard.ts'
import { useComposer, wantComposer } from '../../stores/composer.ts'
import { type Incoming, useIncoming } from '../../work/attaching.ts'
import { type DraftFace, type DraftKeeper, partWords, useDraftFace } from '../../work/draft.ts'
import { focusQueue } from '../../work/focus.ts'
import { SavedWords } from '../../work/saved-words.tsx'
import { Attached, pasteFiles, useDrop } from './attached.tsx'
import { ComposerHint, ComposerTools, type Tools, useTools } from './composer-tools.tsx'
import { DraftArea, type Sign } from './draft-area.tsx'
import { ticketDraft } from './drafts.ts'
import { saySent } from './said-sent.ts'
import { SendBanner } from './send-banner.tsx'
import { SendButton } from './send-button.tsx'
import { type SendMode, type Sent, sendModes, useSend } from './use-send.ts'

type Slot = MessageSlot

interface ComposerProps {
  detail: TicketDetail
  own: StaffRef
  /** Why nothing may be written here at all. */
  locked: string | null
  /** Why no public reply may leave: somebody else holds the ticket. */
  held: string | null
  onSent: () => void
  onRead: (entryId: string) => void
}

export function Composer(props: ComposerProps) {
  const { detail, own } = props
  const reply = ticketDraft(own.id, detail.item, 'reply')
  const note = ticketDraft(own.id, detail.item, 'note')
  const [slot, setSlot] = useState<Slot>('reply')
  const area = useRef<HTMLTextAreaElement>(null)
  const wanted = useComposer((state) => state.wanted)

  // At once, so that the next key is text already; and once more, because what is closing gives the focus back to where it came from.
  useLayoutEffect(() => {
    if (!wanted) return
    if (wanted !== slot) return setSlot(wanted)
    area.current?.focus()
    setTimeout(() => area.current?.focus(), 0)
    useComposer.setState({ wanted: null })
  }, [wanted, slot])
  useComeback(reply, note, setSlot)

  const keeper = slot === 'reply' ? reply : note
  const { data: attaching } = useApi('attachments.barred', {})
  const unattached = props.locked ?? attaching?.reason ?? null
  const drop = useDrop(keeper, unattached)
  return (
    <section
      className={['composer', slot === 'note' && 'note', drop.isOver && 'over'].filter(Boolean).join(' ')}
      aria-label={slot === 'reply' ? 'Public reply' : 'Internal note'}
      {...drop.handlers}
    >
      <div className="composer-top">
        <div className="tabs" role="tablist" aria-label="What to write">
          <Tab slot="reply" chosen={slot} keeper={reply} onChoose={setSlot} />
          <Tab slot="note" chosen={slot} keeper={note} onChoose={setSlot} />
        </div>
        <span className="grow" />
        <span className="small t3 cut to">
          {slot === 'reply' ? (
            <>
              to <bdi className="t2">{detail.customer.email}</bdi>
            </>
          ) : (
            'staff only, the customer never sees it'
          )}
        </span>
      </div>
      <Editor key={slot} {...props} slot={slot} keeper={keeper} area={area} unattached={unattached} />
    </section>
  )
}

const names: Record<Slot, string> = { reply: 'Public reply', note: 'Internal note' }

function Tab({ slot, chosen, keeper, onChoose }: { slot: Slot; chosen: Slot; keeper: DraftKeeper; onChoose: (slot: Slot) => void }) {
  const { isEmpty } = useDraftFace(keeper)
  useEffect(() => void keeper.load(), [keeper])
  const isChosen = slot === chosen
  const choose = () => {
    onChoose(slot)
    wantComposer(slot)
  }
  return (
    <button
      type="button"
      className="tab"
      role="tab"
      aria-selected={isChosen}
      aria-keyshortcuts={slot === 'reply' ? 'R' : 'N'}
      onClick={choose}
    >
      {slot === 'note' && <Icon name="lock" small />}
      {names[slot]}
      {!isChosen && !isEmpty && <Icon name="pencil" small label="with a draft" />}
      <span aria-hidden="true">
        <Key>{slot === 'reply' ? 'R' : 'N'}</Key>
      </span>
    </button>
  )
}

/** Says once that a text of an earlier run is here again, and opens it if the other is empty. */
function useComeback(reply: DraftKeeper, note: DraftKeeper, show: (slot: Slot) => void) {
  const here = useHere()
  useEffect(() => {
    void Promise.all([reply.load(), note.load()]).then(() => {
      const back = [reply, note].filter(({ cameBack }) => cameBack)
      for (const keeper of back) keeper.cameBack = false
      if (!here.current || back.length === 0) return
      if (!back.includes(reply)) show('note')
      const body = back.map(({ content }) => content.body).join('')
      const attachments = back.flatMap(({ content }) => content.attachments ?? [])
      toast({
        id: 'draft-back',
        icon: 'pencil',
        text: back.length > 1 ? 'Your drafts are back,' : 'Your draft is back,',
        detail: `${partWords({ body, attachments })}, with the cursor where it was.`,
      })
    })
  }, [reply, note, show, here])
}

interface EditorProps extends ComposerProps {
  slot: Slot
  keeper: DraftKeeper
  area: RefObject<HTMLTextAreaElement | null>
  /** Why no file can be attached. */
  unattached: string | null
}

function Editor({ slot, keeper, area, unattached, detail, own, locked, held, onSent, onRead }: EditorProps) {
  const face = useDraftFace(keeper)
  const [mode, setMode] = useState<SendMode['id'] | null>(null)
  const { item: ticket, readAt } = detail
  const modes = slot === 'reply' ? sendModes(detail) : []
  const chosen = modes.find(({ id }) => id === mode) ?? modes[0] ?? null
  const tools = useTools({ keeper, face, area, detail })
  const picker = useRef<HTMLInputElement>(null)

  const sent = (how: SendMode | null, isHere: boolean, what: Sent) => {
    saySent({ detail, keeper, mode: how, sent: what, onUndone: onSent })
    setMode(null)
    onSent()
    if (isHere) focusQueue()
  }
  const { send, sending, problem, dismiss } = useSend({ keeper, detail, own, onSent: sent })
  const barred = barredBy({ slot, locked, held, isClosed: ticket.status === 'closed' })
  const incoming = useIncoming(keeper)
  const reason = barred ?? unready(slot, face, incoming)
  const trySend = (how: SendMode | null) => {
    if (!reason && !sending) void send(how)
    else if (reason) toast({ id: 'cannot-send', icon: 'lock', text: reason, seconds: 4 })
  }
  const sendAnyway = () => {
    keeper.acknowledge(ticket.version, readAt)
    trySend(problem?.how ?? chosen)
  }
  const onSign = (sign: Sign) => {
    if (sign === '#') tools.open('article', sign)
    else if (slot === 'reply') tools.open('template', sign)
  }
  const onSend = () => (problem?.error.code === 'stale' ? sendAnyway() : trySend(chosen))

  const onAttach = () => picker.current?.click()
  useActions(
    'tickets.composer',
    composerActions({ modes, chosen, reason, tools, isEmpty: face.isEmpty, unattached, onAttach, onSend, onSendAs: trySend }),
  )

  return (
    <>
      <SendBanner
        keeper={keeper}
        face={face}
        detail={detail}
        own={own}
        slot={slot}
        problem={problem}
        sending={sending}
        onSendAnyway={sendAnyway}
        onSendAgain={() => trySend(problem?.how ?? chosen)}
        onDismiss={dismiss}
        onRead={onRead}
      />
      <DraftArea
        keeper={keeper}
        slot={slot}
        face={face}
        area={area}
        label={names[slot]}
        placeholder={slot === 'reply' ? 'Write to the customer' : 'Write to colleagues'}
        locked={sending || locked !== null}
        version={ticket.version}
        readAt={readAt}
        onSign={onSign}
        onPaste={(event) => pasteFiles(event, keeper, unattached)}
        onSend={onSend}
        onLeave={focusQueue}
      />
      <Attached keeper={keeper} files={face.files} incoming={incoming} locked={sending || locked !== null} />
      <ComposerHint tools={tools} face={face} area={area} isReply={slot === 'reply'} reason={barred} />
      <div className="composer-foot">
        <ComposerTools
          tools={tools}
          face={face}
          keeper={keeper}
          category={ticket.category}
          locked={locked !== null}
          picker={picker}
          unattached={unattached}
        />
        <span className="grow" />
        <SavedWords save={face.save} isEmpty={face.isEmpty} empty="There is no text yet" />
        <SendButton
          modes={modes}
          chosen={chosen}
          onChoose={setMode}
          reason={reason ?? (sending ? 'It is being sent' : null)}
          sending={sending}
          anyway={problem?.error.code === 'stale'}
          onSend={onSend}
        />
      </div>
    </>
  )
}

interface ActionsInput {
  modes: SendMode[]
  chosen: SendMode | null
  reason: string | null
  tools: Tools
  isEmpty: boolean
  unattached: string | null
  onAttach: () => void
  onSend: () => void
  onSendAs: (mode: SendMode) => void
}

/** What can be done with the text, by name and by key; a note has no modes. */
function composerActions({ modes, chosen, reason, tools, isEmpty, unattached, onAttach, onSend, onSendAs }: ActionsInput): Action[] {
  const send = (mode: SendMode): Action => ({
    id: `tickets.send.${mode.id}`,
    label: mode.label,
    group: 'Write',
    icon: 'mail',
    disabled: reason,
    ...(mode === chosen ? { keys: 'Mod+Enter', run: onSend } : { run: () => onSendAs(mode) }),
  })
  const note: Action = {
    id: 'tickets.send.note',
    label: 'Add note',
    group: 'Write',
    icon: 'lock',
    keys: 'Mod+Enter',
    disabled: reason,
    run: onSend,
  }
  const nothing = isEmpty ? 'There is nothing to discard' : null
  return [
    ...(chosen ? modes.map(send) : [note]),
    {
      id: 'tickets.template',
      label: 'Insert a template',
      group: 'Write',
      icon: 'template',
      keys: 'Mod+;',
      inText: true,
      run: tools.insertFitting,
    },
    { id: 'tickets.article', label: 'Link an article', group: 'Write', icon: 'book', run: () => tools.open('article') },
    {
      id: 'tickets.attach',
      label: 'Attach files',
      group: 'Write',
      icon: 'clip',
      keys: 'Mod+U',
      inText: true,
      disabled: unattached,
      run: onAttach,
    },
    { id: 'tickets.versions', label: 'Versions of this draft', group: 'Write', icon: 'undo', run: () => tools.open('versions') },
    { id: 'tickets.discard', label: 'Discard this draft', group: 'Write', icon: 'x', disabled: nothing, run: tools.discard },
  ]
}

interface BarredInput {
  slot: Slot
  locked: string | null
  held: string | null
  isClosed: boolean
}

/** Why nothing can be sent now, whatever is typed; the text stays either way. */
function barredBy({ slot, locked, held, isClosed }: BarredInput): string | null {
  if (locked) return locked
  if (slot === 'reply' && isClosed) return 'This ticket is closed. Reopen it to answer.'
  if (slot === 'reply' && held) return `${held}.`
  return null
}

/** What the text itself still lacks. */
function unready(slot: Slot, { hasText, open }: DraftFace, incoming: Incoming[]): string | null {
  if (!hasText) return 'There is no text yet'
  if (incoming.length > 0) return 'A file is still being attached'
  if (slot === 'reply' && open.length > 0) return `Fill in ${open.map((name) => `{{${name}}}`).join(', ')} first`
  return null
}
