// People through the router: finding somebody by anything that names them, what each role reads of them, and what administration does.

import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { DestinationFacts, IdentityFacts, KycFacts, PersonSection, WalletFacts } from '../../shared/people.ts'
import { personRoles, personSections, thingKinds } from '../../shared/people.ts'
import type { StaffRole } from '../../shared/session.ts'
import { asOwner } from '../support/people.ts'
import { as, darya, database, ids, other, roles, search, section, staff, ticket, withPeople } from '../support/people-desk.ts'

withPeople()

describe('search', () => {
  test.each([
    ['Дарья Ремизова', 'name'],
    ['ремиз', 'name'],
    ['Remizova', 'name'],
    ['remizova darya', 'name'],
    ['Re', 'name'],
    ['d.remizova@klinta.example', 'e-mail'],
    ['@klinta', 'e-mail'],
    ['DARYA_REMIZOVA', 'username'],
    ['LV-ABC-26-00001', 'ISRC LVABC2600001'],
    ['0123456789012', 'UPC 0123456789012'],
    ['123456789012', 'UPC 0123456789012'],
    ['p-20931', 'payout P-20931'],
    ['po_1Nv0FGQ9', 'Stripe payout'],
    ['acct_1Nv0FGQ9', 'Stripe account'],
    ['cus_9s6XKzkNRiz8i3', 'Stripe customer'],
    ['klinta rec', 'organization'],
    ['Remisova', 'a name like it'],
  ])('%s finds by %s', async (text, matched) => {
    const found = await search(text)
    expect(found.map((each) => [each.id, each.matched])).toContainEqual([darya, matched])
  })

  test('an id, a ticket number and the ids of things lead to the person too', async () => {
    expect((await search(darya))[0]).toMatchObject({ id: darya, matched: 'id', name: 'Дарья Ремизова', latinName: 'Darya Remizova' })
    expect((await search(`T-${ticket.number}`))[0]).toMatchObject({
      id: darya,
      via: { kind: 'ticket', id: ticket.id, label: 'Payout held' },
    })
    expect((await search(ids.track as string))[0]).toMatchObject({ id: darya, via: { kind: 'track', label: 'Night' } })
    expect((await search('LVABC2600001'))[0]?.via).toEqual({ kind: 'track', id: ids.track, label: 'Night' })
  })

  test('numbers of all work, and what an organization pays with, lead to the person', async () => {
    const numbered = await asOwner(database.url, (db) =>
      db.query(
        `select kind, upper(left(case kind when 'case' then 'm' when 'conflict' then 'r' else kind end, 1)) || '-' || number as number
                from console.work_item where customer = $1`,
        [darya],
      ),
    )
    expect(numbered.rows.map(({ kind }) => kind).sort()).toEqual(['case', 'conflict', 'kyc', 'payout', 'ticket'])
    for (const { kind, number } of numbered.rows) {
      const found = await search(number, kind === 'kyc' ? 'compliance' : 'auditor')
      expect(
        found.map(({ id, via }) => [id, via?.kind]),
        number,
      ).toEqual([[darya, kind]])
    }
    expect((await search('cus_OfTheLabel'))[0]).toMatchObject({ id: darya, via: { kind: 'organization', id: ids.label } })
  })

  test('a document number and its hash lead to the person, for those who read identity checks', async () => {
    const hash = createHash('sha256').update('LV47110815').digest('hex')
    for (const text of ['lv 4711 0815', 'LV47110815', hash, hash.toUpperCase()]) {
      expect((await search(text, 'compliance')).map(({ id, matched }) => [id, matched])).toEqual([[darya, 'document number']])
      for (const role of roles.filter((each) => !['compliance', 'auditor'].includes(each))) expect(await search(text, role)).toEqual([])
    }
  })

  test('one sign that begins a word is enough where a sign is a word, and signs of patterns are letters', async () => {
    expect((await search('誠')).map(({ id }) => id)).toEqual([other])
    expect((await search('松')).map(({ id }) => id)).toEqual([other])
    expect(await search('%%%')).toEqual([])
    expect(await search('_____')).toEqual([])
    expect(await search(' ')).toEqual([])
    expect(await search('\t\t')).toEqual([])
  })

  test('what the reader may not see leads nowhere', async () => {
    expect(await search('P-20931', 'moderator')).toEqual([])
    expect(await search('cus_9s6XKzkNRiz8i3', 'rights')).toEqual([])
    expect(await search(`T-${ticket.number}`, 'finance')).toEqual([])
    expect((await search('P-20931', 'finance'))[0]?.id).toBe(darya)
  })

  test('at most 20, those that begin with the words first', async () => {
    await asOwner(database.url, (db) =>
      db.query(
        `insert into identity.users (email, full_name) select 'q' || n || '@many.test', case when n % 2 = 0 then 'Quill ' || n else 'A Quill ' || n end from generate_series(1, 60) n`,
      ),
    )
    const found = await search('quill')
    expect(found).toHaveLength(20)
    expect(found[0]?.name).toMatch(/^Quill/)
  })
})

