/** What somebody wrote, as text and nothing but text: no markup is ever read out of it. */
import { Fragment, useMemo, useState } from 'react'
import { toast } from '../../components/toast.tsx'

const foldLines = 40
const lineLength = 90 // characters that fill a line of the thread
const linkPattern = /https:\/\/[^\s<>"'`{}|\\^]+/g

/** Where a long text is cut: after `foldLines` lines as they are drawn, at a break if one is near. null when it is short. */
function foldAt(text: string): number | null {
  let lines = 0
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const length = (end < 0 ? text.length : end) - start
    const drawn = Math.max(1, Math.ceil(length / lineLength))
    if (lines + drawn > foldLines) return breakNear(text, start + (foldLines - lines) * lineLength)
    lines += drawn
    start += length + 1
  }
  return null
}

/** The last space before `at`, or `at` itself moved off the middle of a surrogate pair. */
function breakNear(text: string, at: number): number | null {
  if (at >= text.length) return null
  const space = text.lastIndexOf(' ', at)
  if (space > at - lineLength) return space
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at
}

/** Text and https addresses in it, in order. A full stop or bracket that ends a sentence is no part of an address. */
function splitLinks(text: string): { text: string; isLink: boolean }[] {
  const parts: { text: string; isLink: boolean }[] = []
  let done = 0
  for (const match of text.matchAll(linkPattern)) {
    const address = match[0].replace(/[.,;:!?)\]»”’]+$/, '')
    if (address.length <= 'https://'.length) continue
    if (match.index > done) parts.push({ text: text.slice(done, match.index), isLink: false })
    parts.push({ text: address, isLink: true })
    done = match.index + address.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), isLink: false })
  return parts
}

export function MessageText({ body }: { body: string }) {
  const [whole, setWhole] = useState(false)
  const fold = useMemo(() => foldAt(body), [body])
  const shown = whole || fold === null ? body : body.slice(0, fold)
  const parts = useMemo(() => splitLinks(shown), [shown])
  return (
    <>
      <div className="message-text" dir="auto">
        {parts.map((part, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no identity
          part.isLink ? <Address key={index} address={part.text} /> : <Fragment key={index}>{part.text}</Fragment>,
        )}
        {shown !== body && '…'}
      </div>
      {fold !== null && (
        <button type="button" className="btn s quiet fold" onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? 'Show less' : `Show all ${body.length.toLocaleString('en-GB')} characters`}
        </button>
      )}
    </>
  )
}

/** Whom an address leads to, in letters that nothing else looks like: "xn--l-7sba6dbr.example". */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'no known place'
}

/** A customer's link is never followed from here; it can be copied. */
function Address({ address }: { address: string }) {
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => toast({ id: 'copied', icon: 'check', text: 'Link copied.', detail: 'Open it where it can do no harm.', seconds: 4 }),
      () => toast({ id: 'copied', icon: 'alert', text: 'The link could not be copied.', detail: 'Select it and copy it by hand.' }),
    )
  return (
    <bdi>
      <button type="button" className="link address" title={`Copy this link to ${hostOf(address)}`} onClick={copy}>
        {address}
      </button>
    </bdi>
  )
}
