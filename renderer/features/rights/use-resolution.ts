/** A resolution in the making: what is chosen and typed, kept as a draft, and what it would do, as the database tries it. */
import { keepPreviousData } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import {
  type Choice,
  type ConflictClaim,
  type ConflictDetail,
  type ConflictKind,
  type ConflictPart,
  type ConflictRow,
  type Preview,
  type Resolution,
  resolutions,
} from '../../../shared/conflicts.ts'
import type { Output } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { itemNumber, uuidv7 } from '../../../shared/ids.ts'
import { formatMoney, sum } from '../../../shared/money.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { asAppError, call, messageOf, useApi } from '../../api.ts'
import { serverNow } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { type Decision, useDecisionDraft } from '../../work/use-decision.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { rightsDesk } from './desk.tsx'
import { readShare, resolutionNames, shareText } from './words.ts'

export interface Fields {
  resolution: Resolution
  /** Numbers of the parts; null means the first that is open. */
  parts: number[] | null
  keep: string | null
  withdraw: string[]
  /** As typed, by claim; a claim that is missing keeps its share. */
  shares: Record<string, string>
  /** Countries of the parts that are left out. */
  without: string[]
  /** Correcting a period or a territory. */
  claim: string | null
  from: string | null
  until: string | null
  territories: string | null
  reason: string
}

export interface ResolutionState {
  draft: Decision<Fields, Resolution>
  fields: Fields
  chosen: ConflictPart[]
  /** Countries of the chosen parts, and those that are reached. */
  countries: string[]
  reached: string[]
  /** Claims of the chosen parts with their shares there. */
  shares: { claim: ConflictClaim; now: number; tried: number | null }[]
  preview: Preview | null
  refused: AppError | null
  isTrying: boolean
  /** Why it cannot be sent yet. */
  blocked: string | null
}

const startWith = (resolution: Resolution): Fields => ({
  resolution,
  parts: null,
  keep: null,
  withdraw: [],
  shares: {},
  without: [],
  claim: null,
  from: null,
  until: null,
  territories: null,
  reason: '',
})

/** What is most often decided about a conflict of the kind. */
const starts: Record<ConflictKind, Fields> = {
  ownership: startWith('split_adjusted'),
  split_percentage: startWith('split_adjusted'),
  duplicate_registration: startWith('duplicate_merged'),
  metadata: startWith('metadata_corrected'),
}
export const startFields = ({ category }: Pick<ConflictRow, 'category'>): Fields => starts[category]

export const readTerritories = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((entry) => entry.trim())
    .filter(Boolean)

const partsOf = ({ parts }: ConflictDetail, numbers: number[] | null) => {
  const open = parts.filter(({ state }) => state === 'open')
  const chosen = open.filter(({ no }) => numbers?.includes(no))
  return chosen.length > 0 ? chosen : open.slice(0, 1)
}

/** What the fields mean; null while something is missing. */
export function choiceOf(fields: Fields, detail: ConflictDetail): Choice | null {
  const chosen = partsOf(detail, fields.parts)
  const countries = [...new Set(chosen.flatMap((part) => part.countries))]
  const reached = countries.filter((country) => !fields.without.includes(country))
  if (reached.length === 0 && chosen.length > 0) return null
  const scope: Choice = reached.length < countries.length ? { scope: { countries: reached } } : {}
  const claims = new Set(chosen.flatMap((part) => part.claims))
  switch (fields.resolution) {
    case 'split_adjusted': {
      const typed = Object.entries(fields.shares).filter(([claim]) => claims.has(claim))
      const shares = typed.map(([claim, text]) => [claim, readShare(text)] as const)
      if (shares.length === 0 || shares.some(([, share]) => share === null)) return null
      return { shares: Object.fromEntries(shares) as Record<string, number>, ...scope }
    }
    case 'withdrawn': {
      const withdraw = fields.withdraw.filter((claim) => claims.has(claim))
      return withdraw.length > 0 ? { withdraw, ...scope } : null
    }
    case 'period_corrected':
    case 'territory_corrected': {
      if (!fields.claim) return null
      const isPeriod = fields.resolution === 'period_corrected'
      const changed = isPeriod
        ? { ...(fields.from && { from: fields.from }), ...(fields.until && { until: fields.until }) }
        : { ...(fields.territories?.trim() && { territories: readTerritories(fields.territories) }) }
      return Object.keys(changed).length > 0 ? { claim: { id: fields.claim, ...changed } } : null
    }
    default:
      if (chosen.length === 0) return {}
      return fields.keep && claims.has(fields.keep) ? { keep: fields.keep, ...scope } : null
  }
}

interface Options {
  detail: ConflictDetail
  own: StaffRef
  queue: Queue<ConflictRow>
}

