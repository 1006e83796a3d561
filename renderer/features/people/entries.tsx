/** Rows of a section: what, in which state, how much, when; each leads to its page or to Records. */
import { actionName, hasActionName } from '../../../shared/actions.ts'
import { codeIn } from '../../../shared/codes.ts'
import type { PersonEntry } from '../../../shared/people.ts'
import { exact, when } from '../../../shared/time.ts'
import { Chip } from '../../components/chip.tsx'
import { Code } from '../../components/code.tsx'
import { useNow, zone } from '../../components/now.ts'
import { useReach } from './reach.ts'
import { capital, hrefOfEntry, moneyText, plain, toneOf } from './words.ts'

export function Entries({ entries }: { entries: PersonEntry[] }) {
  const now = useNow(60_000)
  const reach = useReach()
  return (
    <ul className="person-entries">
      {entries.map((entry) => (
        <li key={`${entry.table} ${entry.id ?? entry.at} ${entry.detail[0]}`}>
          <Entry entry={entry} href={hrefOfEntry(entry, reach)} now={now} />
        </li>
      ))}
    </ul>
  )
}

function Entry({ entry, href, now }: { entry: PersonEntry; href: string | null; now: number }) {
  const { table, title, status, amount, currency, at } = entry
  const words = (
    <>
      <bdi className="cut">{table === null && hasActionName(title) ? actionName(title) : capital(plain(title))}</bdi>
      <bdi className="cut t3 grow">
        <Detail entry={entry} />
      </bdi>
      {status && <State status={status} />}
      {amount && <span className="num">{moneyText(amount, currency ?? '')}</span>}
      {at && (
        <time className="t3 small" dateTime={at} title={exact(at, zone)}>
          {when(at, now, zone)}
        </time>
      )}
    </>
  )
  if (!href) return <div className="person-entry">{words}</div>
  return (
    <a className="person-entry" href={href}>
      {words}
    </a>
  )
}

/** Raw values in words; of music also its code. */
function Detail({ entry: { table, detail } }: { entry: PersonEntry }) {
  const code = table?.startsWith('catalog.') ? detail.map((value) => codeIn(value)).find((each) => each !== null) : null
  const words = detail.filter((value) => value !== code?.bare).map(plain)
  return (
    <>
      {words.join(', ')}
      {code && words.length > 0 && ', '}
      {code && <Code kind={code.kind} value={code.bare} />}
    </>
  )
}

export function State({ status }: { status: string }) {
  const tone = toneOf(status)
  return <Chip {...(tone && { tone })}>{plain(status)}</Chip>
}
