// What comes to people to decide: tickets and their targets, requests, reports, approvals, splits and conflicts.

import { describe, expect, test } from 'vitest'
import { onPlatform } from '../support/sql.ts'

const { db, rows, one, refused, insert, person, track, actAs } = onPlatform()

describe('tickets', () => {
  const HOUR = 3_600_000
  const at = (hours: number) => new Date(Date.now() + hours * HOUR)
  const breach = async (id: string) => (await one('select sla_breached_at from support.tickets where id = $1', id)).sla_breached_at

  test('become late with time, and are marked once', async () => {
    const user = await person()
    const due = at(-1)
    const late = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b' })
    await db.query('alter table support.tickets disable trigger check_ticket_sla')
    await db.query('update support.tickets set first_response_due_at = $2, resolution_due_at = $3 where id = $1', [late, due, at(5)])
    await db.query('alter table support.tickets enable trigger check_ticket_sla')
    const fine = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b', first_response_due_at: at(1) })

    expect(await one('select support.check_ticket_sla() as marked')).toEqual({ marked: '1' })
    expect(await one('select support.check_ticket_sla() as marked')).toEqual({ marked: '0' })
    expect(await breach(late)).toEqual(due)
    expect(await breach(fine)).toBeNull()
  })

  test('are late when the answer comes after its time, and no longer when the time is moved', async () => {
    const id = await insert('support.tickets', { user_id: await person(), subject: 'a', description: 'b', first_response_due_at: at(-2) })
    expect(await breach(id)).not.toBeNull()
    await db.query('update support.tickets set first_response_at = $2 where id = $1', [id, at(-1)])
    expect(await breach(id)).not.toBeNull()
    await db.query('update support.tickets set first_response_due_at = $2 where id = $1', [id, at(0)])
    expect(await breach(id)).toBeNull()
  })

  test('have numbers that people can say', async () => {
    const user = await person()
    for (let i = 0; i < 2; i++) await insert('support.tickets', { user_id: user, subject: 'a', description: 'b' })
    const { apart } = await one('select (max(ticket_number) - min(ticket_number))::int as apart from support.tickets')
    expect(apart).toBe(1)
  })
})

