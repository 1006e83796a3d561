// Two people with rows of every kind, and a console of each role that looks at them.

import { afterAll, beforeAll } from 'vitest'
import type { PersonFound, PersonSection, SectionContent } from '../../shared/people.ts'
import type { StaffRole } from '../../shared/session.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from './people.ts'
import { freshDatabase, type TestDatabase } from './postgres.ts'
import { openConsole, type TestConsole } from './services.ts'

export let database: TestDatabase
export const consoles = new Map<StaffRole, TestConsole>()
export const staff = new Map<StaffRole, TestStaff>()
export let darya: string
export let other: string
export let ticket: TestTicket
export const ids: Record<string, string> = {}

export const roles = ['support', 'moderator', 'compliance', 'finance', 'rights', 'admin', 'auditor'] as const

/** For the tests of a file: they come with it and go after. */
export function withPeople() {
  beforeAll(async () => {
    database = await freshDatabase()
    for (const role of roles) {
      const person = await addStaff(database.url, role, [role])
      staff.set(role, person)
      const console = openConsole(database.url)
      await console.signIn(person)
      consoles.set(role, console)
    }
    darya = await addCustomer(database.url, 'Darya Remizova')
    other = await addCustomer(database.url, '松本 誠')
    ticket = await addTicket(database.url, darya, { subject: 'Payout held' })
    await asOwner(database.url, async (db) => {
      const one = async (name: string, text: string, ...values: unknown[]) => {
        const { rows } = await db.query(`${text} returning id`, values)
        ids[name] = rows[0].id
        return rows[0].id as string
      }
      await db.query(
        `update identity.users set email = 'D.Remizova@klinta.example', username = 'darya_remizova', first_name = 'Darya', last_name = 'Remizova',
           tax_id = 'LV123456789', date_of_birth = '1990-01-02', role = 'artist' where id = $1`,
        [darya],
      )
      await db.query(`update identity.profiles set display_name = 'Дарья Ремизова' where user_id = $1`, [darya])
      const label = await one(
        'label',
        `insert into identity.organizations (name, slug, type, owner_id) values ('Klinta Records', 'klinta', 'label', $1)`,
        darya,
      )
      await one(
        'sublabel',
        `insert into identity.organizations (name, slug, type, owner_id, parent_id) values ('Klinta Night', 'klinta-night', 'sub_label', $1, $2)`,
        darya,
        label,
      )
      await db.query(
        `insert into identity.organization_members (organization_id, user_id, role, status) values ($1, $2, 'member', 'active')`,
        [label, other],
      )
      const track = await one(
        'track',
        `insert into catalog.tracks (user_id, title, isrc, display_artist, organization_id, duration_seconds)
        values ($1, 'Night', 'LVABC2600001', 'Darya', $2, 187)`,
        darya,
        label,
      )
      const release = await one(
        'release',
        `insert into catalog.releases (user_id, title, display_artist, catalogue_id, upc)
        values ($1, 'Nights', 'Darya', 'KL-1', '0123456789012')`,
        darya,
      )
      await db.query('insert into catalog.release_tracks (release_id, track_id, track_number) values ($1, $2, 1)', [release, track])
      await db.query('insert into catalog.track_versions (track_id, variant_index) values ($1, 0)', [track])
      const claim = await one(
        'claim',
        `insert into rights.claims (entity_type, entity_id, user_id, right_type, holder_name, holder_type, percentage, start_date, created_by)
        values ('track', $2, $1, 'performance', 'Darya', 'user', 50, '2026-01-01', $1)`,
        darya,
        track,
      )
      const conflict = await one(
        'conflict',
        `insert into rights.conflicts (entity_type, entity_id, severity) values ('track', $1, 'high')`,
        track,
      )
      await db.query('insert into rights.conflict_claims values ($1, $2)', [conflict, claim])
      const wallet = (await db.query(`select id from finance.wallets where user_id = $1 and currency = 'USD'`, [darya])).rows[0].id
      await db.query(`update finance.wallets set balance_available = 300, balance_pending = 20 where id = $1`, [wallet])
      const method = await one(
        'method',
        `insert into finance.payment_methods (user_id, type, name, account_identifier, last_four_digits, provider_account_id)
        values ($1, 'bank_transfer', 'Bank', 'LV80BANK0000435195001', '5001', 'acct_1Nv0FGQ9')`,
        darya,
      )
      await one(
        'payout',
        `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method, status, reference, stripe_payout_id, hold_reason)
        values ($1, $2, $3, 120, 'bank_transfer', 'on_hold', 'P-20931', 'po_1Nv0FGQ9', 'Bank changed')`,
        darya,
        wallet,
        method,
      )
      const plan = await one(
        'plan',
        `insert into finance.subscription_plans (code, display_name, tier) values ('pro', 'Professional', 'professional')`,
      )
      await db.query(
        `insert into finance.subscriptions (user_id, plan_id, status, stripe_customer_id) values ($1, $2, 'active', 'cus_9s6XKzkNRiz8i3')
         on conflict (user_id) do update set stripe_customer_id = excluded.stripe_customer_id`,
        [darya, plan],
      )
      await one(
        'verification',
        `insert into kyc.verifications (user_id, level, status, risk_score, verification_data)
         values ($1, 'enhanced', 'approved', 22, '{"declared": {"number": "LV 4711-0815"}}')`,
        darya,
      )
      await one(
        'case',
        `insert into moderation.cases (content_type, entity_type, entity_id, owner_id, source) values ('track', 'track', $1, $2, 'report')`,
        track,
        darya,
      )
      await one(
        'session',
        `insert into identity.user_sessions (user_id, token_hash, user_agent, expires_at) values ($1, 'hash', 'Firefox', now() + interval '1 day')`,
        darya,
      )
      await db.query(
        `insert into finance.subscriptions (organization_id, plan_id, status, stripe_customer_id) values ($1, $2, 'active', 'cus_OfTheLabel')`,
        [label, plan],
      )
      await db.query(`insert into studio.lyrics_jobs (user_id, prompt, provider) values ($1, 'A song', 'suno')`, [darya])
      await db.query(`insert into marketplace.products (seller_id, title, slug) values ($1, 'Drums', 'drums')`, [darya])
    })
  })

  afterAll(async () => {
    for (const console of consoles.values()) await console.close()
    await database?.drop()
  })
}

export const as = (role: StaffRole) => consoles.get(role) as TestConsole
export const search = (text: string, role: StaffRole = 'admin'): Promise<PersonFound[]> => as(role).call('people.search', { text })
export const section = (name: PersonSection, role: StaffRole = 'admin', id = darya): Promise<SectionContent> =>
  as(role).call('people.section', { id, section: name })
