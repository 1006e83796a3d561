/** The search over all claims: how far it is, what it would open and change, and applying that; each can be stopped between two steps. */
import { useEffect, useRef, useState } from 'react'
import type { RightsCheck, RightsFinding } from '../../../shared/conflicts.ts'
import type { AppError } from '../../../shared/errors.ts'
import { itemNumber } from '../../../shared/ids.ts'
import { whenTime } from '../../../shared/time.ts'
import { asAppError, call, queryClient, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Meter } from '../../components/meter.tsx'
import { zone } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { useActions } from '../../keyboard.ts'
import { useSession } from '../../stores/session.ts'
import { rightNames, shareText } from './words.ts'

/** The button at the foot of the list. */
export function SearchAll() {
  const [isOpen, setOpen] = useState(false)
  const mayAct = useSession((session) => session.person?.capabilities.includes('rights.act') ?? false)
  const reason = mayAct ? null : 'Your roles read conflicts of rights; analysts search for them'
  const open = () => setOpen(true)
  const label = 'Search all claims for conflicts'
  useActions('rights.searchAll', [{ id: 'rights.searchAll', label, group: 'Move', icon: 'rotate', disabled: reason, run: open }])
  return (
    <div className="search-all">
      <Button small variant="quiet" icon="rotate" only={label} reason={reason} onClick={open} />
      {isOpen && <SearchDialog onClose={() => setOpen(false)} />}
    </div>
  )
}

type Stage = 'idle' | 'searching' | 'applying'

function SearchDialog({ onClose }: { onClose: () => void }) {
  const { data: last } = useApi('rights.lastCheck', {}, { staleTime: 0 })
  const [check, setCheck] = useState<RightsCheck | null>(null)
  const [stage, setStage] = useState<Stage>('idle')
  const [failed, setFailed] = useState<AppError | null>(null)
  const stopped = useRef(false)
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )

  /** Goes on step by step until the end, or until it is stopped after the step that runs. */
  const goOn = async (next: Stage, step: (before: RightsCheck | null) => Promise<RightsCheck>, isEnd: (now: RightsCheck) => boolean) => {
    stopped.current = false
    setFailed(null)
    setStage(next)
    let now = next === 'searching' ? null : check
    try {
      do {
        now = await step(now)
        setCheck(now)
      } while (!isEnd(now) && !stopped.current)
      if (next === 'applying' && isEnd(now)) {
        onClose()
        toast({ icon: 'check', text: `${many(now.opens, 'conflict')} opened, ${now.changes + now.clears} changed.` })
      }
    } catch (thrown) {
      setFailed(asAppError(thrown))
    }
    setStage('idle')
    if (next === 'applying') void queryClient.invalidateQueries({ queryKey: ['rights.queue'] })
  }
  const search = () =>
    void goOn(
      'searching',
      (before) => call('rights.search', { id: before?.id ?? null }),
      ({ isDone }) => isDone,
    )
  const apply = () =>
    void goOn(
      'applying',
      () => call('rights.apply', { id: check?.id ?? 0 }),
      ({ left }) => left === 0,
    )
  const stop = () => {
    stopped.current = true
  }
  const isFound = check?.isDone && check.left > 0
  const act = () => {
    if (stage !== 'idle') return
    if (isFound) apply()
    else search()
  }
  const leave = stage === 'idle' ? onClose : stop
  return (
    <Dialog
      title="Search all claims for conflicts?"
      width={560}
      onClose={leave}
      onAnswer={act}
      answers={
        <Answers
          leave={stage === 'idle' ? 'Leave it' : 'Stop'}
          act={isFound ? applyWords(check) : check?.isDone ? 'Search again' : 'Search all claims'}
          reason={stage === 'searching' ? 'It is searching' : stage === 'applying' ? 'It is being applied' : null}
          onClose={leave}
          onAct={act}
        />
      }
    >
      <div className="stack" aria-live="polite">
        {!check && (
          <p>
            Changed claims are searched as they are saved. This reads every claim anew and shows what it would open before anything is
            written.
            {last &&
              ` Last on ${whenTime(last.at, Date.now(), zone)}: ${many(last.conflicts, 'conflict')} among ${whole(last.claims)} claims.`}
          </p>
        )}
        {check && <Progress check={check} stage={stage} />}
        {check?.isDone && <Findings check={check} />}
        {failed && (
          <p className="danger" role="alert">
            {failed.message} {check?.isDone ? `${whole(check.left)} are not applied; the others are.` : 'Nothing was changed.'}
          </p>
        )}
      </div>
    </Dialog>
  )
}

const whole = (n: number) => n.toLocaleString('en')

const applyWords = ({ opens, left }: RightsCheck): string =>
  opens === left ? `Open ${many(opens, 'conflict')}` : `Apply ${many(left, 'finding')}`

function Progress({ check, stage }: { check: RightsCheck; stage: Stage }) {
  const { seen, claims, isDone, opens, changes, clears, left, milliseconds } = check
  const all = opens + changes + clears
  const isApplying = isDone && left < all
  const value = isApplying ? (all - left) / all : claims === 0 ? 1 : seen / claims
  const words = isApplying
    ? `${whole(all - left)} of ${whole(all)} applied${stage === 'idle' ? ', then stopped; the rest is as it was' : ''}.`
    : isDone
      ? `${whole(claims)} claims searched in ${(milliseconds / 1000).toFixed(1)} s: ${many(check.conflicts, 'conflict')}.`
      : `${whole(seen)} of ${whole(claims)} claims searched${stage === 'idle' ? ', then stopped; nothing was changed' : ''}.`
  return (
    <div>
      <Meter value={value} tone="accent" />
      <p className="t2 below" role="status">
        {words}
      </p>
    </div>
  )
}

const whatWords = ({ what, conflict }: RightsFinding): string => {
  const number = conflict && itemNumber('conflict', conflict.number)
  if (what === 'opens') return number ? `opened as ${number}` : 'opens'
  return what === 'changes' ? `changes ${number ?? ''}` : `nothing overlaps any more in ${number ?? 'it'}`
}

function Findings({ check: { findings, opens, changes, clears } }: { check: RightsCheck }) {
  const all = opens + changes + clears
  if (all === 0) return <p>The conflicts say all of it already.</p>
  return (
    <div>
      <p>
        It would open {many(opens, 'conflict')}, change {whole(changes)}, and leave {whole(clears)} without an overlap, to be closed by a
        person.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="findings" tabIndex={0} aria-label="What it would do">
        <table className="table">
          <tbody>
            {findings.map((finding) => (
              <tr key={finding.no}>
                <td className="cut">
                  <bdi>{finding.title ?? 'Removed'}</bdi>
                </td>
                <td className="t2">{rightNames[finding.rightType]}</td>
                <td className="t2">{whatWords(finding)}</td>
                <td className="num">{finding.total === null ? '' : shareText(finding.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {all > findings.length && <p className="t3 small">and {whole(all - findings.length)} more</p>}
    </div>
  )
}
