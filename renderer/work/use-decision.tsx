/**
 * A form in the making, most often a decision: its fields are kept as a draft from the first change on, and sent as one command that
 * takes effect once, whatever ends in between.
 */
import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import type { DraftKey } from '../../shared/drafts.ts'
import { itemNumber } from '../../shared/ids.ts'
import type { CommandDone, StaffRef, WorkRow } from '../../shared/work.ts'
import { Button } from '../components/button.tsx'
import type { Desk } from './desk.ts'
import { discardDraft } from './discard-draft.ts'
import { draftOf, type SaveState, useDraftFace } from './draft.ts'
import { noteTyping } from './presence.tsx'
import { SavedWords } from './saved-words.tsx'
import { CutOffBanner, SendProblemBanner } from './send-banner.tsx'
import { type SendProblem, useSending } from './use-sending.ts'
import { changeWords, isNews, staleFacts } from './words.ts'

interface FormOptions<Value, How, Done> {
  draftKey: DraftKey
  /** What it is about, for lists of drafts. */
  label: string
  /** Of what the form changes, as it is on the screen. */
  version: number
  own: StaffRef
  /** The form before anybody touched it. A field that is set to its value of here is no longer part of the draft. */
  initial: Value
  /** Calls the form's command; throws what call() throws. */
  send: (command: { commandId: string; expectedVersion: number }, value: Value, how: How) => Promise<Done>
  onSent: (how: How, isHere: boolean, done: Done) => void
}

interface DecisionOptions<Value, How, Done> extends Omit<FormOptions<Value, How, Done>, 'draftKey' | 'label' | 'version' | 'send'> {
  desk: Pick<Desk, 'kind'>
  item: WorkRow
  /** What the item is about, for lists of drafts. */
  title: string
  send: (command: { commandId: string; id: string; expectedVersion: number }, value: Value, how: How) => Promise<Done>
}

export interface Decision<Value, How> {
  value: Value
  set: (change: Partial<Value>) => void
  /** Nothing differs from the beginning. */
  isEmpty: boolean
  save: SaveState
  /** When the draft is kept: for "Saved 14:02:11" beside the primary button, see SavedWords. */
  savedAt: string | null
  /** The version on which the draft began; null without one. */
  begunOn: number | null
  discard: () => Promise<void>
  /** `how` says which decision it is: "approve". Until its end is known, every further try is the same command. Resolves to whether it was done. */
  send: (how: How) => Promise<boolean>
  sending: boolean
  problem: SendProblem<How> | null
  dismiss: () => void
  /** The decision that was sent and whose end is not known, as after a crash. */
  cutOff: How | null
  /** The person has seen what changed: the version on the screen is what they decide on. */
  acknowledge: () => void
}

type Fields = Record<string, unknown>

/** The kept fields; none where they cannot be read. */
function fieldsOf(body: string): Fields {
  try {
    return body ? (JSON.parse(body) as Fields) : {}
  } catch {
    return {}
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function useDecisionDraft<Value extends object, How extends string, Done extends CommandDone>(
  options: DecisionOptions<Value, How, Done>,
): Decision<Value, How> {
  const { desk, item, title, send, ...form } = options
  return useFormDraft({
    ...form,
    draftKey: { kind: desk.kind, itemId: item.id, slot: 'decision' },
    label: `${itemNumber(desk.kind, item.number)} ${title}`,
    version: item.version,
    send: (command, value, how) => send({ ...command, id: item.id }, value, how),
  })
}

export function useFormDraft<Value extends object, How extends string, Done>(options: FormOptions<Value, How, Done>): Decision<Value, How> {
  const { draftKey, label, version, own, initial, onSent } = options
  const keeper = draftOf(own.id, draftKey, label)
  const face = useDraftFace(keeper)
  const [fields, setFields] = useState(() => fieldsOf(keeper.content.body))
  useEffect(() => {
    void keeper.load()
    return () => keeper.leave(null)
  }, [keeper])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `replaced` counts when the draft was replaced by anything but this form
  useLayoutEffect(() => setFields(fieldsOf(keeper.content.body)), [keeper, face.replaced])

  const withFields = (kept: Fields) => ({ ...initial, ...kept }) as Value
  const set = (change: Partial<Value>) => {
    const next = { ...fieldsOf(keeper.content.body), ...change }
    const changed = Object.fromEntries(Object.entries(next).filter(([name, value]) => !same(value, initial[name as keyof Value])))
    const { body: before, baseVersion, attempt } = keeper.content
    const body = Object.keys(changed).length > 0 ? JSON.stringify(changed) : ''
    const isBegun = before !== '' || attempt !== null
    keeper.change({ body, baseVersion: body === '' && !attempt ? null : isBegun ? baseVersion : version })
    setFields(changed)
    noteTyping()
  }
  const { send, sending, problem, dismiss } = useSending<How, Done>({
    keeper,
    version,
    own,
    attemptOf: (how) => ({ how }),
    send: (command, content, how) => options.send(command, withFields(fieldsOf(content.body)), how),
    onSent,
  })
  return {
    value: withFields(fields),
    set,
    isEmpty: face.isEmpty,
    save: face.save,
    savedAt: face.save.is === 'saved' ? face.save.at : null,
    begunOn: keeper.content.baseVersion,
    discard: () => discardDraft(keeper, 'What you filled in is discarded.', label),
    send,
    sending,
    problem,
    dismiss,
    cutOff:
      face.wasTried && !sending && !problem && face.save.is !== 'loading'
        ? ((keeper.content.attempt?.how as How | undefined) ?? null)
        : null,
    acknowledge: () => keeper.change({ baseVersion: version }),
  }
}

interface DecisionBannerProps<Value, How> {
  decision: Decision<Value, How>
  own: StaffRef
  /** Of the buttons that go on: "Decide anyway". */
  verb?: string
}

/** Under a form: that it is kept, and the way back to its beginning. */
export function FormFoot<Value, How>({ form, children }: { form: Decision<Value, How>; children?: ReactNode }) {
  return (
    <div className="row">
      <span className="grow small t2">{children}</span>
      <SavedWords save={form.save} isEmpty={form.isEmpty} empty="" />
      {!form.isEmpty && (
        <Button small variant="quiet" onClick={() => void form.discard()}>
          Begin anew
        </Button>
      )}
    </div>
  )
}

/** Why the decision did not take effect, and the way on; nothing while all is well. */
export function DecisionBanner<Value, How>({ decision, own, verb = 'Decide' }: DecisionBannerProps<Value, How>) {
  const { problem, cutOff, send, acknowledge, dismiss } = decision
  if (!problem) return cutOff === null ? null : <CutOffBanner onSendAgain={() => void send(cutOff)} />
  const { error, how } = problem
  const change = staleFacts(error).changes.findLast((each) => isNews(each, own))
  const sendAnyway = () => {
    acknowledge()
    void send(how)
  }
  return (
    <SendProblemBanner
      error={error}
      not="Not done."
      kept="What you filled in is kept."
      stale={change ? `${changeWords(change, own)}.` : 'It changed since you began.'}
      anyway={`${verb} anyway`}
      another={`${verb} again`}
      onSendAnyway={sendAnyway}
      onSendAgain={() => void send(how)}
      onDismiss={dismiss}
    />
  )
}
