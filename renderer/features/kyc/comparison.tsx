/** What was declared beside the document and its zone, and the two faces. */
import type { ComparedValue, Comparison } from '../../../shared/identity.ts'
import type { KycDetail, KycDocument } from '../../../shared/kyc.ts'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { dayOf } from '../../components/when.ts'
import { Choice } from './choice.tsx'
import type { Look, Looks } from './use-looks.ts'
import { dayWords, fieldNames } from './words.ts'

export function ComparisonTable({ lines, hasDeclared }: { lines: Comparison[]; hasDeclared: boolean }) {
  if (!hasDeclared) return <p className="hint cmp-none">What the person declared is kept where the console cannot read it.</p>
  return (
    <table className="table cmp">
      <thead>
        <tr>
          <th>Field</th>
          <th>Declared</th>
          <th>Document</th>
          <th>MRZ</th>
          <th>
            <span className="sr">Same</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ field, declared, document, mrz }) => {
          const differs = document.isSame === false || mrz.isSame === false
          const isKnown = document.isSame !== null || mrz.isSame !== null
          return (
            <tr key={field}>
              <td className="t3">{fieldNames[field]}</td>
              <td>{declared ? <Words text={declared} /> : <span className="t3">none</span>}</td>
              <Other value={document} />
              <Other value={mrz} />
              <td className={differs ? 'num bad' : 'num success'}>
                {isKnown && <Icon name={differs ? 's-x' : 'check'} small label={differs ? 'differs' : 'same'} />}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Other({ value: { text, isSame } }: { value: ComparedValue }) {
  if (!text) return <td className="t3">none</td>
  if (isSame) return <td className="t3">same</td>
  return (
    <td className={isSame === false ? 'bad' : ''}>
      <Words text={text} />
    </td>
  )
}

function Words({ text }: { text: string }) {
  const words = dayWords(text)
  return (
    <bdi className="cut" title={words}>
      {words}
    </bdi>
  )
}

export type SamePerson = '' | 'yes' | 'no' | 'unclear'

interface FacesProps {
  detail: KycDetail
  identity: KycDocument | null
  selfie: KycDocument | null
  looks: Looks
  same: SamePerson
  onSame: (same: SamePerson) => void
  locked: boolean
}

export function Faces({ detail, identity, selfie, looks, same, onSame, locked }: FacesProps) {
  return (
    <section className="portraits" aria-label="Faces">
      <Portrait label="Document" look={identity ? looks.of(identity.id) : undefined} isCropped />
      <Portrait label="Selfie" look={selfie ? looks.of(selfie.id) : undefined} />
      <div className="faces">
        <dl className="facts small">
          <dt>Taken</dt>
          <dd>{selfie ? dayOf(selfie.createdAt) : 'no selfie'}</dd>
          <dt>Sent</dt>
          <dd>
            {dayOf(detail.submittedAt)}
            {detail.round > 1 && `, round ${detail.round}`}
          </dd>
          <dt>Account</dt>
          <dd>since {detail.person.since.slice(0, 4)}</dd>
        </dl>
        {selfie && (
          <Choice
            id="kyc-same"
            label={
              <>
                <span>Same person?</span>
                <Key>1</Key>
              </>
            }
            value={same}
            options={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
              { value: 'unclear', label: 'Unclear' },
            ]}
            locked={locked}
            onChange={onSame}
          />
        )}
      </div>
    </section>
  )
}

/** Portraits stand at the left of nearly every document; that part of it is shown larger. */
function Portrait({ label, look, isCropped = false }: { label: string; look: Look | undefined; isCropped?: boolean }) {
  const isPicture = look?.is === 'ready' && look.mediaType.startsWith('image/')
  return (
    <div className={isCropped ? 'portrait cropped' : 'portrait'}>
      {isPicture && <img src={look.url} alt={label} draggable={false} />}
      <span>{label}</span>
    </div>
  )
}
