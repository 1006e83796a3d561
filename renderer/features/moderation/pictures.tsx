/** Pictures of a case: blurred and grey until somebody asks to look, and again when they leave. */
import { useState } from 'react'
import type { CaseFile } from '../../../shared/moderation.ts'
import { Button } from '../../components/button.tsx'
import { Panel } from '../../components/panel.tsx'
import { useActions } from '../../keyboard.ts'
import { useFile } from '../../work/use-file.ts'

export function Pictures({ itemId, files }: { itemId: string; files: CaseFile[] }) {
  const [isShown, setShown] = useState(false)
  const words = isShown ? 'Blur again' : 'Look'
  useActions('moderation.pictures', [
    {
      id: 'moderation.look',
      label: isShown ? 'Blur the pictures' : 'Look at the pictures',
      group: 'Item',
      keys: 'V',
      icon: 'eye',
      run: () => setShown(!isShown),
    },
  ])
  return (
    <Panel
      title={files.length === 1 ? 'Picture' : 'Pictures'}
      more={
        <Button small variant="quiet" icon="eye" keys="V" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {words}
        </Button>
      }
    >
      <div className="pictures">
        {files.map((file) => (
          <Picture key={file.id} itemId={itemId} file={file} isShown={isShown} />
        ))}
      </div>
    </Panel>
  )
}

function Picture({ itemId, file, isShown }: { itemId: string; file: CaseFile; isShown: boolean }) {
  const { file: loaded, error } = useFile('case', itemId, file.id)
  const name = file.name.charAt(0).toUpperCase() + file.name.slice(1)
  return (
    <figure className={isShown ? 'picture' : 'picture blurred'}>
      <div className="frame">{loaded && <img src={loaded.url} alt={isShown ? `${name} as published` : `${name}, blurred`} />}</div>
      <figcaption className="small t3">
        {name}
        {error ? `: ${error.message}` : !isShown && ', blurred'}
      </figcaption>
    </figure>
  )
}
