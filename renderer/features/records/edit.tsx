/** Settings and feature flags: changing one, with a reason, and who changed it before. */
import { useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { HistoryEntry, RecordRow, RecordTable } from '../../../shared/records.ts'
import { when } from '../../../shared/time.ts'
import { queryClient, useApi, useCommand } from '../../api.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, TextArea } from '../../components/field.tsx'
import { useNow, zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { useSession } from '../../stores/session.ts'

const kinds = { 'system.settings': 'setting', 'system.feature_flags': 'feature_flag' } as const

/** Only for the two tables that can be changed here. */
export function EditPanel({ table, row }: { table: RecordTable; row: RecordRow }) {
  const kind = kinds[table.table as keyof typeof kinds]
  const [isOpen, setOpen] = useState(false)
  const capabilities = useSession((session) => session.person?.capabilities)
  if (!kind) return null
  const cells = Object.fromEntries(table.columns.map(({ name }, at) => [name, row.cells[at] ?? null]))
  const reason = capabilities?.includes('settings.manage') ? null : 'Your roles read settings; administration changes them'
  const close = () => setOpen(false)
  return (
    <>
      <Panel
        title="History"
        more={
          <Button small icon="pencil" reason={reason} onClick={() => setOpen(true)}>
            {kind === 'setting' ? 'Change the value' : 'Change the flag'}
          </Button>
        }
      >
        {reason && <p className="small t3">{reason}.</p>}
        <History kind={kind} id={cells.id ?? ''} />
      </Panel>
      {isOpen && (kind === 'setting' ? <SettingDialog cells={cells} onClose={close} /> : <FlagDialog cells={cells} onClose={close} />)}
    </>
  )
}

function History({ kind, id }: { kind: 'setting' | 'feature_flag'; id: string }) {
  const { data } = useApi('records.history', { kind, id }, { staleTime: 0 })
  if (!data) return null
  if (data.length === 0) return <p className="t2">Nobody has changed it here yet.</p>
  return (
    <ol className="record-history">
      {data.map((entry) => (
        <HistoryRow key={entry.id} entry={entry} />
      ))}
    </ol>
  )
}

function HistoryRow({ entry: { actor, at, before, after, reason } }: { entry: HistoryEntry }) {
  const now = useNow(60_000)
  const changed = Object.keys(after ?? {}).filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
  return (
    <li>
      <div className="row">
        <span className="strong cut">{actor?.name ?? 'The platform'}</span>
        <span className="grow" />
        <time className="t3 small" dateTime={at} title={at}>
          {when(at, now, zone)}
        </time>
      </div>
      {changed.map((name) => (
        <div key={name} className="mono record-text">
          {name}: {JSON.stringify(before?.[name])} → {JSON.stringify(after?.[name])}
        </div>
      ))}
      {reason && <p className="t2">“{reason}”</p>}
    </li>
  )
}

type Cells = Record<string, string | null>

interface EditDialogProps {
  cells: Cells
  onClose: () => void
}

/** null for what is no JSON. */
function jsonIn(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** After a change, and after a refusal because somebody else was faster, what is on the screen is read anew. */
function readAnew() {
  for (const queryKey of [['records.rows'], ['records.page'], ['records.history']]) void queryClient.invalidateQueries({ queryKey })
}

function useEdit<M extends 'records.setSetting' | 'records.setFlag'>(method: M, name: string | null, onClose: () => void) {
  const [refused, setRefused] = useState<AppError | null>(null)
  const command = useCommand(method, {
    onDone: () => {
      readAnew()
      onClose()
      toast({ icon: 'check', tone: 'success', text: `${name} changed.`, detail: 'The platform reads it at once.' })
    },
    onRefused: (error) => {
      setRefused(error)
      if (error.code === 'stale') readAnew()
      return true
    },
  })
  return { command, refused }
}

function SettingDialog({ cells, onClose }: EditDialogProps) {
  const [text, setText] = useState(() => JSON.stringify(jsonIn(cells.value ?? '')?.value, null, 2))
  const [reason, setReason] = useState('')
  const { command, refused } = useEdit('records.setSetting', cells.key ?? null, onClose)
  const json = jsonIn(text)
  const blocked = json ? (reason.trim() ? null : 'Say why first') : 'This is no JSON yet'
  const save = () => {
    if (blocked || !json || command.busy) return
    void command.run({ id: cells.id ?? '', expectedUpdatedAt: cells.updated_at ?? '', reason: reason.trim(), value: json.value })
  }
  return (
    <EditDialog title={`Change ${cells.key}?`} refused={refused} blocked={blocked} onSave={save} onClose={onClose}>
      {cells.description && <p>{cells.description}</p>}
      <TextArea
        label="Value, as JSON"
        rows={Math.min(14, Math.max(3, text.split('\n').length))}
        className="mono"
        spellCheck={false}
        autoFocus
        wrong={json ? null : 'This is no JSON. A text stands in double quotes.'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Reason value={reason} onChange={setReason} />
    </EditDialog>
  )
}

function FlagDialog({ cells, onClose }: EditDialogProps) {
  const [isEnabled, setEnabled] = useState(cells.is_enabled === 'true')
  const [percentage, setPercentage] = useState(cells.rollout_percentage ?? '100')
  const [rules, setRules] = useState(() => (cells.rules === null ? '' : JSON.stringify(jsonIn(cells.rules ?? '')?.value, null, 2)))
  const [reason, setReason] = useState('')
  const { command, refused } = useEdit('records.setFlag', cells.key ?? null, onClose)
  const isPercentage = /^\d{1,3}$/.test(percentage.trim()) && Number(percentage) <= 100
  const json = rules.trim() ? jsonIn(rules) : { value: null }
  const blocked = !isPercentage
    ? 'Give a share of 0 to 100 percent'
    : !json
      ? 'The rules are no JSON yet'
      : reason.trim()
        ? null
        : 'Say why first'
  const save = () => {
    if (blocked || !json || command.busy) return
    void command.run({
      id: cells.id ?? '',
      expectedUpdatedAt: cells.updated_at ?? '',
      reason: reason.trim(),
      isEnabled,
      rolloutPercentage: Number(percentage),
      rules: json.value,
    })
  }
  return (
    <EditDialog title={`Change the flag ${cells.key}?`} refused={refused} blocked={blocked} onSave={save} onClose={onClose}>
      {cells.description && <p>{cells.description}</p>}
      <Checkbox label="On" checked={isEnabled} onChange={setEnabled} />
      <Field
        label="Share of the accounts, in percent"
        inputMode="numeric"
        wrong={isPercentage ? null : 'A whole number from 0 to 100.'}
        value={percentage}
        onChange={(event) => setPercentage(event.target.value)}
      />
      <TextArea
        label="Rules, as JSON (optional)"
        rows={4}
        className="mono"
        spellCheck={false}
        wrong={json ? null : 'This is no JSON.'}
        value={rules}
        onChange={(event) => setRules(event.target.value)}
      />
      <Reason value={reason} onChange={setReason} />
    </EditDialog>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextArea label="Why, for the history" rows={2} maxLength={2000} value={value} onChange={(event) => onChange(event.target.value)} />
  )
}

interface FrameProps {
  title: string
  refused: AppError | null
  blocked: string | null
  onSave: () => void
  onClose: () => void
  children: React.ReactNode
}

function EditDialog({ title, refused, blocked, onSave, onClose, children }: FrameProps) {
  return (
    <Dialog
      title={title}
      width={520}
      onClose={onClose}
      onAnswer={onSave}
      answers={
        <>
          <Button keys="Escape" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button variant="primary" keys="Mod+Enter" reason={blocked} onClick={onSave}>
            Change it
          </Button>
        </>
      }
    >
      <div className="stack">
        {refused && (
          <Banner card tone="danger" icon="alert">
            {refused.message}
          </Banner>
        )}
        {children}
      </div>
    </Dialog>
  )
}