describe('page', () => {
  const open: Record<(typeof roles)[number], PersonSection[]> = {
    support: personSections.filter((name) => name !== 'audit'),
    moderator: [
      'identity',
      'organizations',
      'plan',
      'cases',
      'strikes',
      'releases',
      'tracks',
      'pitches',
      'campaigns',
      'marketplace',
      'studio',
    ],
    compliance: ['identity', 'organizations', 'plan', 'kyc', 'wallet', 'destinations', 'payouts', 'cases', 'strikes', 'sessions', 'audit'],
    finance: ['identity', 'organizations', 'plan', 'kyc', 'wallet', 'destinations', 'payouts', 'claims', 'conflicts', 'marketplace'],
    rights: ['identity', 'organizations', 'plan', 'releases', 'tracks', 'claims', 'conflicts'],
    admin: [...personSections],
    auditor: [...personSections],
  }
  test.each(roles)('%s opens the sections of its work and no others', async (role) => {
    const person = await as(role).call('people.get', { id: darya })
    expect(person.sections).toEqual(open[role])
    for (const name of personSections) {
      const asked = { id: darya, section: name }
      if (open[role].includes(name)) await as(role).call('people.section', asked)
      else expect(await as(role).refusal('people.section', asked), name).toMatchObject({ code: 'not_allowed' })
    }
  })

  test('every section holds what belongs to the person', async () => {
    const titles = async (name: PersonSection) => (await section(name)).entries.map(({ title }) => title)
    expect((await titles('organizations')).sort()).toEqual(['Klinta Night', 'Klinta Records'])
    expect(await titles('payouts')).toEqual(['P-20931'])
    expect(await titles('tickets')).toEqual([`T-${ticket.number} Payout held`])
    expect(await titles('cases')).toEqual(['track'])
    expect(await titles('tracks')).toEqual(['Night'])
    expect(await titles('releases')).toEqual(['Nights'])
    expect(await titles('claims')).toEqual(['Night'])
    expect(await titles('conflicts')).toEqual(['ownership'])
    expect(await titles('marketplace')).toEqual(['Drums'])
    expect(await titles('studio')).toEqual(['A song'])
    expect(await titles('sessions')).toEqual(['Firefox'])
    const [payout] = (await section('payouts')).entries
    expect(payout).toMatchObject({
      table: 'finance.payouts',
      id: ids.payout,
      status: 'on_hold',
      amount: '120.0000',
      currency: 'USD',
      detail: ['bank_transfer', 'Bank changed'],
    })
    expect((await section('tracks')).entries[0]).toMatchObject({ page: 'track', pageId: ids.track })
    expect(payout).toMatchObject({ page: 'payout', pageId: ids.payout })
    expect((await section('conflicts')).entries[0]).toMatchObject({ page: 'conflict', pageId: ids.conflict })
    expect((await section('cases')).entries[0]).toMatchObject({ page: 'case', pageId: ids.case })
    expect((await section('wallet')).facts as WalletFacts).toMatchObject({
      wallets: [{ currency: 'USD', available: '180.0000', pending: '20.0000', onHold: '120.0000', balance: '320.0000' }],
      holds: [{ what: 'payout P-20931', reason: 'Bank changed' }],
    })
  })

  test('tax, birth, destinations and risk are masked unless allowed', async () => {
    const identity = async (role: StaffRole) => (await section('identity', role)).facts as IdentityFacts
    expect(await identity('support')).toMatchObject({ taxId: '••••6789', dateOfBirth: null, masked: ['dateOfBirth', 'taxId'] })
    expect(await identity('compliance')).toMatchObject({ taxId: 'LV123456789', dateOfBirth: '1990-01-02', masked: [] })
    const account = async (role: StaffRole) => ((await section('destinations', role)).facts as DestinationFacts).methods[0]?.account
    expect(await account('support')).toBe('•••• 5001')
    expect(await account('finance')).toBe('LV80BANK0000435195001')
    const risk = async (role: StaffRole) => ((await section('kyc', role)).facts as KycFacts).verifications[0]?.riskScore
    expect(await risk('finance')).toBe(null)
    expect(await risk('compliance')).toBe('22.00')
  })

  test('nobody of an id, and a section that is none', async () => {
    expect(await as('admin').refusal('people.get', { id: randomUUID() })).toMatchObject({ code: 'not_found' })
    expect(await as('admin').refusal('people.section', { id: darya, section: 'secrets' })).toMatchObject({ code: 'invalid' })
  })
})