describe('moderation', () => {
  async function ask(kind: string, value: string, category: string | null = null, user?: string) {
    await db.query("select set_config('platform.user_id', $1, true)", [user ?? (await person())])
    return (await one('select moderation.request_field($1, $2, $3) as id', kind, value, category)).id as string
  }

  test('approves a skill at three people and tells them', async () => {
    const { id: category } = await one("select id from community.categories where slug = 'musician'")
    const asker = await person()
    const first = await ask('skill', 'Theremin', category as string, asker)
    expect(await ask('skill', 'THEREMIN', category as string, asker)).toBe(first)
    expect(await ask('skill', 'theremin', category as string)).toBe(first)
    expect(await one('select status, request_count from moderation.field_requests where id = $1', first)).toEqual({
      status: 'pending',
      request_count: 2,
    })
    await ask('skill', 'theremin', category as string)
    const request = await one('select status, is_auto_approved, created_entity_id from moderation.field_requests where id = $1', first)
    expect(request).toMatchObject({ status: 'approved', is_auto_approved: true })
    expect(await one('select name, slug, is_admin_approved from community.skills where id = $1', request.created_entity_id)).toEqual({
      name: 'Theremin',
      slug: 'theremin',
      is_admin_approved: true,
    })
    expect(await rows("select title from system.notifications where entity_id = $1 and level = 'success'", first)).toHaveLength(3)
  })

  test('approves a genre at five people and never a category', async () => {
    let genre = ''
    let category = ''
    for (let i = 0; i < 5; i++) {
      genre = await ask('genre', 'Dungeon Synth')
      category = await ask('category', 'Luthier')
    }
    expect(await one('select status from moderation.field_requests where id = $1', genre)).toEqual({ status: 'approved' })
    expect(await one("select name from catalog.genres where slug = 'dungeon-synth'")).toEqual({ name: 'Dungeon Synth' })
    expect(await one('select status, request_count from moderation.field_requests where id = $1', category)).toEqual({
      status: 'pending',
      request_count: 5,
    })
  })

  test('makes the row when staff approve, and tells of a rejection', async () => {
    const wanted = await ask('category', 'Luthier')
    await db.query("update moderation.field_requests set status = 'approved' where id = $1", [wanted])
    expect(await rows("select from community.categories where slug = 'luthier'")).toHaveLength(1)
    const unwanted = await ask('category', 'Spammer')
    await db.query("update moderation.field_requests set status = 'rejected' where id = $1", [unwanted])
    expect(await one('select title from system.notifications where entity_id = $1', unwanted)).toEqual({
      title: 'Your request for the category Spammer was rejected',
    })
  })

  test('bans reporters of false reports at three for 30 days and at five for good, with a mail each time', async () => {
    const reporter = await person()
    const standing = () =>
      one(
        'select false_report_count as count, is_report_banned as banned, is_permanent_ban as permanent, report_ban_until from moderation.reporter_standings where user_id = $1',
        reporter,
      )
    for (let count = 1; count <= 5; count++) {
      const report = await insert('moderation.reports', {
        reporter_id: reporter,
        entity_type: 'track',
        entity_id: await track(await person()),
        reason: 'spam',
      })
      await db.query("update moderation.reports set status = 'false_report' where id = $1", [report])
      expect(await standing()).toMatchObject({ count, banned: count >= 3, permanent: count >= 5 })
      if (count === 3) expect((await standing()).report_ban_until).toEqual((await one("select now() + interval '30 days' as until")).until)
    }
    expect(await rows("select from system.email_queue where user_id = $1 and template_key = 'false_report'", reporter)).toHaveLength(5)

    await actAs(reporter)
    const report = "insert into moderation.reports (reporter_id, entity_type, entity_id, reason) values ($1, 'user', $1, 'spam')"
    expect(await refused(report, reporter)).toContain('row-level security')
  })

  test('of an account shows on the account', async () => {
    const user = await person()
    const approval = await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: user })
    await db.query("update moderation.approvals set status = 'approved' where id = $1", [approval])
    expect(await one('select approval_status from identity.users where id = $1', user)).toEqual({ approval_status: 'approved' })
  })

  test("of a sub-label's release happens where the label asks for it", async () => {
    const owner = await person()
    const label = await insert('identity.organizations', {
      name: 'L',
      slug: 'l',
      type: 'label',
      owner_id: owner,
      settings: { distribution: { releaseApprovalRequired: true } },
    })
    const subLabel = await insert('identity.organizations', { name: 'S', slug: 's', type: 'sub_label', owner_id: owner, parent_id: label })
    const release = await insert('catalog.releases', {
      user_id: owner,
      organization_id: subLabel,
      title: 'R',
      display_artist: 'A',
      catalogue_id: 'C1',
      release_date: '2030-01-01',
    })
    await db.query("update catalog.releases set status = 'submitted' where id = $1", [release])
    expect(await one('select kind, status, organization_id from moderation.approvals where entity_id = $1', release)).toEqual({
      kind: 'release',
      status: 'pending',
      organization_id: subLabel,
    })
    expect(await refused("update catalog.releases set status = 'approved' where id = $1", release)).toContain('approval its label asks for')
    await db.query("update moderation.approvals set status = 'approved' where entity_id = $1", [release])
    await db.query("update catalog.releases set status = 'approved' where id = $1", [release])
  })

  test('has one list of what waits', async () => {
    const user = await person()
    await insert('moderation.cases', { content_type: 'track', entity_type: 'track', entity_id: await track(user), source: 'report' })
    await insert('moderation.reports', { reporter_id: user, entity_type: 'track', entity_id: user, reason: 'spam' })
    await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: user })
    await ask('genre', 'Vaporwave', null, user)
    expect((await rows('select kind from moderation.pending_moderation order by kind')).map(({ kind }) => kind)).toEqual([
      'approval',
      'case',
      'field_request',
      'report',
    ])
  })
})

