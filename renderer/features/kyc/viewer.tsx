/** A document, looked at from memory: larger, turned, brighter; beside the one that it replaced. */
import { useLayoutEffect, useRef, useState } from 'react'
import type { KycDocument } from '../../../shared/kyc.ts'
import { exact, seconds } from '../../../shared/time.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { dayOf } from '../../components/when.ts'
import { useActions } from '../../keyboard.ts'
import type { Look, Looks } from './use-looks.ts'
import { documentNames, statusNames } from './words.ts'

interface ViewerProps {
  document: KycDocument
  /** Shown at its left; null when only the document itself is. */
  earlier: KycDocument | null
  looks: Looks
}

/** `zoom` null fits the room. Turned in degrees, brightness 1 is as it is. */
interface View {
  zoom: number | null
  turned: number
  brightness: number
}
const plainView: View = { zoom: null, turned: 0, brightness: 1 }
const zooms = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6]

export function Viewer({ document, earlier, looks }: ViewerProps) {
  const [view, setView] = useState(plainView)
  const [shown, setShown] = useState(1)
  const change = (next: Partial<View>) => setView({ ...view, ...next })
  const turn = () => change({ turned: (view.turned + 90) % 360 })
  const larger = () => change({ zoom: zooms.find((zoom) => zoom > shown + 0.01) ?? shown })
  const smaller = () => change({ zoom: zooms.findLast((zoom) => zoom < shown - 0.01) ?? shown })
  useActions('kyc.viewer', [
    { id: 'kyc.turn', label: 'Turn the document', group: 'Item', keys: '.', icon: 'rotate', run: turn },
    { id: 'kyc.larger', label: 'Larger', group: 'Item', keys: '+', icon: 'plus', unlisted: true, run: larger },
    { id: 'kyc.smaller', label: 'Smaller', group: 'Item', keys: '-', icon: 'minus', unlisted: true, run: smaller },
    { id: 'kyc.fit', label: 'Fit the document to its room', group: 'Item', keys: '0', unlisted: true, run: () => change({ zoom: null }) },
  ])
  const look = looks.of(document.id)
  return (
    <div className="viewer">
      <div className="stages">
        {earlier && <Stage document={earlier} look={looks.of(earlier.id)} view={view} onAgain={() => looks.again(earlier.id)} caption />}
        <Stage
          document={document}
          look={look}
          view={view}
          onScale={setShown}
          onAgain={() => looks.again(document.id)}
          caption={earlier !== null}
        />
      </div>
      {look?.is === 'ready' && (
        <div className="tools" role="toolbar" aria-label="View">
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
  onScale?: (scale: number) => void
  onAgain: () => void
}

function Stage({ document, look, view, caption, onScale, onAgain }: StageProps) {
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
      {look?.is === 'ready' && <Media look={look} name={name} view={view} {...(onScale && { onScale })} />}
    </figure>
  )
}

interface MediaProps {
  look: Extract<Look, { is: 'ready' }>
  name: string
  view: View
  onScale?: (scale: number) => void
}

function Media(props: MediaProps) {
  const { look, name } = props
  if (look.mediaType.startsWith('image/')) return <Picture {...props} />
  if (look.mediaType.startsWith('video/')) {
    // biome-ignore lint/a11y/useMediaCaption: what people send has none
    return <video className="film" src={look.url} controls playsInline style={{ filter: `brightness(${props.view.brightness})` }} />
  }
  return (
    <EmptyState title={`${name} is no picture.`}>
      It is {look.mediaType === 'application/pdf' ? 'a PDF' : look.mediaType}, which cannot be shown here. Ask for a photo or a scan of it.
    </EmptyState>
  )
}

const margin = 16 // px around a picture that fits
const foot = 56 // px for the tools below it

function Picture({ look, name, view, onScale }: MediaProps) {
  const place = useRef<HTMLElement>(null)
  const [room, setRoom] = useState({ width: 0, height: 0 })
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const follow = new ResizeObserver(() => setRoom({ width: element.clientWidth, height: element.clientHeight }))
    follow.observe(element)
    return () => follow.disconnect()
  }, [])
  const isSideways = view.turned % 180 !== 0
  const [width, height] = isSideways ? [size.height, size.width] : [size.width, size.height]
  const fit = Math.min((room.width - 2 * margin) / width, (room.height - 2 * margin - foot) / height)
  const scale = view.zoom ?? (Number.isFinite(fit) && fit > 0 ? Math.min(fit, 2) : 1)
  useLayoutEffect(() => onScale?.(scale), [onScale, scale])
  const turned = `translate(-50%, -50%) rotate(${view.turned}deg)`
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture larger than its room is scrolled by the keyboard
    <section className="room" ref={place} tabIndex={0} aria-label={`${name}, ${Math.round(scale * 100)} %`}>
      <div className="paper" style={{ width: width * scale, height: height * scale }}>
        <img
          src={look.url}
          alt={name}
          draggable={false}
          style={{ width: size.width * scale, height: size.height * scale, transform: turned, filter: `brightness(${view.brightness})` }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize({ width: naturalWidth, height: naturalHeight })}
        />
      </div>
    </section>
  )
}
