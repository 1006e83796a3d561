// What a person of the platform might try to write: the own standing, rows in another's name, rows onto another's things.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, openPlatform, type Platform } from '../support/platform.ts'

let platform: Platform

beforeAll(async () => {
  platform = await openPlatform()
})
afterAll(() => platform.close())

const REFUSED = ['42501', 'nothing']

/** `:owner` is the id of that actor, `:own catalog.tracks` and `:shared catalog.tracks` that of the row in that world. */
const spelledOut = (sql: string) =>
  sql.replace(/:(own|shared) (\w+\.\w+)|:(\w+)/g, (_, world: 'own' | 'shared', table: string, actor: Actor) =>
    world ? `'${platform[world].rows.get(table)?.id}'` : `'${platform.people[actor]}'`,
  )

async function expectRefused(actor: Actor, sql: string, before = '') {
  expect(REFUSED).toContain(await platform.attempt(actor, spelledOut(sql), [], spelledOut(before)))
}

describe('nobody raises the own standing', () => {
  const verdicts: Record<string, string[]> = {
    'identity.users': ['role', 'status', 'approval_status', 'is_verified', 'email', 'organization_id', 'referral_code', 'deleted_at'],
    'identity.profiles': ['is_verified_artist', 'is_partner_account', 'followers_count', 'products_count', 'profile_completeness'],
    'identity.user_sessions': ['is_admin', 'user_id', 'token_hash', 'data'],
    'identity.organizations': ['owner_id', 'type', 'status', 'parent_id'],
    'identity.organization_members': ['status', 'user_id', 'organization_id'],
    'catalog.artists': ['is_verified', 'user_id'],
    'catalog.tracks': ['moderation_status', 'like_count', 'play_count', 'archived_at', 'storage_audio_url', 'user_id'],
    'catalog.releases': ['moderation_status', 'distribution_status', 'upc', 'user_id'],
    'catalog.track_versions': ['like_count', 'is_primary_variant'],
    'catalog.content_tags': ['is_verified', 'verified_by'],
    'distribution.scheduled_distributions': ['status', 'release_id', 'user_id'],
    'rights.claims': ['verification_status', 'verified_by', 'has_conflict', 'created_by', 'user_id'],
    'rights.royalty_splits': ['status', 'is_approved', 'entity_id', 'created_by'],
    'rights.royalty_split_recipients': ['status', 'payment_method_id', 'split_id'],
    'rights.pro_associations': ['verification_status'],
    'finance.wallets': ['balance_available', 'payouts_enabled'],
    'finance.payment_methods': ['verification_status', 'status'],
    'finance.payouts': ['status', 'amount', 'approved_at'],
    'finance.subscriptions': ['plan_id', 'status'],
    'finance.credit_balances': ['credits_remaining'],
    'kyc.verifications': ['status', 'level', 'risk_score'],
    'kyc.documents': ['status', 'file_path'],
    'support.tickets': ['priority', 'status', 'assigned_to'],
    'moderation.reporter_standings': ['is_report_banned'],
    'moderation.sanctions': ['lifted_at'],
    'promotion.pitches': ['moderation_status', 'curator_id', 'price', 'playlist_id'],
    'promotion.playlists': ['followers_count'],
    'promotion.partners': ['tier', 'commission_rate', 'status'],
    'promotion.campaigns': ['spent_amount'],
    'promotion.integrations': ['access_token', 'refresh_token'],
    'community.posts': ['is_hidden', 'is_approved', 'likes_count', 'group_id'],
    'community.comments': ['is_hidden', 'post_id'],
    'community.groups': ['is_verified', 'members_count', 'owner_id'],
    'community.articles': ['views_count', 'likes_count'],
    'marketplace.products': ['is_approved', 'rating_average', 'purchases_count', 'approval_notes'],
    'marketplace.services': ['rating_average', 'is_featured'],
    'marketplace.webinars': ['attendees_count'],
    'marketplace.reviews': ['is_verified_purchase', 'helpful_count', 'seller_id', 'entity_id'],
    'studio.generation_limits': ['generations_limit_daily', 'generations_used_today'],
    'system.notifications': ['title', 'user_id'],
    'system.api_keys': ['scopes', 'rate_limit', 'expires_at'],
    'system.webhooks': ['user_id'],
  }
  test.each(Object.entries(verdicts))('in %s', async (name, columns) => {
    for (const column of columns) {
      const sql = `update ${name} set ${column} = ${column} where ${platform.tables.get(name)?.key[0]} = :own ${name}`
      expect(await platform.attempt('owner', spelledOut(sql)), column).toBe('42501')
    }
  })

  type Attack = [what: string, actor: Actor, sql: string, before?: string]
  test.each<Attack>([
    ['a role', 'stranger', "insert into identity.user_roles (user_id, role) values (:stranger, 'admin')"],
    ['a permission', 'stranger', "insert into identity.user_permissions (user_id, permission) values (:stranger, 'all')"],
    [
      'a verified claim',
      'owner',
      `insert into rights.claims (created_by, verification_status, entity_type, entity_id, right_type, holder_name, holder_type, percentage, start_date)
       values (:owner, 'approved', 'track', :own catalog.tracks, 'digital', 'Me', 'user', 100, '2020-01-01')`,
    ],
    ['a published track', 'owner', "insert into catalog.tracks (user_id, title, status) values (:owner, 'Hit', 'published')"],
    [
      'a track that moderation took down, published again',
      'owner',
      "update catalog.tracks set status = 'published' where id = :own catalog.tracks",
      "update catalog.tracks set status = 'taken_down' where id = :own catalog.tracks",
    ],
    [
      'credits',
      'owner',
      "insert into finance.credit_ledger (user_id, kind, delta, balance_after, reason) values (:owner, 'pitch', 9, 9, 'me')",
    ],
    [
      'news without being an author',
      'stranger',
      "insert into community.articles (author_id, title, slug) values (:stranger, 'News', 'news')",
    ],
    [
      'a role in a group',
      'stranger',
      "insert into community.group_members (group_id, user_id, role) values (:own community.groups, :stranger, 'admin')",
    ],
    [
      'a way back into a group after a ban',
      'stranger',
      'delete from community.group_members where user_id = :stranger',
      "insert into community.group_members (group_id, user_id, status) values (:own community.groups, :stranger, 'banned')",
    ],
    [
      'a longer session',
      'owner',
      "update identity.user_sessions set expires_at = now() + interval '1 year' where id = :own identity.user_sessions",
    ],
    ['a pitch that its artist accepts', 'owner', "update promotion.pitches set status = 'accepted' where id = :own promotion.pitches"],
    ['ownership of the organization', 'manager', "update identity.organization_members set role = 'owner' where user_id = :manager"],
    [
      'the place of an owner in the organization',
      'manager',
      'delete from identity.organization_members where id = :shared identity.organization_members',
      "update identity.organization_members set role = 'owner' where id = :shared identity.organization_members",
    ],
  ])('by %s', (_, actor, sql, before) => expectRefused(actor, sql, before))
})

