/** What the screening found, and what the reviewer makes of each hit. */
import { type Disposition, dispositions, type KycDetail, type ScreeningHit } from '../../../shared/kyc.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { Panel } from '../../components/panel.tsx'
import { Choice } from './choice.tsx'
import { type DecisionValue, isWaiting } from './decision.ts'
import { dayWords, dispositionNames, listName, scoreText } from './words.ts'

interface ScreeningProps {
  detail: KycDetail
  value: DecisionValue
  /** Why nothing can be recorded now. */
  locked: string | null
  /** What was judged then stays; only what nobody judged, or left unclear, can be. */
  isDecided: boolean
  onChange: (hits: DecisionValue['hits']) => void
  onRecord: (hit: ScreeningHit, disposition: Disposition, reason: string) => void
}

export function Screening({ detail: { hits }, value, locked, isDecided, onChange, onRecord }: ScreeningProps) {
  const open = hits.filter(({ disposition }) => disposition === null)
  const versions = [...new Set(hits.flatMap(({ listVersion }) => (listVersion ? dayWords(listVersion) : [])))]
  const more =
    hits.length === 0 ? 'no hit' : `${versions.length > 0 ? `lists of ${versions.join(', ')}, ` : ''}${open.length} of ${hits.length} open`
  return (
    <Panel title="Screening" more={more}>
      {hits.map((hit) => {
        const typed = value.hits[hit.id]
        const isEdited = typed !== undefined
        return (
          <div className="hit" key={hit.id}>
            <span className="cut" title={hit.reason ?? undefined}>
              <b>{hit.name}</b>, {listName(hit.list)}
              {hit.score && `, ${scoreText(hit.score)}`}
              {hit.born && `, born ${hit.born}`}
            </span>
            {hit.disposition && !isEdited ? (
              <Recorded
                hit={hit}
                locked={locked !== null || (isDecided && !isWaiting(hit))}
                onEdit={() => onChange({ ...value.hits, [hit.id]: { disposition: hit.disposition ?? '', reason: hit.reason ?? '' } })}
              />
            ) : (
              <Judging
                hit={hit}
                isFirst={hit.id === open[0]?.id}
                typed={typed ?? { disposition: '', reason: '' }}
                locked={locked}
                onChange={(next) => onChange({ ...value.hits, [hit.id]: next })}
                onRecord={onRecord}
              />
            )}
          </div>
        )
      })}
    </Panel>
  )
}

function Recorded({ hit, locked, onEdit }: { hit: ScreeningHit; locked: boolean; onEdit: () => void }) {
  const isCleared = hit.disposition === 'false_positive'
  const words = hit.disposition ? dispositionNames[hit.disposition] : ''
  return (
    <span className="row small t2 recorded">
      <Icon name={isCleared ? 'check' : 'alert'} small className={isCleared ? 'success' : 'warning'} />
      {words}
      {!locked && <Button small variant="quiet" icon="pencil" only={`Change what ${hit.name} is`} onClick={onEdit} />}
    </span>
  )
}

interface JudgingProps {
  hit: ScreeningHit
  isFirst: boolean
  typed: { disposition: Disposition | ''; reason: string }
  locked: string | null
  onChange: (typed: { disposition: Disposition | ''; reason: string }) => void
  onRecord: ScreeningProps['onRecord']
}

function Judging({ hit, isFirst, typed, locked, onChange, onRecord }: JudgingProps) {
  const { disposition, reason } = typed
  const missing = locked ?? (disposition === '' ? 'Say what the hit is first' : reason.trim() === '' ? 'Say why first' : null)
  const record = () => {
    if (disposition !== '' && !missing) onRecord(hit, disposition, reason.trim())
  }
  return (
    <>
      <span className="t3 small row">
        {hit.disposition ? 'recorded' : 'open'}
        {isFirst && <Key>2</Key>}
      </span>
      <div className="judging">
        <Choice
          id={isFirst ? 'kyc-hit' : `kyc-hit-${hit.id}`}
          name={`What ${hit.name} is`}
          value={disposition}
          locked={Boolean(locked)}
          options={dispositions.map((value) => ({ value, label: dispositionNames[value] }))}
          onChange={(next) => onChange({ ...typed, disposition: next })}
        />
        <div className="row why">
          <input
            className="input"
            aria-label={`Why, for the record of ${hit.name}`}
            placeholder="Why, for the record"
            value={reason}
            onChange={(event) => onChange({ ...typed, reason: event.target.value })}
            onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing && record()}
          />
          <Button keys="Enter" reason={missing} onClick={record}>
            Record
          </Button>
        </div>
      </div>
    </>
  )
}
