import { useChord } from '../keyboard.ts'
import { workspaces } from '../workspaces.ts'
import { Key } from './key.tsx'

/** After G: the letters of the places, for two seconds. */
export function GoStrip() {
  const { waiting } = useChord()
  if (!waiting) return null
  return (
    <div className="menu go-strip" role="status" aria-label="Go to">
      <span>
        <Key>G</Key>
        <span className="t2">go to</span>
      </span>
      {workspaces.map(({ id, letter, name }) => (
        <span key={id}>
          <Key>{letter}</Key>
          {name}
        </span>
      ))}
    </div>
  )
}
