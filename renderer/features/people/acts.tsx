/** What administration may do to an account: each says what follows, asks why, and is read back after. */
import { type ReactNode, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { type Person, type PersonRole, personRoles } from '../../../shared/people.ts'
import { queryClient, useCommand } from '../../api.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { Dialog } from '../../components/dialog.tsx'
import { TextArea } from '../../components/field.tsx'
import type { IconName } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { capital, plain } from './words.ts'

export type ActName = 'suspend' | 'reinstate' | 'setRole' | 'resetSessions' | 'forgiveReports'

interface Act {
  name: ActName
  label: string
  icon: IconName
}

const closed = ['suspended', 'banned', 'locked', 'inactive']

export function actsOf({ status, falseReports }: Person): Act[] {
  return [
    closed.includes(status) ? { name: 'reinstate', label: 'Reinstate', icon: 'undo' } : { name: 'suspend', label: 'Suspend', icon: 'lock' },
    { name: 'setRole', label: 'Change the role', icon: 'user' },
    { name: 'resetSessions', label: 'End all sessions', icon: 'key' },
    ...(falseReports > 0 ? [{ name: 'forgiveReports', label: 'Forgive false reports', icon: 'flag' } as const] : []),
  ]
}

interface ActDialogProps {
  act: ActName
  person: Person
  onClose: () => void
}

export function ActDialog({ act, person, onClose }: ActDialogProps) {
  const [reason, setReason] = useState('')
  const [role, setRole] = useState<PersonRole | null>(null)
  const [refused, setRefused] = useState<AppError | null>(null)
  const run = useAct(act, person, setRefused, onClose)
  const { title, answer, follows } = words(act, person)
  const blocked = act === 'setRole' && !role ? 'Choose a role first' : reason.trim() ? null : 'Say why first'
  const decide = () => {
    if (!blocked && !run.busy) run.start(reason.trim(), role)
  }
  return (
    <Dialog
      title={title}
      alert={act === 'suspend'}
      onClose={onClose}
      onAnswer={decide}
      answers={
        <>
          <Button keys="Escape" onClick={onClose}>
            Leave it
          </Button>
          <Button variant={act === 'suspend' ? 'stop' : 'primary'} keys="Mod+Enter" reason={blocked} onClick={decide}>
            {answer}
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
        <p>{follows}</p>
        {act === 'setRole' && <Roles current={person.role} chosen={role} onChoose={setRole} />}
        <TextArea
          label="Why, for the audit"
          rows={3}
          maxLength={2000}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

function Roles({ current, chosen, onChoose }: { current: string; chosen: PersonRole | null; onChoose: (role: PersonRole) => void }) {
  return (
    <div className="field">
      <span className="label" id="person-role">
        New role
      </span>
      <div className="person-roles" role="radiogroup" aria-labelledby="person-role">
        {personRoles
          .filter((role) => role !== current)
          .map((role) => (
            <label key={role} className="tick">
              <input type="radio" name="person-role" className="sr" checked={role === chosen} onChange={() => onChoose(role)} />
              <span className={role === chosen ? 'radio on' : 'radio'} aria-hidden="true" />
              {capital(plain(role))}
            </label>
          ))}
      </div>
    </div>
  )
}

function words(act: ActName, { name, role, falseReports }: Person): { title: string; answer: string; follows: ReactNode } {
  switch (act) {
    case 'suspend':
      return {
        title: `Suspend ${name}?`,
        answer: 'Suspend and end sessions',
        follows:
          'They are signed out everywhere and cannot come in until somebody reinstates them. They get an e-mail that says so; the reason below stays with staff.',
      }
    case 'reinstate':
      return {
        title: `Reinstate ${name}?`,
        answer: 'Reinstate',
        follows: 'They can sign in again at once, and every sanction that still runs is lifted. They get an e-mail that says so.',
      }
    case 'setRole':
      return {
        title: `Change the role of ${name}?`,
        answer: 'Change the role',
        follows: `It is ${plain(role)} now. What the account owns stays as it is; what it may do follows the new role at once.`,
      }
    case 'resetSessions':
      return {
        title: `End all sessions of ${name}?`,
        answer: 'End all sessions',
        follows: 'They are signed out on every device and sign in again with what they know.',
      }
    case 'forgiveReports':
      return {
        title: `Forgive ${many(falseReports, 'false report')} of ${name}?`,
        answer: 'Forgive',
        follows:
          'They count from none again, and may report at once if they were barred. The reports themselves stay as they were answered.',
      }
  }
}

const done: Record<ActName, string> = {
  suspend: 'is suspended.',
  reinstate: 'is reinstated.',
  setRole: 'has another role.',
  resetSessions: 'is signed out everywhere.',
  forgiveReports: 'may report again.',
}

/** After an act, and after a refusal because somebody was faster, everything of the person is read anew. */
function readAnew() {
  for (const queryKey of [['people.get'], ['people.section'], ['people.search']]) void queryClient.invalidateQueries({ queryKey })
}

function useAct(act: ActName, person: Person, onRefused: (error: AppError) => void, onClose: () => void) {
  const options = {
    onDone: () => {
      readAnew()
      onClose()
      toast({ icon: 'check', tone: 'success', text: `${person.name} ${done[act]}` })
    },
    onRefused: (error: AppError) => {
      onRefused(error)
      if (error.code === 'stale') readAnew()
      return true
    },
  } as const
  const suspend = useCommand('people.suspend', options)
  const reinstate = useCommand('people.reinstate', options)
  const setRole = useCommand('people.setRole', options)
  const resetSessions = useCommand('people.resetSessions', options)
  const forgiveReports = useCommand('people.forgiveReports', options)
  const commands = { suspend, reinstate, setRole, resetSessions, forgiveReports }
  return {
    busy: commands[act].busy,
    start(reason: string, role: PersonRole | null) {
      const intent = { id: person.id, expectedVersion: person.version, reason }
      if (act !== 'setRole') void commands[act].run(intent)
      else if (role) void setRole.run({ ...intent, role })
    },
  }
}
