/** Plays a sound that was asked for; loudness is capped, and speed and cap are remembered on this computer. Nothing plays by itself. */
import { useEffect, useRef, useState } from 'react'
import { create } from 'zustand'
import { call } from '../../api.ts'
import type { LoadedFile } from '../../work/use-file.ts'

interface Listening {
  /** 0.5 to 2. */
  speed: number
  /** 0.1 to 1; nothing is ever louder. */
  loudest: number
}

const key = 'listening'
export const useListening = create<Listening>()(() => ({ speed: 1, loudest: 0.6 }))
let asked = false

function rememberedOnce() {
  if (asked) return
  asked = true
  call('settings.get', { key }).then(
    (known) => {
      if (known && typeof known === 'object') useListening.setState(known as Partial<Listening>)
    },
    () => {
      asked = false
    },
  )
}

export function setListening(change: Partial<Listening>) {
  useListening.setState(change)
  void call('settings.set', { key, value: { ...useListening.getState() } }).catch(() => null)
}

export interface Sound {
  isPlaying: boolean
  /** Seconds. */
  at: number
  length: number
  /** Loudness from 0 to 1 in as many steps as there are bars; empty until it is read. */
  peaks: number[]
  /** It is no sound that can be played. */
  isBroken: boolean
  toggle: () => void
  seek: (seconds: number) => void
}

export const barCount = 240

export function useSound(file: LoadedFile | null): Sound {
  const audio = useRef<HTMLAudioElement | null>(null)
  const { speed, loudest } = useListening()
  const [isPlaying, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [shape, setShape] = useState<{ peaks: number[]; length: number } | null>(null)
  const [isBroken, setBroken] = useState(false)

  useEffect(rememberedOnce, [])
  useEffect(() => {
    if (!file) return
    const element = new Audio()
    element.preload = 'auto'
    element.src = file.url
    audio.current = element
    const follow = () => setAt(element.currentTime)
    const stopped = () => setPlaying(!element.paused)
    element.addEventListener('timeupdate', follow)
    for (const event of ['play', 'pause', 'ended']) element.addEventListener(event, stopped)
    let isHere = true
    shapeOf(file.bytes).then(
      (found) => isHere && setShape(found),
      () => isHere && setBroken(true),
    )
    return () => {
      isHere = false
      element.pause()
      element.removeAttribute('src')
      audio.current = null
      setPlaying(false)
      setAt(0)
      setShape(null)
    }
  }, [file])
  useEffect(() => {
    if (!audio.current) return
    audio.current.playbackRate = speed
    audio.current.volume = loudest
  })

  return {
    isPlaying,
    at,
    length: shape?.length ?? 0,
    peaks: shape?.peaks ?? [],
    isBroken,
    toggle() {
      const element = audio.current
      if (!element) return
      if (element.paused) void element.play().catch(() => setBroken(true))
      else element.pause()
    },
    seek(seconds) {
      if (!audio.current) return
      audio.current.currentTime = seconds
      setAt(seconds)
    },
  }
}

/** Decodes it once for its picture. Throws what the decoder throws. */
async function shapeOf(bytes: ArrayBuffer): Promise<{ peaks: number[]; length: number }> {
  // The decoder takes the buffer away, so it gets a copy.
  const sound = await new OfflineAudioContext(1, 1, 22_050).decodeAudioData(bytes.slice(0))
  const samples = sound.getChannelData(0)
  const step = samples.length / barCount
  const peaks = Array.from({ length: barCount }, (_, bar) => {
    let most = 0
    for (let n = Math.floor(bar * step); n < Math.floor((bar + 1) * step); n++) most = Math.max(most, Math.abs(samples[n] ?? 0))
    return most
  })
  return { peaks, length: sound.duration }
}