export function useResolution({ detail, own, queue }: Options): ResolutionState {
  const { item } = detail
  const number = itemNumber('conflict', item.number)
  const reread = () => {
    queue.touch([item.id])
    void rereadItem(rightsDesk, item.id)
  }
  const takeBack = async (ofCommand: string, expectedVersion: number) => {
    try {
      await call('rights.undo', { commandId: uuidv7(), id: item.id, expectedVersion, ofCommand })
      toast({ icon: 'undo', text: `${number} is as it was, and yours again.`, detail: 'Nothing was paid.' })
    } catch (thrown) {
      toast({ icon: 'alert', tone: 'danger', text: `${number} was not taken back.`, detail: messageOf(thrown), seconds: 12 })
    }
    reread()
  }
  const draft = useDecisionDraft<Fields, Resolution, Output<'rights.resolve'> & { ofCommand: string }>({
    desk: rightsDesk,
    item,
    title: item.title,
    own,
    initial: startFields(item),
    send: async (command, value) => {
      const parts = partsOf(detail, value.parts).map(({ no }) => no)
      const { resolution, reason } = value
      const choice = choiceOf(value, detail) ?? {}
      const done = await call('rights.resolve', { ...command, resolution, parts, choice, reason: reason.trim() })
      return { ...done, ofCommand: command.commandId }
    },
    onSent: (how, _, { isOver, released, version, undoUntil, ofCommand }) => {
      reread()
      const out = sum(released.filter(({ claim }) => claim)).map((money) => formatMoney(money))
      toast({
        icon: 'check',
        text: isOver ? `${number} ended: ${resolutionNames[how].toLowerCase()}.` : `A part of ${number} is settled, the others stay open.`,
        ...(out.length > 0 && { detail: `${out.join(', ')} released when this ends.` }),
        undo: () => void takeBack(ofCommand, version),
        seconds: Math.max(1, Math.floor((Date.parse(undoUntil) - serverNow()) / 1000)),
      })
    },
  })
  const fields = draft.value
  const chosen = useMemo(() => partsOf(detail, fields.parts), [detail, fields.parts])
  const countries = [...new Set(chosen.flatMap((part) => part.countries))].sort()
  const reached = countries.filter((country) => !fields.without.includes(country))
  const shares = sharesOf(detail, chosen, fields)
  const choice = choiceOf(fields, detail)
  const asked = useDeferredValue(JSON.stringify({ resolution: fields.resolution, parts: chosen.map(({ no }) => no), choice }))
  const known = JSON.parse(asked) as { resolution: Resolution; parts: number[]; choice: Choice | null }
  const tried = useApi(
    'rights.preview',
    { id: item.id, resolution: known.resolution, parts: known.parts, choice: known.choice ?? {} },
    {
      enabled: known.choice !== null && item.status !== 'resolved' && resolutions.includes(known.resolution),
      placeholderData: keepPreviousData,
      retry: false,
      staleTime: 5000,
    },
  )
  const isTried = choice !== null && !tried.isPlaceholderData
  const refused = isTried && tried.error ? asAppError(tried.error) : null
  const preview = isTried && !refused ? (tried.data ?? null) : null
  const blocked =
    choice === null
      ? missing(fields)
      : refused
        ? refused.message
        : !preview
          ? 'It is being tried'
          : fields.reason.trim()
            ? null
            : 'Say what was agreed or found'
  return { draft, fields, chosen, countries, reached, shares, preview, refused, isTrying: tried.isFetching, blocked }
}

function missing({ resolution }: Fields): string {
  if (resolution === 'split_adjusted') return 'Give a share of 0 to 100'
  if (resolution === 'withdrawn') return 'Choose whose claim is withdrawn'
  if (resolution === 'period_corrected') return 'Choose a claim and its period'
  if (resolution === 'territory_corrected') return 'Choose a claim and its territory'
  return 'Choose whose claim stands'
}

/** Each claim of the parts once; it has the same share in all of them. */
function sharesOf({ claims }: ConflictDetail, parts: ConflictPart[], { shares }: Fields): ResolutionState['shares'] {
  const held = new Map(parts.flatMap((part) => part.claims.map((id, index) => [id, part.shares[index] ?? 0] as const)))
  return [...held].flatMap(([id, now]) => {
    const claim = claims.find((each) => each.id === id)
    const typed = shares[id]
    return claim ? [{ claim, now, tried: typed === undefined ? now : readShare(typed) }] : []
  })
}

/** Shares that come to the whole: in proportion to what is claimed, or alike; what does not divide goes to the first. */
export function wholeShares(shares: ResolutionState['shares'], isAlike: boolean): Record<string, string> {
  const weights = shares.map(({ now }) => (isAlike ? 1 : now))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const parts = weights.map((weight) => Math.floor((10_000 * weight) / total))
  const rest = 10_000 - parts.reduce((sum, part) => sum + part, 0)
  return Object.fromEntries(shares.map(({ claim }, index) => [claim.id, shareText((parts[index] ?? 0) + (index === 0 ? rest : 0))]))
}
