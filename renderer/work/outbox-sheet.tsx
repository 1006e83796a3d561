/** Everything of the reader's that is on this computer: what waits to be sent, drafts, and what is kept for reading offline. */
import { useState } from 'react'
import type { KeptItem } from '../../shared/cache.ts'
import { type Draft, type DraftKey, isMessage, noItem } from '../../shared/drafts.ts'
import { whenTime } from '../../shared/time.ts'
import type { StaffRef, WorkKind } from '../../shared/work.ts'
import { call, queryClient, useApi } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Key } from '../components/key.tsx'
import { Modal, ModalTitle } from '../components/modal.tsx'
import { useNow, zone } from '../components/now.ts'
import { isFound } from '../components/palette-entries.ts'
import { hrefOf, navigate } from '../route.ts'
import { wantComposer } from '../stores/composer.ts'
import { showSheet } from '../stores/overlay.ts'
import { workspaceOf } from '../workspaces.ts'
import { discardDraft } from './discard-draft.ts'
import { draftOf, partWords } from './draft.ts'
import { useOutbox } from './outbox.ts'
import { OutboxEntry } from './outbox-entry.tsx'
import { titleOf } from './outbox-words.ts'
import { wantDraft } from './wanted-draft.ts'
import './outbox.css'

function open(kind: WorkKind, itemId: string) {
  showSheet(null)
  const workspace = workspaceOf(kind)
  if (workspace) navigate(hrefOf(itemId === noItem ? [workspace.id] : [workspace.id, itemId]))
}

export function OutboxSheet({ own }: { own: StaffRef }) {
  const [text, setText] = useState('')
  return (
    <Modal className="dialog outbox-sheet" onClose={() => showSheet(null)}>
      <div className="dialog-head">
        <ModalTitle className="grow">Outbox and drafts</ModalTitle>
        <label className="input">
          <Icon name="search" small />
          <input
            value={text}
            placeholder="Search what is kept here"
            aria-label="Search what is kept here"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Key>Esc</Key>
      </div>
      <div className="outbox-body">
        <Waiting own={own} text={text} />
        <Drafts own={own} text={text} />
        <KeptHere text={text} />
      </div>
    </Modal>
  )
}

function Heading({ name, detail }: { name: string; detail: string }) {
  return (
    <h3 className="qgroup">
      {name} <span className="t3">{detail}</span>
    </h3>
  )
}

interface PartProps {
  own: StaffRef
  /** What the person looks for; parts without it are not shown. */
  text: string
}

function Waiting({ own, text }: PartProps) {
  const all = useOutbox()
  const items = all.filter((item) => isFound(text, titleOf(item), item.label, String(item.input.body ?? '')))
  if (text.trim() && items.length === 0) return null
  return (
    <section aria-label="Not sent yet">
      <Heading name="Not sent yet" detail={items.length > 0 ? `${items.length}, sent in this order` : 'nothing'} />
      {items.length === 0 && <p className="empty-line">Everything you sent has arrived.</p>}
      {items.map((item) => (
        <OutboxEntry key={item.id} item={item} own={own} version={null} onOpen={() => open(item.kind, item.itemId)} />
      ))}
    </section>
  )
}

function Drafts({ own, text }: PartProps) {
  const { data = [] } = useApi('drafts.list', {}, { staleTime: 0, gcTime: 0 })
  const drafts = data.filter(({ label, body }) => isFound(text, label, body))
  if (text.trim() && drafts.length === 0) return null
  return (
    <section aria-label="Drafts">
      <Heading name="Drafts" detail={drafts.length > 0 ? `${drafts.length}, the newest first` : 'none'} />
      {drafts.map((draft) => (
        <DraftRow key={`${draft.key.itemId} ${draft.key.slot}`} draft={draft} own={own} />
      ))}
    </section>
  )
}

const slotNames = {
  reply: 'Reply to',
  note: 'Note on',
  decision: 'Decision on',
  claim: 'Claim in',
  split: 'Split in',
  policy: 'Change of',
}

const slotName = ({ slot }: DraftKey): string => slotNames[slot.split(':')[0] as keyof typeof slotNames]

function DraftRow({ draft: { key, label, body, attachments, savedAt }, own }: { draft: Draft; own: StaffRef }) {
  const now = useNow(60_000)
  const resume = () => {
    open(key.kind, key.itemId)
    if (isMessage(key.slot)) wantComposer(key.slot)
    else wantDraft(key)
  }
  const discard = () => discardDraft(draftOf(own.id, key, label), 'Draft discarded.', `${slotName(key)} ${label}`)
  return (
    <div className="box-row">
      <Icon name={key.slot === 'note' ? 'lock' : 'pencil'} />
      <span className="cut">
        <b>
          {slotName(key)} <bdi>{label}</bdi>
        </b>
      </span>
      <span className="small t2 cut">
        {whenTime(savedAt, now, zone)}
        {isMessage(key.slot) ? (
          <>
            , {partWords({ body, attachments })}: <bdi>{body.slice(0, 120)}</bdi>
          </>
        ) : (
          ', filled in and not sent'
        )}
      </span>
      <span className="do">
        <Button small onClick={resume}>
          Open
        </Button>
        <Button small variant="quiet" onClick={() => void discard()}>
          Discard
        </Button>
      </span>
    </div>
  )
}

function KeptHere({ text }: { text: string }) {
  const { data = [] } = useApi('cache.list', { text: text.trim() }, { staleTime: 0, gcTime: 0, placeholderData: (before) => before })
  const assigned = data.filter((item) => item.assigned).length
  return (
    <section aria-label="Kept on this computer">
      <Heading name="Kept on this computer" detail={`${assigned} yours, ${data.length - assigned} opened lately`} />
      {data.length === 0 && (
        <p className="empty-line">{text.trim() ? 'Nothing that is kept has these words.' : 'What you open is kept here, sealed.'}</p>
      )}
      {data.slice(0, 100).map((item) => (
        <KeptRow key={item.itemId} item={item} />
      ))}
    </section>
  )
}

function KeptRow({ item: { kind, itemId, label, customer, pinned, readAt } }: { item: KeptItem }) {
  const now = useNow(60_000)
  const pin = async () => {
    await call('cache.pin', { kind, itemId, pinned: !pinned })
    await queryClient.invalidateQueries({ queryKey: ['cache.list'] })
  }
  return (
    <div className="box-row">
      <Icon name={workspaceOf(kind)?.id ?? 'doc'} />
      <button type="button" className="open-row cut" onClick={() => open(kind, itemId)}>
        <b>
          <bdi>{label}</bdi>
        </b>
      </button>
      <span className="small t2 cut">
        {customer && (
          <>
            <bdi>{customer}</bdi>,{' '}
          </>
        )}
        as of {whenTime(readAt, now, zone)}
        {pinned && ', kept until you unpin it'}
      </span>
      <span className="do">
        <Button small variant="quiet" onClick={() => void pin()}>
          {pinned ? 'Unpin' : 'Pin'}
        </Button>
      </span>
    </div>
  )
}
