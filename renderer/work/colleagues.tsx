/** Colleagues who can own items of a workspace. */
import { useState } from 'react'
import type { StaffRef } from '../../shared/work.ts'
import { useApi } from '../api.ts'
import { Avatar } from '../components/avatar.tsx'
import { PickList } from '../components/pick-list.tsx'
import { useSession } from '../stores/session.ts'
import type { Desk } from './desk.ts'

/** Oneself is first everywhere. */
export function useColleagues({ roles: able }: Pick<Desk, 'roles'>): StaffRef[] {
  const { data } = useApi('work.colleagues', {}, { staleTime: 300_000 })
  const own = useSession((session) => session.person?.staff.id)
  const found = (data ?? []).filter(({ isActive, roles }) => isActive && able.some((role) => roles.includes(role)))
  return found.sort((a, b) => Number(b.id === own) - Number(a.id === own) || a.name.localeCompare(b.name))
}

interface ColleagueListProps {
  desk: Desk
  label: string
  exclude: string
  chosen: StaffRef | null
  onChoose: (staff: StaffRef) => void
  focus?: boolean
}

export function ColleagueList({ desk, label, exclude, chosen, onChoose, focus = false }: ColleagueListProps) {
  const [text, setText] = useState('')
  const found = useColleagues(desk).filter(
    ({ id, name }) => id !== exclude && name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()),
  )
  return (
    <div className="field">
      <span className="label">{label}</span>
      <div className="box">
        <PickList
          label={label}
          placeholder={chosen ? chosen.name : 'Find a colleague'}
          focus={focus}
          items={found}
          keyOf={({ id }) => id}
          text={text}
          onText={setText}
          onPick={onChoose}
          render={(staff) => (
            <>
              <Avatar initials={staff.initials} size="small" />
              <span className={staff.id === chosen?.id ? 'cut grow strong' : 'cut grow'}>{staff.name}</span>
              {staff.id === chosen?.id && <span className="t3 small">chosen</span>}
            </>
          )}
          nothing={`No colleague of this name works on ${desk.many}.`}
        />
      </div>
    </div>
  )
}
