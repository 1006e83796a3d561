import { useMemo } from 'react'
import type { SignedIn } from '../../../shared/session.ts'
import type { WorkKind } from '../../../shared/work.ts'
import { useApi } from '../../api.ts'
import { useSession } from '../../stores/session.ts'
import { mayOpen, workspaces } from '../../workspaces.ts'
import type { Reach } from './words.ts'

function workspacesOf(person: SignedIn | null): Map<WorkKind, string> {
  const open = workspaces.filter((workspace) => person && mayOpen(workspace, person))
  return new Map(open.flatMap(({ id, kind }): [WorkKind, string][] => (kind ? [[kind, id]] : [])))
}

/** Which links lead somewhere for this reader. */
export function useReach(): Reach {
  const person = useSession((session) => session.person)
  const { data } = useApi('records.tables', {})
  return useMemo(
    () => ({
      workspaces: workspacesOf(person),
      content: person?.capabilities.includes('person.content') ?? false,
      tables: new Map(data?.map(({ table, key }) => [table, key.length])),
    }),
    [person, data],
  )
}