const into = (table: string, row: Record<string, string>) =>
  `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`

describe("nobody writes in another's name or onto another's things", () => {
  test.each<[what: string, sql: string, before?: string]>([
    ['a track of somebody else', into('catalog.tracks', { user_id: ':owner', title: "'T'" })],
    [
      "a track into others' organization",
      into('catalog.tracks', { user_id: ':stranger', organization_id: ':shared identity.organizations', title: "'T'" }),
    ],
    ["a version of another's track", into('catalog.track_versions', { track_id: ':own catalog.tracks', variant_index: '9' })],
    [
      "a file for another's track",
      into('catalog.assets', {
        user_id: ':stranger',
        entity_type: "'track'",
        entity_id: ':own catalog.tracks',
        type: "'audio'",
        file_url: "'u'",
        file_name: "'n'",
      }),
    ],
    [
      "a bundle of another's release",
      into('catalog.asset_bundles', { user_id: ':stranger', release_id: ':own catalog.releases', name: "'B'" }),
    ],
    [
      "the distribution of another's release",
      into('distribution.scheduled_distributions', { user_id: ':stranger', release_id: ':own catalog.releases', scheduled_at: 'now()' }),
    ],
    [
      "a split of another's track",
      into('rights.royalty_splits', { entity_type: "'track'", entity_id: ':own catalog.tracks', version: '9', created_by: ':stranger' }),
    ],
    [
      "a recipient of another's split",
      into('rights.royalty_split_recipients', {
        split_id: ':own rights.royalty_splits',
        recipient_type: "'user'",
        recipient_id: ':stranger',
        recipient_name: "'Me'",
        percentage: '1',
      }),
    ],
    [
      'a claim of somebody else',
      into('rights.claims', {
        user_id: ':owner',
        created_by: ':stranger',
        entity_type: "'track'",
        entity_id: ':own catalog.tracks',
        right_type: "'digital'",
        holder_name: "'Me'",
        holder_type: "'user'",
        percentage: '100',
        start_date: "'2020-01-01'",
      }),
    ],
    [
      "a payout of another's wallet",
      into('finance.payouts', {
        user_id: ':stranger',
        wallet_id: ':own finance.wallets',
        payment_method_id: ':own finance.payment_methods',
        amount: '60',
        payout_method: "'paypal'",
      }),
    ],
    [
      "a payout to another's account",
      `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method)
       select :stranger, id, :own finance.payment_methods, 60, 'paypal' from finance.wallets`,
    ],
    [
      "a document of another's verification",
      into('kyc.documents', { verification_id: ':own kyc.verifications', document_type: "'passport'", file_path: "'k'" }),
    ],
    [
      "a ticket of others' organization",
      into('support.tickets', {
        user_id: ':stranger',
        organization_id: ':shared identity.organizations',
        subject: "'s'",
        description: "'d'",
      }),
    ],
    [
      "a message on another's ticket",
      into('support.ticket_messages', { ticket_id: ':own support.tickets', sender_type: "'user'", sender_id: ':stranger', body: "'b'" }),
    ],
    [
      "an appeal in another's case",
      into('moderation.appeals', { user_id: ':stranger', case_id: ':own moderation.cases', statement: "'s'" }),
    ],
    [
      'a report after a ban from reporting',
      into('moderation.reports', { reporter_id: ':stranger', entity_type: "'user'", entity_id: ':owner', reason: "'spam'" }),
      into('moderation.reporter_standings', { user_id: ':stranger', is_report_banned: 'true', is_permanent_ban: 'true' }),
    ],
    [
      "a pitch of another's track",
      into('promotion.pitches', {
        user_id: ':stranger',
        track_id: ':own catalog.tracks',
        playlist_id: ':shared promotion.playlists',
        curator_id: ':colleague',
        status: "'pending'",
      }),
    ],
    [
      "a message on others' pitch",
      into('promotion.pitch_messages', { pitch_id: ':own promotion.pitches', sender_id: ':stranger', body: "'b'" }),
    ],
    [
      "a message in others' conversation",
      into('community.messages', { conversation_id: ':own community.conversations', sender_id: ':stranger', content: "'b'" }),
    ],
    [
      "the deletion of others' message",
      into('community.message_deletions', { message_id: ':own community.messages', user_id: ':stranger' }),
    ],
    ["a post in others' group", into('community.posts', { user_id: ':stranger', group_id: ':own community.groups', content: "'b'" })],
    [
      'membership of a secret group',
      into('community.group_members', { group_id: ':own community.groups', user_id: ':stranger' }),
      "update community.groups set visibility = 'secret' where id = :own community.groups",
    ],
    ['a like of somebody else', into('community.likes', { user_id: ':owner', entity_type: "'post'", entity_id: ':own community.posts' })],
    [
      "a review that names another seller than the product's",
      into('marketplace.reviews', {
        reviewer_id: ':stranger',
        seller_id: ':member',
        entity_type: "'product'",
        entity_id: ':own marketplace.products',
        rating: '1',
      }),
    ],
    [
      "a track in another's project",
      into('studio.project_tracks', { project_id: ':own studio.projects', track_id: ':own catalog.tracks', position: '9' }),
    ],
    ['an event of somebody else', into('analytics.events', { user_id: ':owner', event_type: "'track_play'" })],
  ])('%s', (_, sql, before) => expectRefused('stranger', sql, before))

  test.each<[what: string, actor: Actor, sql: string, before?: string]>([
    [
      "a colleague's track",
      'member',
      into('catalog.tracks', { user_id: ':colleague', organization_id: ':shared identity.organizations', title: "'T'" }),
    ],
    [
      'an answer of staff',
      'owner',
      into('support.ticket_messages', { ticket_id: ':own support.tickets', sender_type: "'staff'", sender_id: ':owner', body: "'b'" }),
    ],
    [
      "a pitch to another's playlist with oneself as its curator",
      'owner',
      into('promotion.pitches', {
        user_id: ':owner',
        track_id: ':own catalog.tracks',
        playlist_id: ':shared promotion.playlists',
        curator_id: ':owner',
        status: "'pending'",
      }),
    ],
    [
      "the artist's words in a pitch",
      'colleague',
      "update promotion.pitches set message = 'no' where id = :own promotion.pitches",
      "update promotion.pitches set status = 'submitted' where id = :own promotion.pitches",
    ],
    [
      'membership of somebody who did not ask, in a group',
      'owner',
      into('community.group_members', { group_id: ':own community.groups', user_id: ':stranger' }),
    ],
    [
      'membership of somebody who did not agree, in an organization',
      'manager',
      into('identity.organization_members', {
        organization_id: ':shared identity.organizations',
        user_id: ':owner',
        status: "'active'",
      }),
    ],
    [
      "another's private track in the own project",
      'owner',
      into('studio.project_tracks', { project_id: ':own studio.projects', track_id: ':shared catalog.tracks', position: '9' }),
    ],
  ])('%s', (_, actor, sql, before) => expectRefused(actor, sql, before))
})
