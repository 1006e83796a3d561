/** The frame's rules that need no screen: addresses, key caps, what the palette and the sheet of keys offer, connection forms. */
import { describe, expect, test } from 'vitest'
import { capsOf, spokenKeys } from '../../renderer/components/key.tsx'
import { keyRows } from '../../renderer/components/keys-list.ts'
import { actionSections, type Found, withFound } from '../../renderer/components/palette-entries.ts'
import { change, choose, chosenForm, forget, profileOf, settle, startForms, wrongFields } from '../../renderer/features/connection-form.ts'
import type { Action } from '../../renderer/keyboard.ts'
import { hrefOf, parseRoute } from '../../renderer/route.ts'
import type { AppState, ConnectionProfile } from '../../shared/session.ts'

describe('addresses', () => {
  test('go there and back whatever they hold', () => {
    const href = hrefOf(['tickets', 'a/b?c#d é'], { view: 'mine & yours', order: null })
    const { path, query } = parseRoute(href)
    expect(path).toEqual(['tickets', 'a/b?c#d é'])
    expect([...query]).toEqual([['view', 'mine & yours']])
  })

  test('a damaged one is read as far as it goes', () => {
    expect(parseRoute('#/tickets/%E0%A4?view').path).toEqual(['tickets', '%E0%A4'])
    expect(parseRoute('').path).toEqual([])
  })
})

describe('key caps', () => {
  test.each([
    ['C', ['C']],
    ['Mod+Enter', ['Ctrl', '↵']],
    ['Enter', ['Enter']],
    ['G T', ['G', 'T']],
    ['Shift+X', ['⇧', 'X']],
    ['+', ['+']],
    ['Escape', ['Esc']],
  ])('%s', (keys, caps) => expect(capsOf(keys)).toEqual(caps))

  test('are spelled for assistive technology', () => expect(spokenKeys('Mod+Enter')).toBe('Control+Enter'))
})

const action = (id: string, label: string, more: Partial<Action> = {}): Action => ({ id, label, group: 'Item', run: () => {}, ...more })
const actions = [
  action('undo', 'Undo the removal', { group: 'Everywhere' }),
  action('keep', 'Keep the claim, remind later'),
  action('remind', 'Remind me of this ticket', { keys: 'Z' }),
  action('premium', 'Premium plan', { group: 'Go to', keys: 'G P' }),
  action('down', 'Remain hidden', { unlisted: true }),
]
const ids = (sections: ReturnType<typeof actionSections>) => sections.map(({ name, entries }) => [name, entries.map(({ id }) => id)])
const found: Found = {
  tickets: [{ id: '7', number: 45107, subject: 'Add a remixer', status: 'resolved', customer: '田村 遥' }],
  people: [
    {
      id: '8',
      name: 'Remi Duval',
      latinName: null,
      username: null,
      email: 'remi@example.com',
      status: 'active',
      role: 'artist',
      country: null,
      matched: 'name',
      via: null,
    },
  ],
  kept: [],
}

describe('the palette', () => {
  test('offers what can be done here first, matches at a word’s start before others', () => {
    expect(ids(actionSections(actions, 'rem'))).toEqual([
      ['Here', ['keep', 'remind']],
      ['Backline', ['undo']],
      ['Go to', ['premium']],
    ])
    expect(ids(actionSections(actions, 'me')).at(0)).toEqual(['Here', ['remind']])
  })

  test('marks whole characters, accents aside', () => {
    const [here] = actionSections([action('a', 'Écrire à Zoé')], 'ecrire zoe')
    expect(here?.entries[0]?.ranges).toEqual([
      [0, 6],
      [9, 12],
    ])
  })

  test('puts what was found before the places, or last when somebody is choosing already', () => {
    const sections = actionSections(actions, 'rem')
    expect(withFound(sections, found, 'rem', false).map(({ name }) => name)).toEqual(['Here', 'Backline', 'Tickets', 'People', 'Go to'])
    expect(withFound(sections, found, 'rem', true).map(({ name }) => name)).toEqual(['Here', 'Backline', 'Go to', 'Tickets', 'People'])
  })

  test('does nothing for what cannot be done, and says why', () => {
    const [here] = actionSections([action('sign', 'Sign', { disabled: 'Only Elena can', run: () => expect.unreachable() })], 'sign')
    expect(here?.entries[0]?.hint).toBe('Only Elena can')
    here?.entries[0]?.run()
  })
})

describe('the sheet of keys', () => {
  test('calls a key what the screen calls it, and tells pairs once', () => {
    const here = [action('c', 'Claim the next ticket', { keys: 'C' }), action('j', 'Down', { group: 'Move', keys: 'J' })]
    const rows = keyRows(here, '')
    expect(rows.get('Item')).toContainEqual({ label: 'Claim the next ticket', keys: ['C'] })
    expect(rows.get('Move')?.filter(({ keys }) => keys.includes('J'))).toEqual([{ label: 'Down, up', keys: ['J', 'K'] }])
  })

  test('is narrowed by a key or by words', () => {
    expect(keyRows([], 'f6').get('Move')).toEqual([{ label: 'Next pane', keys: ['F6'] }])
    expect(keyRows([], 'range select').get('Move')).toEqual([{ label: 'Select a range', keys: ['Shift+X'] }])
  })
})

const profile: ConnectionProfile = {
  id: 'p1',
  name: 'eu-central',
  host: 'db.example',
  port: 6432,
  database: 'platform',
  tls: 'verify-full',
  ca: 'PEM',
  replica: { host: 'replica.example', port: 5432 },
  pgbouncer: null,
  objects: null,
  isDemo: false,
}
const state = (profiles: ConnectionProfile[], lastProfileId: string | null = null) => ({ profiles, lastProfileId }) as AppState

describe('connection forms', () => {
  test('a saved profile goes into its form and back unchanged', () => {
    const form = chosenForm(startForms(state([profile], 'p1')))
    const { isDemo, ...saved } = profile
    expect(profileOf(form)).toEqual(saved)
    expect(form.editing).toBe(false)
    expect(wrongFields(form)).toEqual({})
  })

  test('what is typed for one stays while another is looked at', () => {
    let forms = change(startForms(state([profile])), { password: 'secret' })
    forms = change(choose(forms, null), { host: 'other.example' })
    forms = choose(forms, profile)
    expect(chosenForm(forms).password).toBe('secret')
    expect(chosenForm(choose(forms, null)).host).toBe('other.example')
  })

  test('a new one that was saved is changed by the next try, and the next new one is empty', () => {
    const forms = settle(change(startForms(state([])), { host: 'a.example' }), 'p2')
    expect(chosenForm(forms)).toMatchObject({ profileId: 'p2', host: 'a.example' })
    expect(chosenForm(choose(forms, null)).host).toBe('')
    expect(forget(forms, 'p2').chosen).toBe('new')
  })

  test('says which fields need something', () => {
    const form = chosenForm(change(startForms(state([])), { port: '70000', hasReplica: true, hasPooler: true, directPort: 'x' }))
    expect(Object.keys(wrongFields(form)).sort()).toEqual(['database', 'directHost', 'directPort', 'host', 'port', 'replicaHost'])
  })
})
