/** The one primary button of the pane, with the other ways to send beside it. */
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import type { SendMode } from './use-send.ts'

interface SendButtonProps {
  /** Empty for a note. */
  modes: SendMode[]
  chosen: SendMode | null
  onChoose: (mode: SendMode['id']) => void
  reason: string | null
  sending: boolean
  /** A first try was held back; the next one goes through. */
  anyway: boolean
  onSend: () => void
}

export function SendButton({ modes, chosen, onChoose, reason, sending, anyway, onSend }: SendButtonProps) {
  const label = chosen ? (anyway ? 'Send anyway' : chosen.label) : 'Add note'
  const others = modes.length > 1
  return (
    <span className={others ? 'split' : undefined}>
      <Button variant="primary" keys="Mod+Enter" reason={reason} onClick={onSend}>
        {sending ? 'Sending…' : label}
      </Button>
      {others && (
        <Menu>
          <MenuTrigger>
            <button type="button" className={reason ? 'btn' : 'btn primary'} aria-label="Other ways to send">
              <Icon name="down" />
            </button>
          </MenuTrigger>
          <MenuList label="Other ways to send" side="top" align="end">
            {modes.map((mode) => (
              <MenuItem key={mode.id} checked={mode === chosen} onSelect={() => onChoose(mode.id)}>
                {mode.label}
              </MenuItem>
            ))}
          </MenuList>
        </Menu>
      )}
    </span>
  )
}
