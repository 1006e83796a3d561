/**
 * What the platform's triggers keep, reckoned from the rows once they are all there: counters, totals, rollups. The same for the small
 * demo and for the documented volumes.
 */
import type pg from 'pg'

/** Each looks at whole tables and changes only what differs. */
const steps: [what: string, sql: string][] = [
  [
    'followers',
    `update identity.profiles p set followers_count = f.followers, following_count = f.following
     from (select user_id, sum(followers)::int as followers, sum(following)::int as following from (
         select following_id as user_id, count(*) as followers, 0 as following from community.followers group by 1
         union all select follower_id, 0, count(*) from community.followers group by 1) c group by 1) f
     where f.user_id = p.user_id and (p.followers_count, p.following_count) <> (f.followers, f.following)`,
  ],
  [
    'products of sellers',
    `update identity.profiles p set products_count = c.n
     from (select seller_id, count(*) as n from marketplace.products where status = 'active' group by 1) c
     where c.seller_id = p.user_id and p.products_count <> c.n`,
  ],
  ...(
    [
      ['catalog.tracks', 'like_count', 'track'],
      ['catalog.track_versions', 'like_count', 'track_version'],
      ['community.posts', 'likes_count', 'post'],
      ['community.comments', 'likes_count', 'comment'],
      ['community.articles', 'likes_count', 'article'],
      ['marketplace.products', 'likes_count', 'product'],
    ] as const
  ).map(([table, column, type]): [string, string] => [
    `likes of ${table}`,
    `update ${table} t set ${column} = c.n
     from (select entity_id, count(*) as n from community.likes where entity_type = '${type}' group by 1) c
     where c.entity_id = t.id and t.${column} <> c.n`,
  ]),
  [
    'stems',
    `update catalog.tracks t set has_stems = true where not has_stems and exists (select from catalog.track_stems s where s.track_id = t.id)`,
  ],
  [
    'comments',
    `update community.posts p set comments_count = c.n from (select post_id, count(*) as n from community.comments group by 1) c
     where c.post_id = p.id and p.comments_count <> c.n`,
  ],
  [
    'groups',
    `update community.groups g set members_count = c.members, posts_count = c.posts
     from (select id, (select count(*) from community.group_members m where m.group_id = x.id and m.status = 'active') as members,
         (select count(*) from community.posts p where p.group_id = x.id and p.is_approved) as posts from community.groups x) c
     where c.id = g.id and (g.members_count, g.posts_count) <> (c.members, c.posts)`,
  ],
  [
    'purchases',
    `update marketplace.products p set purchases_count = c.n
     from (select entity_id, count(*) as n from finance.transactions
       where type = 'product_purchase' and entity_type = 'product' and status in ('completed', 'refunded', 'disputed') group by 1) c
     where c.entity_id = p.id and p.purchases_count <> c.n`,
  ],
  [
    'orders',
    `update marketplace.services s set orders_count = c.n from (select service_id, count(*) as n from marketplace.orders group by 1) c
     where c.service_id = s.id and s.orders_count <> c.n`,
  ],
  [
    'registrations',
    `update marketplace.webinars w set registrations_count = c.n, attendees_count = c.came
     from (select webinar_id, count(*) as n, count(*) filter (where attended) as came from marketplace.webinar_registrations group by 1) c
     where c.webinar_id = w.id and (w.registrations_count, w.attendees_count) <> (c.n, c.came)`,
  ],
  ...(['product', 'service'] as const).map((type): [string, string] => [
    `ratings of ${type}s`,
    `update marketplace.${type}s t set rating_average = c.average, reviews_count = c.n
     from (select entity_id, count(*) as n, round(avg(rating), 2) as average from marketplace.reviews where entity_type = '${type}' group by 1) c
     where c.entity_id = t.id and (t.rating_average, t.reviews_count) <> (c.average, c.n)`,
  ]),
  [
    'partners',
    `update promotion.partners p set total_commission = c.amount, conversions_count = c.n
     from (select partner_id, sum(amount) as amount, count(*) as n from promotion.partner_commissions group by 1) c
     where c.partner_id = p.id and (p.total_commission, p.conversions_count) <> (c.amount, c.n)`,
  ],
  [
    'clicks of partners',
    `update promotion.partners p set clicks_count = c.n from (select partner_id, count(*) as n from promotion.partner_clicks group by 1) c
     where c.partner_id = p.id and p.clicks_count <> c.n`,
  ],
  [
    'uses of codes',
    `update finance.discount_codes d set used_count = c.n from (select discount_code_id, count(*) as n from finance.discount_usages group by 1) c
     where c.discount_code_id = d.id and d.used_count <> c.n`,
  ],
  [
    'deliveries of releases',
    `update catalog.releases r set distribution_status = c.status
     from (select distinct on (release_id) release_id, status from distribution.records
       order by release_id, array_position(array['failed', 'rejected', 'takedown_pending', 'retrying', 'processing', 'pending', 'scheduled',
         'distributed', 'takedown_complete', 'cancelled'], status::text)) c
     where c.release_id = r.id and r.distribution_status <> c.status`,
  ],
  [
    'conflicts of claims',
    `update rights.claims c set has_conflict = true
     where not has_conflict and exists (select from rights.conflict_claims x join rights.conflicts k on k.id = x.conflict_id
       where x.claim_id = c.id and k.status <> 'resolved')`,
  ],
  [
    'reports of cases',
    `update moderation.cases m set reports_count = c.n
     from (select case_id, count(*) as n from moderation.reports where case_id is not null group by 1) c
     where c.case_id = m.id and m.reports_count <> c.n`,
  ],
  [
    'approvals of accounts',
    `update identity.users u set approval_status = a.status from moderation.approvals a
     where a.kind = 'account' and a.entity_id = u.id and u.approval_status <> a.status`,
  ],
  [
    'recipients of mailings',
    `update promotion.email_campaigns e set recipients_count = c.n, sent_count = c.sent, opened_count = c.opened, clicked_count = c.clicked,
       bounced_count = c.bounced, unsubscribed_count = c.left
     from (select email_campaign_id, count(*) as n, count(*) filter (where status not in ('queued', 'failed')) as sent,
         count(*) filter (where status in ('opened', 'clicked', 'unsubscribed')) as opened, count(*) filter (where status = 'clicked') as clicked,
         count(*) filter (where status = 'bounced') as bounced, count(*) filter (where status = 'unsubscribed') as left
       from promotion.email_campaign_recipients group by 1) c
     where c.email_campaign_id = e.id and e.recipients_count <> c.n`,
  ],
  [
    'pitches of days',
    `insert into analytics.daily_analytics as d (id, stat_date, pitches_created, pitches_accepted, created_at, updated_at)
     select md5('figures of ' || day)::uuid, day, sum(created), sum(accepted), day, day from (
       select (created_at at time zone 'utc')::date as day, count(*) as created, 0 as accepted from promotion.pitches group by 1
       union all select (decided_at at time zone 'utc')::date, 0, count(*) from promotion.pitches where status = 'accepted' and decided_at is not null group by 1) p
     group by day
     on conflict (stat_date) do update set pitches_created = excluded.pitches_created, pitches_accepted = excluded.pitches_accepted
     where (d.pitches_created, d.pitches_accepted) is distinct from (excluded.pitches_created, excluded.pitches_accepted)`,
  ],
  [
    'active members’ organizations',
    `update identity.users u set organization_id = m.organization_id
     from (select distinct on (user_id) user_id, organization_id from identity.organization_members where status = 'active' order by user_id, joined_at, id) m
     where m.user_id = u.id and u.organization_id is distinct from m.organization_id`,
  ],
]

export async function settle(client: pg.Client, log: (line: string) => void = () => {}): Promise<void> {
  for (const [what, sql] of steps) {
    const { rowCount } = await client.query(sql)
    log(`${rowCount} ${what}`)
  }
}

/** What people read from lists and totals that are kept apart. Not within the transaction that fills: it locks out readers. */
export async function refreshViews(client: pg.Client): Promise<void> {
  for (const view of ['analytics.user_statistics', 'promotion.popular_playlists', 'promotion.partner_performance']) {
    await client.query(`refresh materialized view ${view}`)
  }
}
