/** What the workspaces share that needs no screen: how lists hold rows, what narrows them, headings, and the lines of a history. */
import { QueryClient } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import { byDue, commonFields } from '../../renderer/work/common.tsx'
import { eventWords } from '../../renderer/work/history.tsx'
import { cursorOf, firstPage, patchRows, reconcile, withPage } from '../../renderer/work/list.ts'
import {
  chosenValues,
  type FilterField,
  filterOf,
  isPlain,
  parseSearch,
  readChosen,
  toggleValue,
  unite,
} from '../../renderer/work/narrowing.ts'
import { itemOptions } from '../../renderer/work/use-item.ts'
import { fieldWords, nameFor } from '../../renderer/work/words.ts'
import type { ItemEvent, WorkRow } from '../../shared/work.ts'

const row = (id: string, version = 1, state = 'open') => ({ id, version, state })
const page = (...rows: ReturnType<typeof row>[]) => ({ rows, next: null, previous: null })
const ids = (list: { rows: { id: string }[] }) => list.rows.map(({ id }) => id)

describe('a list', () => {
  const list = firstPage(page(row('b'), row('c')), ({ state }) => state)

  test('takes pages at both ends, and no row twice', () => {
    const longer = withPage(withPage(list, page(row('c'), row('d')), 'after', null, null), page(row('a')), 'before', null, null)
    expect(ids(longer)).toEqual(['a', 'b', 'c', 'd'])
    expect(longer.groupOf.get('b')).toBe('open')
  })

  test('keeps rows that left in their place, and lets those that joined wait', () => {
    const told = reconcile(list, ['b', 'c', 'x'], [row('c', 2, 'held'), row('x')])
    expect(ids(told)).toEqual(['b', 'c'])
    expect([...told.left]).toEqual(['b'])
    expect([...told.joined]).toEqual(['x'])
    expect(told.rows[1]).toMatchObject({ version: 2, state: 'held' })
    // The heading does not wander while somebody looks.
    expect(told.groupOf.get('c')).toBe('open')
    const back = reconcile(told, ['b', 'x'], [row('b')])
    expect([back.left.size, back.joined.size]).toEqual([0, 0])
  })

  test('never replaces a row by an older answer', () => {
    const newer = patchRows(list, (each) => ({ ...each, version: 5, state: 'done' }))
    expect(reconcile(newer, ['b'], [row('b', 4)]).rows[0]).toEqual(row('b', 5, 'done'))
  })

  test('takes no page that was asked for where the list does not end any more', () => {
    const at = (id: string) => ({ rows: [row(id)], previous: `before ${id}`, next: `after ${id}` })
    let long = firstPage(at('n0'), null)
    const asked = cursorOf(long, 'before')
    for (let n = 1; n <= 20; n += 1) long = withPage(long, at(`n${n}`), 'after', cursorOf(long, 'after'), null)
    expect(ids(long)[0]).toBe('n1')
    expect(withPage(long, at('m'), 'before', asked, null)).toBe(long)
    expect(ids(withPage(long, at('n0'), 'before', cursorOf(long, 'before'), null))[0]).toBe('n0')
  })

  test('lets go of pages at the far end', () => {
    let long = list
    for (let n = 0; n < 30; n += 1) long = withPage(long, page(row(`n${n}`)), 'after', null, null)
    expect(long.pages).toHaveLength(20)
    expect(ids(long)).not.toContain('b')
    expect(ids(long).at(-1)).toBe('n29')
  })
})

test('an item keeps what an act made of it when an older answer comes late', async () => {
  const client = new QueryClient()
  const queryKey = ['tickets.get', { id: 'a' }]
  const detail = (version: number) => ({ item: row('a', version) })
  client.setQueryData(queryKey, detail(4))
  const late = client.fetchQuery({ ...itemOptions, queryKey, queryFn: () => Promise.resolve(detail(4)) })
  client.setQueryData(queryKey, detail(5))
  await late
  expect(client.getQueryData(queryKey)).toEqual(detail(5))
  await client.fetchQuery({ ...itemOptions, queryKey, queryFn: () => Promise.resolve(detail(6)) })
  expect(client.getQueryData(queryKey)).toEqual(detail(6))
})

