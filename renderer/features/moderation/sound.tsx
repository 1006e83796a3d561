/** The recording: its waveform with the flagged spans, the transport, and the table of spans that say what belongs to the facts. */
import { useState } from 'react'
import type { CaseDetail, CaseFile, Span } from '../../../shared/moderation.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/field.tsx'
import { Keys } from '../../components/key.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { useFile } from '../../work/use-file.ts'
import type { CaseForm } from './use-case-form.ts'
import { setListening, useListening, useSound } from './use-sound.ts'
import { Waveform } from './waveform.tsx'
import { clockOf } from './words.ts'

interface SoundProps {
  detail: CaseDetail
  file: CaseFile
  form: CaseForm
}

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2]
const same = (a: Span, b: Span) => a.from === b.from && a.to === b.to
const tenth = (seconds: number) => Math.round(seconds * 10) / 10

export function Sound({ detail, file, form }: SoundProps) {
  const { item } = detail
  const { file: loaded, error } = useFile('case', item.id, file.id)
  const sound = useSound(loaded)
  const { speed, loudest } = useListening()
  const [start, setStart] = useState<number | null>(null)
  const [chosen, setChosen] = useState(-1)
  const inFacts = form.value.spans
  const own = inFacts.filter((span) => !detail.spans.some((found) => same(found, span)))
  const spans = [...detail.spans, ...own].toSorted((a, b) => a.from - b.from)

  const toggleFact = (span: Span, isIn: boolean) =>
    form.set({ spans: isIn ? [...inFacts, span].toSorted((a, b) => a.from - b.from) : inFacts.filter((each) => !same(each, span)) })
  const jump = (step: number) => {
    if (spans.length === 0) return
    const next = (chosen + step + spans.length) % spans.length
    setChosen(next)
    sound.seek(spans[next]?.from ?? 0)
  }
  const markEnd = () => {
    if (start === null || sound.at <= start) return
    toggleFact({ from: start, to: tenth(sound.at) }, true)
    setStart(null)
  }
  const nextSpeed = (step: number) => {
    const at = speeds.indexOf(speed) + step
    const next = speeds[Math.min(speeds.length - 1, Math.max(0, at))]
    if (next) setListening({ speed: next })
  }
  const unread = loaded ? (sound.isBroken ? 'This sound cannot be played' : null) : 'The sound is still being read'
  const base = { group: 'Item', disabled: unread } as const
  const actions: Action[] = [
    { ...base, id: 'moderation.play', label: sound.isPlaying ? 'Pause' : 'Play', keys: 'Space', icon: 'play', run: sound.toggle },
    { ...base, id: 'moderation.spanBefore', label: 'The span before', keys: '[', run: () => jump(chosen < 0 ? 0 : -1) },
    { ...base, id: 'moderation.spanAfter', label: 'The next span', keys: ']', run: () => jump(1) },
    { ...base, id: 'moderation.markStart', label: 'Mark the start of a span', keys: 'I', run: () => setStart(tenth(sound.at)) },
    {
      ...base,
      id: 'moderation.markEnd',
      label: 'Mark its end',
      keys: 'O',
      disabled:
        unread ?? (start === null ? 'Mark the start with I first' : sound.at <= start ? 'The end has to come after the start' : null),
      run: markEnd,
    },
  ]
  useActions('moderation.sound', actions)

  return (
    <section className="deck" aria-label="Recording">
      <header className="deck-head">
        <b>{item.category === 'track' ? 'Reported track' : 'Preview'}</b>
        <span className="t3 small grow">{start !== null && `A span begins at ${clockOf(start)}; O ends it.`}</span>
        <label className="loudness small t3">
          never above {Math.round(loudest * 100)} %
          <input
            type="range"
            min={10}
            max={100}
            step={10}
            value={Math.round(loudest * 100)}
            aria-label="Loudest, in percent"
            onChange={(event) => setListening({ loudest: Number(event.target.value) / 100 })}
          />
        </label>
      </header>
      {(error || sound.isBroken) && (
        <Banner tone="warning" icon="alert" card>
          {error?.message ?? 'This file is no sound that can be played here. The facts can be written without it.'}
        </Banner>
      )}
      <Waveform sound={sound} spans={spans} inFacts={inFacts} chosen={chosen} start={start} />
      <div className="transport">
        <Button small icon={sound.isPlaying ? 'pause' : 'play'} keys="Space" reason={unread} onClick={sound.toggle}>
          {sound.isPlaying ? 'Pause' : 'Play'}
        </Button>
        <span className="figures time">{clockOf(sound.at)}</span>
        <span className="t3 figures">of {clockOf(sound.length)}</span>
        <span className="grow" />
        <span className="t3 small">
          span <Keys keys="[" /> <Keys keys="]" />
        </span>
        <span className="t3 small">
          mark <Keys keys="I" /> <Keys keys="O" />
        </span>
        <span className="t3 small">speed {speed.toFixed(2)} ×</span>
        <Button small variant="quiet" icon="minus" only="Slower" onClick={() => nextSpeed(-1)} />
        <Button small variant="quiet" icon="plus" only="Faster" onClick={() => nextSpeed(1)} />
      </div>
      {spans.length > 0 && (
        <table className="table spans">
          <thead>
            <tr>
              <th>Span</th>
              <th>From</th>
              <th>To</th>
              <th>Found by</th>
              <th className="num">Match</th>
              <th>In the facts</th>
            </tr>
          </thead>
          <tbody>
            {spans.map((span, n) => (
              <tr key={`${span.from} ${span.to}`} aria-selected={n === chosen}>
                <td>
                  <button
                    type="button"
                    className="span-number"
                    aria-label={`Go to span ${n + 1}`}
                    onClick={() => {
                      setChosen(n)
                      sound.seek(span.from)
                    }}
                  >
                    {n + 1}
                  </button>
                </td>
                <td>{clockOf(span.from)}</td>
                <td>{clockOf(span.to)}</td>
                <td className="t2">{own.includes(span) ? 'marked by you' : 'automatic'}</td>
                <td className="num">{span.match?.toFixed(2)}</td>
                <td>
                  <Checkbox
                    label={inFacts.some((each) => same(each, span)) ? 'yes' : 'no'}
                    checked={inFacts.some((each) => same(each, span))}
                    onChange={(isIn) => toggleFact(span, isIn)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
