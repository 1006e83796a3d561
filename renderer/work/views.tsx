/** The menu beside the title: every view, and the person's own ones with their keeping. */
import { useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { asAppError, call, queryClient, useApi } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine, MenuList, MenuTrigger } from '../components/menu.tsx'
import { toast } from '../components/toast.tsx'
import { hrefOf, navigate } from '../route.ts'
import { refuse } from '../stores/toasts.ts'
import type { QueueDesk } from './desk.ts'
import { changeList, definitionOf, type ListState, openSaved } from './list-state.ts'

type ViewsDesk = Pick<QueueDesk, 'id' | 'kind' | 'views' | 'firstView' | 'sorts' | 'firstSort' | 'fields'>

const rereadSaved = ({ kind }: ViewsDesk) => queryClient.invalidateQueries({ queryKey: ['work.savedViews', { kind }] })

interface ViewsMenuProps {
  desk: ViewsDesk
  view: string
  state: ListState
}

export function ViewsMenu({ desk, view, state }: ViewsMenuProps) {
  const { data: saved = [] } = useApi('work.savedViews', { kind: desk.kind })
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)

  const remove = async (id: string) => {
    const gone = saved.find((each) => each.id === id)
    try {
      await call('work.removeView', { id })
      changeList(desk, view, { saved: null })
      if (gone) toast({ icon: 'check', text: `View ${gone.name} removed.`, undo: () => void keep(desk, null, gone.name, gone.definition) })
      await rereadSaved(desk)
    } catch (thrown) {
      refuse(asAppError(thrown), () => void remove(id))
    }
  }
  return (
    <>
      <Menu>
        <MenuTrigger>
          <Button small variant="quiet" icon="down" only="Views" className="views" />
        </MenuTrigger>
        <MenuList label="Views">
          {Object.entries(desk.views).map(([each, { name }]) => (
            <MenuItem key={each} checked={each === view && !state.saved} onSelect={() => openPlain(desk, each)}>
              {name}
            </MenuItem>
          ))}
          <MenuLine />
          <MenuLabel>Saved</MenuLabel>
          {saved.map((each) => (
            <MenuItem key={each.id} checked={each.id === state.saved?.id} onSelect={() => openSaved(desk, each)}>
              {each.name}
            </MenuItem>
          ))}
          <MenuItem icon="plus" onSelect={() => setNaming('new')}>
            Save this view
          </MenuItem>
          {state.saved && (
            <>
              <MenuItem
                icon="check"
                onSelect={() => void keep(desk, state.saved?.id ?? null, state.saved?.name ?? '', definitionOf(view, state))}
              >
                {`Update ${state.saved.name}`}
              </MenuItem>
              <MenuItem icon="pencil" onSelect={() => setNaming('rename')}>
                {`Rename ${state.saved.name}`}
              </MenuItem>
              <MenuItem icon="x" onSelect={() => void remove(state.saved?.id ?? '')}>
                {`Remove ${state.saved.name}`}
              </MenuItem>
            </>
          )}
        </MenuList>
      </Menu>
      {naming && (
        <NameDialog
          desk={desk}
          view={view}
          state={state}
          id={naming === 'rename' ? (state.saved?.id ?? null) : null}
          onClose={() => setNaming(null)}
        />
      )}
    </>
  )
}

function openPlain(desk: ViewsDesk, view: string) {
  changeList(desk, view, { text: '', chosen: {}, saved: null })
  navigate(hrefOf([desk.id], { view }))
}

async function keep(desk: ViewsDesk, id: string | null, name: string, definition: Record<string, unknown>) {
  const saved = await call('work.saveView', { id, kind: desk.kind, name, definition })
  await rereadSaved(desk)
  toast({ icon: 'check', text: `View ${name} saved.` })
  return saved
}

interface NameDialogProps extends ViewsMenuProps {
  /** The view to rename; null keeps the list under a new name. */
  id: string | null
  onClose: () => void
}

function NameDialog({ desk, view, state, id, onClose }: NameDialogProps) {
  const [name, setName] = useState(id ? (state.saved?.name ?? '') : '')
  const [error, setError] = useState<AppError | null>(null)
  const save = async () => {
    if (name.trim() === '') return
    try {
      const { id: savedId } = await keep(desk, id, name.trim(), definitionOf(view, state))
      changeList(desk, view, { saved: { id: savedId, name: name.trim() } })
      onClose()
    } catch (thrown) {
      setError(asAppError(thrown))
    }
  }
  return (
    <Dialog
      title={id ? 'Rename this view?' : 'Save this view?'}
      onClose={onClose}
      onAnswer={() => void save()}
      answers={
        <>
          <Button keys="Escape" onClick={onClose}>
            Leave it
          </Button>
          <Button variant="primary" keys="Mod+Enter" reason={name.trim() ? null : 'It needs a name'} onClick={() => void save()}>
            {id ? 'Rename' : 'Save view'}
          </Button>
        </>
      }
    >
      <Field
        label="Name"
        hint="Only you see it. It keeps filter, words and order."
        wrong={error?.message}
        value={name}
        maxLength={60}
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && void save()}
      />
    </Dialog>
  )
}