describe('what narrows a list', () => {
  const fields: FilterField[] = [
    {
      id: 'status',
      label: 'Status',
      type: 'choice',
      values: ['on_hold', 'paid'],
      names: { on_hold: 'On hold', paid: 'Paid' },
      aliases: { done: 'paid' },
    },
    commonFields.owner,
    commonFields.tag,
  ]

  test.each([
    ['iban status:on-hold', { chosen: { status: ['on_hold'] }, text: 'iban' }],
    ['status:done STATUS:"On Hold"', { chosen: { status: ['on_hold', 'paid'] }, text: '' }],
    ['owner:me owner:nobody owner:ruth', { chosen: { assignee: ['me', 'none'] }, text: '' }],
    ['tag:"New Account"', { chosen: { tag: ['New Account'] }, text: '' }],
    ['status:unheard priority:high', { chosen: {}, text: 'priority:high' }],
    ['a\0b', { chosen: {}, text: 'a b' }],
  ])('%j', (text, narrowing) => expect(parseSearch(fields, text)).toEqual(narrowing))

  test('is the box and the pane together, without a value twice', () => {
    const chosen = unite({ status: ['paid'] }, { status: ['paid', 'on_hold'], tag: ['sepa'] })
    expect(chosen).toEqual({ status: ['paid', 'on_hold'], tag: ['sepa'] })
    expect(filterOf({ chosen, text: 'x' })).toEqual({ ...chosen, text: 'x' })
    expect(filterOf({ chosen, text: '' })).toEqual(chosen)
    expect(chosenValues(fields, chosen).map(([{ label }, value]) => `${label} ${value}`)).toEqual([
      'Status paid',
      'Status on_hold',
      'Tag sepa',
    ])
  })

  test('is empty again when the last value is switched off', () => {
    const chosen = toggleValue(toggleValue({}, 'tag', 'sepa'), 'tag', 'sepa')
    expect(isPlain({ chosen, text: '' })).toBe(true)
  })

  test.each([null, 'x', { status: 'paid', tag: [7], other: ['x'] }])('that was kept as %j is read as far as it is understood', (kept) =>
    expect(readChosen(fields, kept)).toEqual({}),
  )
})

describe('the headings of the due order', () => {
  const group = byDue(
    ({ status }) => status === 'done',
    (_, key) => (key === 'later' ? 'After today' : null),
  )
  const reader = { now: Date.parse('2026-03-04T12:00:00Z'), zone: 'Europe/Riga' }
  const due = (status: string, dueAt: string | null) => group.of({ status, dueAt } as WorkRow, reader)

  test('go by the clock, and by what is done', () => {
    expect(due('open', '2026-03-04T11:59:00Z')).toBe('overdue')
    expect(due('open', null)).toBe('waiting')
    expect(due('done', '2026-03-04T11:59:00Z')).toBe('done')
  })

  test('are one where rows mix, and take the names of their workspace', () => {
    expect(group.shownAs?.('all', 'done')).toBe('waiting')
    expect(group.shownAs?.('open', 'done')).toBe('done')
    expect([group.name('open', 'later'), group.name('open', 'waiting')]).toEqual(['After today', 'Paused'])
  })
})

describe('a history', () => {
  const ruth = { id: '1', name: 'Ruth Achterberg', initials: 'RA' }
  const elena = { id: '2', name: 'Elena Petrova', initials: 'EP' }
  const event = (action: string, more: Partial<ItemEvent> = {}): ItemEvent => ({
    id: action,
    at: '2026-03-04T12:00:00Z',
    actor: ruth,
    action,
    before: null,
    after: null,
    reason: null,
    ...more,
  })
  const words = { one: 'payout', verb: ({ action }: ItemEvent) => (action === 'payout_sign' ? 'signed it' : null) }
  const say = (each: ItemEvent) => eventWords(each, nameFor(ruth), words)

  test.each([
    [event('claim'), 'You claimed the payout'],
    [event('payout_sign', { actor: elena }), 'Elena Petrova signed it'],
    [
      event('hand_over', { actor: elena, after: { assignee: ruth }, reason: 'cut-off' }),
      'Elena Petrova handed the payout to you: “cut-off”',
    ],
    [
      event('platform_update', { actor: null, before: { status: 'on_hold' }, after: { status: 'approved' } }),
      'The platform changed the status from on hold to approved',
    ],
    [event('assign', { before: { assignee: elena }, after: { assignee: ruth } }), 'You took the payout from Elena Petrova'],
    [event('case_reopened'), 'You case reopened'],
  ])('%#', (each, line) => expect(say(each)).toBe(line))

  test('names what changed meanwhile once', () => expect(fieldWords(['assignee', 'messages', 'assignee'])).toBe('the owner and a message'))
})
