/** A document, looked at from memory: larger, turned, brighter; beside the one that it replaced. */
import { useCallback, useState } from 'react'
import type { KycDocument } from '../../../shared/kyc.ts'
import { exact, seconds } from '../../../shared/time.ts'
import { Button } from '../../components/button.tsx'
import { ErrorState } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { dayOf } from '../../components/when.ts'
import { useActions } from '../../keyboard.ts'
import { Media, type View } from '../../work/media.tsx'
import type { Look, Looks } from './use-looks.ts'
import { documentNames, statusNames } from './words.ts'

interface ViewerProps {
  document: KycDocument
  /** Shown at its left; null when only the document itself is. */
  earlier: KycDocument | null
  looks: Looks
}

const plainView: View = { zoom: null, turned: 0, brightness: 1, page: 1 }
const zooms = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6]

export function Viewer({ document, earlier, looks }: ViewerProps) {
  const [view, setView] = useState(plainView)
  const [shown, setShown] = useState(1)
  const [pages, setPages] = useState(1)
  // Of two beside each other the one with more pages says how far it goes.
  const countPages = useCallback((each: number) => setPages((most) => Math.max(most, each)), [])
  const change = (next: Partial<View>) => setView({ ...view, ...next })
  const turn = () => change({ turned: (view.turned + 90) % 360 })
  const page = Math.min(view.page, pages)
  const goTo = (wanted: number) => change({ page: Math.max(1, Math.min(pages, wanted)) })
  const larger = () => change({ zoom: zooms.find((zoom) => zoom > shown + 0.01) ?? shown })
  const smaller = () => change({ zoom: zooms.findLast((zoom) => zoom < shown - 0.01) ?? shown })
  const onePage = pages > 1 ? null : 'It has one page'
  useActions('kyc.viewer', [
    { id: 'kyc.turn', label: 'Turn the document', group: 'Item', keys: '.', icon: 'rotate', run: turn },
    { id: 'kyc.larger', label: 'Larger', group: 'Item', keys: '+', icon: 'plus', unlisted: true, run: larger },
    { id: 'kyc.smaller', label: 'Smaller', group: 'Item', keys: '-', icon: 'minus', unlisted: true, run: smaller },
    { id: 'kyc.fit', label: 'Fit the document to its room', group: 'Item', keys: '0', unlisted: true, run: () => change({ zoom: null }) },
    { id: 'kyc.pageBefore', label: 'The page before', group: 'Item', keys: '[', disabled: onePage, run: () => goTo(page - 1) },
    { id: 'kyc.pageAfter', label: 'The next page', group: 'Item', keys: ']', disabled: onePage, run: () => goTo(page + 1) },
  ])
  const look = looks.of(document.id)
  return (
    <div className="viewer">
      <div className="stages">
        {earlier && (
          <Stage
            document={earlier}
            look={looks.of(earlier.id)}
            view={view}
            onPages={countPages}
            onAgain={() => looks.again(earlier.id)}
            caption
          />
        )}
        <Stage
          document={document}
          look={look}
          view={view}
          onScale={setShown}
          onPages={countPages}
          onAgain={() => looks.again(document.id)}
          caption={earlier !== null}
        />
      </div>
      {look?.is === 'ready' && (
        <div className="tools" role="toolbar" aria-label="View">
          {pages > 1 && (
            <>
              <Button small variant="quiet" keys="[" aria-label="The page before" onClick={() => goTo(page - 1)} />
              <span className="small figures">{`${page} of ${pages}`}</span>
              <Button small variant="quiet" keys="]" aria-label="The next page" onClick={() => goTo(page + 1)} />
              <span className="sep" />
            </>
          )}
          <Button small variant="quiet" icon="minus" only="Smaller" keys="-" onClick={smaller} />
          <button type="button" className="zoom small" title="Fit the document to its room, 0" onClick={() => change({ zoom: null })}>
            {Math.round(shown * 100)} %
          </button>
          <Button small variant="quiet" icon="plus" only="Larger" keys="+" onClick={larger} />
          <span className="sep" />
          <Button small variant="quiet" icon="rotate" keys="." aria-label="Turn" onClick={turn} />
          <span className="sep" />
          <Icon name="sun" small />
          <input
            type="range"
            className="slider"
            aria-label="Brightness"
            min="0.4"
            max="2"
            step="0.1"
            value={view.brightness}
            onChange={(event) => change({ brightness: Number(event.target.value) })}
          />
          <span className="sep" />
          <span className="small t3" title={exact(look.at, zone)}>
            view recorded {seconds(look.at)}
          </span>
        </div>
      )}
    </div>
  )
}

interface StageProps {
  document: KycDocument
  look: Look | undefined
  view: View
  caption: boolean
  onScale?: ((scale: number) => void) | undefined
  onPages: (pages: number) => void
  onAgain: () => void
}

function Stage({ document, look, view, caption, onScale, onPages, onAgain }: StageProps) {
  const name = documentNames[document.type]
  return (
    <figure className="stage" aria-label={name} aria-busy={look?.is === 'reading'}>
      {caption && (
        <figcaption>
          <b>{document.isCurrent ? 'New' : 'Earlier'}</b>, {dayOf(document.createdAt)}
          {!document.isCurrent && `, ${statusNames[document.status].toLowerCase()}`}
          {document.rejectionReason && `: ${document.rejectionReason}`}
        </figcaption>
      )}
      {look?.is === 'failed' && <ErrorState title={`${name} cannot be shown.`} error={look.error} onRetry={onAgain} />}
      {look?.is === 'ready' && <Media look={look} name={name} view={view} onScale={onScale} onPages={onPages} />}
    </figure>
  )
}
