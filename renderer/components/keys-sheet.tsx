import { useState } from 'react'
import { type ActionGroup, offeredActions } from '../keyboard.ts'
import { showSheet } from '../stores/overlay.ts'
import { Icon } from './icon.tsx'
import { Key, Keys } from './key.tsx'
import { columns, type KeyRow, keyRows } from './keys-list.ts'
import { Modal, ModalTitle } from './modal.tsx'
import './keys-sheet.css'

/** Every key, as they act here. Typing narrows it. */
export function KeysSheet() {
  const [filter, setFilter] = useState('')
  const [actions] = useState(offeredActions)
  const rows = keyRows(actions, filter)
  const isEmpty = [...rows.values()].every((group) => group.length === 0)
  return (
    <Modal className="dialog keys-sheet" onClose={() => showSheet(null)}>
      <div className="dialog-head">
        <ModalTitle className="grow">Keys</ModalTitle>
        <label className="input">
          <Icon name="search" small />
          <input
            value={filter}
            placeholder="Find a key or an action"
            aria-label="Find a key or an action"
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        <Key>Esc</Key>
      </div>
      <div className="kgrid">
        {columns.map((groups) => (
          <div key={groups.join()}>
            {groups.map((group) => (
              <KeyGroup key={group} name={group} rows={rows.get(group) ?? []} />
            ))}
          </div>
        ))}
        {isEmpty && <p className="t2">No key does that.</p>}
      </div>
    </Modal>
  )
}

function KeyGroup({ name, rows }: { name: ActionGroup; rows: KeyRow[] }) {
  if (rows.length === 0) return null
  return (
    <section className="kgroup">
      <h3>{name}</h3>
      {rows.map(({ label, keys }) => (
        <div className="krow" key={keys.join()}>
          <span className="cut">{label}</span>
          <span className="keys">
            {keys.map((binding) => (
              <Keys key={binding} keys={binding} spelled />
            ))}
          </span>
        </div>
      ))}
    </section>
  )
}