describe('things', () => {
  test('a track, a release and an organization have their pages', async () => {
    const track = await as('admin').call('people.thing', { kind: 'track', id: ids.track as string })
    expect(track).toMatchObject({ title: 'Night', subtitle: 'Darya', table: 'catalog.tracks', person: { id: darya } })
    expect(track.facts).toContainEqual(['ISRC', 'LVABC2600001'])
    expect(track.facts).toContainEqual(['length', '3:07'])
    expect(track.facts).toContainEqual(['organization', 'Klinta Records', 'organization', ids.label])
    const entries = Object.fromEntries(track.sections.map(({ section, entries }) => [section, entries.map(({ title }) => title)]))
    expect(entries).toMatchObject({
      releases: ['Nights'],
      versions: ['Variant 0'],
      claims: ['Darya'],
      conflicts: ['ownership'],
      cases: ['track'],
    })

    const release = await as('admin').call('people.thing', { kind: 'release', id: ids.release as string })
    expect(release.sections.find((each) => each.section === 'tracks')?.entries[0]).toMatchObject({
      title: '1 Night',
      page: 'track',
      pageId: ids.track,
    })
    const label = await as('admin').call('people.thing', { kind: 'organization', id: ids.label as string })
    expect(label.sections.find((each) => each.section === 'labels')?.entries[0]).toMatchObject({
      title: 'Klinta Night',
      pageId: ids.sublabel,
    })
    expect(label.sections.find((each) => each.section === 'members')?.entries[0]).toMatchObject({
      title: '松本 誠',
      page: 'person',
      pageId: other,
    })
  })

  test('of a thing, too, each role sees its own part', async () => {
    const sections = async (role: StaffRole) =>
      (await as(role).call('people.thing', { kind: 'track', id: ids.track as string })).sections.map((each) => each.section)
    expect(await sections('rights')).toEqual(['releases', 'deliveries', 'versions', 'stems', 'splits', 'claims', 'conflicts'])
    expect(await sections('moderator')).toEqual(['releases', 'deliveries', 'versions', 'stems', 'cases', 'generations'])
    expect(await as('finance').refusal('people.thing', { kind: 'track', id: ids.track as string })).toMatchObject({ code: 'not_allowed' })
    for (const kind of thingKinds)
      expect(await as('admin').refusal('people.thing', { kind, id: randomUUID() })).toMatchObject({ code: 'not_found' })
  })
})

