/** One attachment of the thread, looked at from memory. */
import { useState } from 'react'
import type { Attachment } from '../../../shared/tickets.ts'
import { Button } from '../../components/button.tsx'
import { ErrorState } from '../../components/empty.tsx'
import { Modal, ModalTitle } from '../../components/modal.tsx'
import { Media } from '../../work/media.tsx'
import { useFile } from '../../work/use-file.ts'
import { sizeWords } from './words.ts'

interface ViewerProps {
  ticketId: string
  attachment: Attachment & { id: string }
  onSave: () => void
  onClose: () => void
}

export default function AttachmentViewer({ ticketId, attachment: { id, name, bytes }, onSave, onClose }: ViewerProps) {
  const { file, error } = useFile('ticket', ticketId, id)
  const [page, setPage] = useState(1)
  const [pages, setPages] = useState(1)
  const goTo = (wanted: number) => setPage(Math.max(1, Math.min(pages, wanted)))
  return (
    <Modal
      className="dialog dialog-window file-window"
      onClose={onClose}
      onKeyDown={({ key }) => {
        if (key === '[') goTo(page - 1)
        if (key === ']') goTo(page + 1)
      }}
    >
      <div className="dialog-head">
        <ModalTitle className="grow cut">
          <bdi>{name}</bdi>
        </ModalTitle>
        <span className="t3 small">{sizeWords(bytes)}</span>
        {pages > 1 && (
          <>
            <Button small variant="quiet" keys="[" aria-label="The page before" onClick={() => goTo(page - 1)} />
            <span className="small figures">{`${page} of ${pages}`}</span>
            <Button small variant="quiet" keys="]" aria-label="The next page" onClick={() => goTo(page + 1)} />
          </>
        )}
        <Button small onClick={onSave}>
          Save a copy
        </Button>
        <Button small keys="Escape" onClick={onClose}>
          Close
        </Button>
      </div>
      <figure className="file-stage" aria-label={name} aria-busy={!file && !error}>
        {error && <ErrorState title={`${name} cannot be shown.`} error={error} />}
        {file && (
          <Media look={file} name={name} view={{ zoom: null, turned: 0, brightness: 1, page }} onScale={undefined} onPages={setPages} />
        )}
      </figure>
    </Modal>
  )
}