describe('rights', () => {
  const split = async (percentages: number[], status = 'active') => {
    const user = await person()
    const id = await insert('rights.royalty_splits', { entity_type: 'track', entity_id: await track(user), created_by: user, status })
    for (const percentage of percentages) {
      await insert('rights.royalty_split_recipients', {
        split_id: id,
        recipient_type: 'external',
        recipient_name: 'X',
        recipient_email: 'x@y.z',
        percentage,
      })
    }
    return id
  }

  test('a split is active only at exactly 100 percent', async () => {
    await split([60, 40])
    await split([60, 30], 'pending')
    await db.query('set constraints all immediate; set constraints all deferred')
    const short = await split([60, 39.9999])
    expect(await refused('set constraints all immediate')).toContain('100')
    await db.query("update rights.royalty_splits set status = 'pending' where id = $1", [short])
    await db.query('set constraints all immediate')
    expect(await refused("update rights.royalty_splits set status = 'active' where id = $1", short)).toContain('99.9999')
  })

  test('a recipient needs an account or an address', async () => {
    const id = await split([], 'pending')
    const sql =
      "insert into rights.royalty_split_recipients (split_id, recipient_type, recipient_name, percentage) values ($1, 'external', 'X', 5)"
    expect(await refused(sql, id)).toContain('check')
    expect(await refused(sql.replace('5)', '0)'), id)).toContain('check')
  })

  test('a claim shows that it is disputed as long as it is', async () => {
    const user = await person()
    const claim = await insert('rights.claims', {
      entity_type: 'track',
      entity_id: await track(user),
      right_type: 'digital',
      holder_name: 'H',
      holder_type: 'user',
      percentage: 60,
      start_date: '2020-01-01',
      created_by: user,
    })
    const conflict = await insert('rights.conflicts', { work_id: 'W1' })
    const disputed = async () => (await one('select has_conflict from rights.claims where id = $1', claim)).has_conflict
    await db.query('insert into rights.conflict_claims values ($1, $2)', [conflict, claim])
    expect(await disputed()).toBe(true)
    expect(await refused("update rights.conflicts set status = 'resolved' where id = $1", conflict)).toContain('check')
    await db.query("update rights.conflicts set status = 'resolved', resolved_at = now() where id = $1", [conflict])
    expect(await disputed()).toBe(false)
    await db.query("update rights.conflicts set status = 'open' where id = $1", [conflict])
    await db.query('delete from rights.conflict_claims where conflict_id = $1', [conflict])
    expect(await disputed()).toBe(false)
  })
})

describe('deleting something that others point to by type and id', () => {
  test('takes what belongs to it and lets go of what speaks of it', async () => {
    const user = await person()
    const song = await track(user)
    await insert('community.likes', { user_id: user, entity_type: 'track', entity_id: song })
    await insert('catalog.credits', { entity_type: 'track', entity_id: song, role: 'composer', name: 'C' })
    const ticket = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b', entity_type: 'track', entity_id: song })
    await db.query('delete from catalog.tracks where id = $1', [song])
    expect(await rows('select from community.likes union all select from catalog.credits')).toHaveLength(0)
    expect(await one('select entity_type, entity_id from support.tickets where id = $1', ticket)).toEqual({
      entity_type: null,
      entity_id: null,
    })
  })

  test('is refused where rights or money are attached', async () => {
    const user = await person()
    const song = await track(user)
    await insert('finance.royalty_calculations', { user_id: user, entity_type: 'track', entity_id: song, amount: 1 })
    expect(await refused('delete from catalog.tracks where id = $1', song)).toContain('rights or money')
  })
})