describe('acts', () => {
  const version = async () => (await as('admin').call('people.get', { id: darya })).version
  const command = async (reason = 'Reported by the bank') => ({
    commandId: randomUUID(),
    id: darya,
    expectedVersion: await version(),
    reason,
  })

  test('suspending ends sessions, leaves a sanction, tells the person, and is undone by reinstating', async () => {
    const suspend = await command()
    const done = await as('admin').call('people.suspend', suspend)
    expect(await as('admin').call('people.suspend', suspend)).toEqual(done)
    expect(await as('admin').call('people.get', { id: darya })).toMatchObject({ status: 'suspended', version: 1 })
    expect((await section('sessions')).entries).toEqual([])
    expect((await section('strikes')).entries[0]).toMatchObject({ title: 'suspension', status: 'active', detail: ['Reported by the bank'] })
    const { rows } = await asOwner(database.url, (db) =>
      db.query(`select subject, body_text from system.email_queue where user_id = $1 and template_key = 'account_suspended'`, [darya]),
    )
    expect(rows).toHaveLength(1)
    expect(rows[0].body_text).not.toContain('bank')
    expect(await as('admin').refusal('people.suspend', await command())).toMatchObject({
      code: 'illegal_transition',
      detail: { from: 'suspended' },
    })

    await as('admin').call('people.reinstate', await command('Cleared'))
    expect(await as('admin').call('people.get', { id: darya })).toMatchObject({ status: 'active', version: 2 })
    expect((await section('strikes')).entries[0]).toMatchObject({ status: 'lifted' })
    expect((await section('audit')).entries.map(({ title }) => title)).toEqual(['person_reinstate', 'person_suspend'])
    expect(await as('admin').refusal('people.reinstate', await command())).toMatchObject({ code: 'illegal_transition' })
  })

  test('a role changes with the list of roles; those with powers are refused', async () => {
    await as('admin').call('people.setRole', { ...(await command()), role: 'label' })
    const { role, roles: held } = (await section('identity')).facts as IdentityFacts
    expect({ role, held }).toEqual({ role: 'label', held: ['label'] })
    expect(await as('admin').refusal('people.setRole', { ...(await command()), role: 'label' })).toMatchObject({
      code: 'invalid',
      detail: { field: 'role' },
    })
    expect(await as('admin').refusal('people.setRole', { ...(await command()), role: 'super_admin' })).toMatchObject({ code: 'invalid' })
    for (const name of personRoles) {
      const { rows } = await asOwner(database.url, (db) =>
        db.query('select $1 = any (enum_range(null::identity.user_role)::text[]) as known', [name]),
      )
      expect(rows[0].known, name).toBe(true)
    }
  })

  test('sessions are ended, and counted', async () => {
    await asOwner(database.url, (db) =>
      db.query(`insert into identity.user_sessions (user_id, token_hash, expires_at) values ($1, 'a', now()), ($1, 'b', now())`, [darya]),
    )
    expect(await as('admin').call('people.resetSessions', await command())).toMatchObject({ ended: 2 })
  })

  test('false reports are forgiven, which ends what bars a reporter; nobody else reads how many there are', async () => {
    await asOwner(database.url, (db) =>
      db.query(
        `insert into moderation.reporter_standings (user_id, false_report_count, is_report_banned, report_ban_until) values ($1, 3, true, now() + interval '30 days')`,
        [darya],
      ),
    )
    expect(await as('admin').call('people.get', { id: darya })).toMatchObject({ falseReports: 3 })
    expect(await as('support').call('people.get', { id: darya })).toMatchObject({ falseReports: 0 })
    await as('admin').call('people.forgiveReports', await command('In good faith.'))
    expect(await as('admin').call('people.get', { id: darya })).toMatchObject({ falseReports: 0 })
    expect((await section('strikes')).facts).toMatchObject({ falseReports: 0, isReportBanned: false })
    expect(await as('admin').refusal('people.forgiveReports', await command('Again'))).toMatchObject({ code: 'not_found' })
  })

  test('what was decided on an older reading is refused with what happened since', async () => {
    const early = { ...(await command()), expectedVersion: (await version()) - 1 }
    const refusal = await as('admin').refusal('people.suspend', early)
    expect(refusal).toMatchObject({ code: 'stale', detail: { changes: [{ fields: ['reporter_forgive'], actor: { name: 'admin' } }] } })
    expect(await as('admin').refusal('people.suspend', await command('  '))).toMatchObject({ code: 'invalid', detail: { field: 'reason' } })
  })

  test.each(roles.filter((role) => role !== 'admin'))('%s may not', async (role) => {
    for (const method of ['people.suspend', 'people.reinstate', 'people.forgiveReports', 'people.resetSessions'] as const)
      expect(await as(role).refusal(method, await command())).toMatchObject({ code: 'not_allowed' })
  })

  test('accounts of staff are out of reach, one’s own too', async () => {
    for (const role of ['support', 'admin'] as const) {
      const id = staff.get(role)?.id as string
      const { version: expectedVersion, isStaff } = await as('admin').call('people.get', { id })
      expect(isStaff).toBe(true)
      const refusal = await as('admin').refusal('people.suspend', { commandId: randomUUID(), id, expectedVersion, reason: 'No' })
      expect(refusal).toMatchObject({ code: 'not_allowed' })
    }
  })

  test('the chain of what was done holds, and each act left a change', async () => {
    const { rows } = await asOwner(database.url, (db) =>
      db.query(`select count(*)::int as n from console.change where kind = 'person' and item_id = $1`, [darya]),
    )
    expect(rows[0].n).toBe(await version())
    const problems = await asOwner(database.url, async (db) => {
      await db.query(`set session authorization ${staff.get('auditor')?.login}`)
      return (await db.query(`select * from console.audit_verify('person', $1)`, [darya])).rows
    })
    expect(problems).toEqual([])
  })
})
