/** What a document is made of, as large, turned and bright as it is wanted: a picture, the pages of a PDF, or a film. */
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { EmptyState, ErrorState } from '../components/empty.tsx'
import './media.css'
import type { FileLook } from './use-file.ts'
import { useDrawing, usePdf } from './use-pdf.ts'

/** `zoom` null fits the room. Turned in degrees, brightness 1 is as it is, pages count from 1. */
export interface View {
  zoom: number | null
  turned: number
  brightness: number
  page: number
}

interface MediaProps {
  look: FileLook
  name: string
  view: View
  onScale: ((scale: number) => void) | undefined
  onPages: (pages: number) => void
}

export function Media(props: MediaProps) {
  const { look, name } = props
  if (look.mediaType.startsWith('image/')) return <Picture {...props} />
  if (look.mediaType === 'application/pdf') return <Pages {...props} />
  if (look.mediaType.startsWith('video/')) {
    // biome-ignore lint/a11y/useMediaCaption: what people send has none
    return <video className="film" src={look.url} controls playsInline style={{ filter: `brightness(${props.view.brightness})` }} />
  }
  if (look.mediaType.startsWith('audio/')) {
    // biome-ignore lint/a11y/useMediaCaption: what people send has none
    return <audio className="sound" src={look.url} controls />
  }
  return (
    <EmptyState title={`${name} is no picture.`}>
      It is {look.mediaType}, which cannot be shown here. Ask for a photo or a scan of it.
    </EmptyState>
  )
}

function Picture({ look, name, view, onScale }: MediaProps) {
  const [size, setSize] = useState<Size>(nothing)
  return (
    <Room name={name} view={view} size={size} onScale={onScale}>
      {(style) => (
        <img
          src={look.url}
          alt={name}
          draggable={false}
          style={style}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize({ width: naturalWidth, height: naturalHeight })}
        />
      )}
    </Room>
  )
}

function Pages({ look, name, view, onScale, onPages }: MediaProps) {
  const [tries, setTries] = useState(0)
  const { pdf, pages, error } = usePdf(look.file, tries)
  const number = Math.min(view.page, pages)
  const { page, draw, error: undrawn } = useDrawing(pdf, number)
  useEffect(() => {
    if (pages > 0) onPages(pages)
  }, [pages, onPages])
  const problem = error ?? undrawn
  if (problem) return <ErrorState title={`${name} cannot be shown.`} error={problem} onRetry={() => setTries(tries + 1)} />
  return (
    <Room name={name} view={view} size={page ?? nothing} onScale={onScale}>
      {(style, scale) => (
        <Drawing label={pages > 1 ? `${name}, page ${number} of ${pages}` : name} style={style} scale={scale} draw={draw} />
      )}
    </Room>
  )
}

interface DrawingProps {
  label: string
  style: CSSProperties
  scale: number
  draw: (canvas: HTMLCanvasElement, scale: number) => () => void
}

/** Grows with its room at once and is drawn anew, sharp, when it rests. */
function Drawing({ label, style, scale, draw }: DrawingProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    let stop = () => {}
    const timer = setTimeout(
      () => {
        isFirst.current = false
        if (canvas.current) stop = draw(canvas.current, scale * devicePixelRatio)
      },
      isFirst.current ? 0 : 150,
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [draw, scale])
  return <canvas ref={canvas} role="img" aria-label={label} style={style} />
}

interface Size {
  width: number
  height: number
}
const nothing: Size = { width: 0, height: 0 }
const margin = 16 // px around what fits
const foot = 56 // px for the tools below it

interface RoomProps {
  name: string
  view: View
  size: Size
  onScale: ((scale: number) => void) | undefined
  children: (style: CSSProperties, scale: number) => ReactNode
}

function Room({ name, view, size, onScale, children }: RoomProps) {
  const place = useRef<HTMLElement>(null)
  const [room, setRoom] = useState(nothing)
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
  const style = { width: size.width * scale, height: size.height * scale, transform: turned, filter: `brightness(${view.brightness})` }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is larger than its room is scrolled by the keyboard
    <section className="room" ref={place} tabIndex={0} aria-label={`${name}, ${Math.round(scale * 100)} %`}>
      <div className="paper" style={{ width: width * scale, height: height * scale }}>
        {children(style, scale)}
      </div>
    </section>
  )
}
