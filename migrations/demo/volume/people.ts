/** Accounts with everything that belongs to one, organizations, and what is known of who they are. */
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

export function peopleLoads(v: Volume): Load[] {
  const daniel = staffByLogin('daniel').id
  const ingrid = staffByLogin('ingrid').id
  return [
    {
      table: 'identity.users',
      rows: v.users,
      sql: `insert into identity.users (id, email, email_verified_at, username, role, status, approval_status, is_verified, first_name, last_name, full_name,
          phone, date_of_birth, city, country, timezone, referral_code, onboarding_completed_at, last_login_at, created_at, updated_at)
        select demo_volume.id(ms, i, 1), 'u' || i || '@volume.example', at, 'volume_' || i, 'artist', 'active', 'approved', true,
          x.latin_first, x.latin_family, x.latin_name || ' ' || i, '+999 555 ' || lpad(i::text, 6, '0'), date '1960-01-01' + demo_volume.h(i, 8, 16000),
          x.city, x.country, x.timezone, 'V' || lpad(to_hex(i), 7, '0'), at, demo_volume.now() - make_interval(hours => demo_volume.h(i, 9, 2000)), at, at
        from generate_series(1, ${v.users}::bigint) i
        cross join lateral (select extract(epoch from demo_volume.now())::bigint * 1000 - (370 + demo_volume.h(i, 6, 1500)) * 86400000::bigint as ms) m
        cross join lateral (select demo_volume.at(ms) as at) a
        join demo_volume.name x on x.n = demo_volume.h(i, 7, (select count(*)::int from demo_volume.name))`,
    },
    {
      table: 'identity.profiles',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into identity.profiles (id, user_id, display_name, location_city, location_country, created_at, updated_at)
        select demo_volume.of(u.created_at, substr(u.username, 8)::bigint, 200), u.id, x.name, x.city, x.country, u.created_at, u.created_at from identity.users u
        join demo_volume.name x on x.n = demo_volume.h(substr(u.username, 8)::bigint, 7, (select count(*)::int from demo_volume.name))
        where u.email like 'u%@volume.example'`,
    },
    {
      table: 'identity.user_settings',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into identity.user_settings (user_id, account_settings, created_at, updated_at)
        select id, '{"languages": ["English"]}', created_at, created_at from identity.users where email like 'u%@volume.example'`,
    },
    {
      table: 'identity.user_credentials',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into identity.user_credentials (user_id, created_at, updated_at)
        select id, created_at, created_at from identity.users where email like 'u%@volume.example'`,
    },
    {
      table: 'identity.user_roles',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into identity.user_roles (id, user_id, role, granted_at, created_at, updated_at)
        select demo_volume.of(created_at, substr(username, 8)::bigint, 201), id, role, created_at, created_at, created_at from identity.users where email like 'u%@volume.example'`,
    },
    {
      table: 'finance.subscriptions',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into finance.subscriptions (id, user_id, plan_id, status, billing_period, created_at, updated_at)
        select demo_volume.of(u.created_at, substr(u.username, 8)::bigint, 202), u.id, p.id, 'active', case when p.tier <> 'free' then 'monthly'::finance.billing_period end, u.created_at, u.created_at
        from identity.users u
        join finance.subscription_plans p on p.code = (array['free', 'free', 'free', 'free', 'free', 'starter', 'starter', 'professional',
          'professional', 'business'])[1 + demo_volume.h(substr(u.username, 8)::bigint, 10, 10)]
        where u.email like 'u%@volume.example'`,
    },
    {
      table: 'finance.wallets',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into finance.wallets (id, user_id, currency, payouts_enabled, created_at, updated_at)
        select demo_volume.of(created_at, substr(username, 8)::bigint, 203), id, 'USD', true, created_at, created_at from identity.users where email like 'u%@volume.example'`,
    },
    {
      table: 'finance.payment_methods',
      rows: v.users,
      needs: ['identity.users'],
      sql: `insert into finance.payment_methods (id, user_id, type, usage, name, account_holder, account_identifier, bank_name, last_four_digits, country,
          is_default, verification_status, verified_at, created_at, updated_at)
        select demo_volume.of(created_at, substr(username, 8)::bigint, 204), id, 'bank_transfer', 'payout', 'Account •••• ' || last, full_name, country || '•• •••• ' || last, 'Northern Savings', last, country,
          true, 'verified', created_at, created_at, created_at
        from identity.users cross join lateral (select lpad(demo_volume.h(substr(username, 8)::bigint, 12, 10000)::text, 4, '0') as last) l
        where email like 'u%@volume.example'`,
    },
    {
      // Who everything else is joined to, by a number.
      table: 'demo_volume.person',
      name: 'people by number',
      rows: v.users,
      needs: ['identity.users', 'finance.wallets', 'finance.payment_methods'],
      sql: [
        `create table demo_volume.person as
         select substr(u.username, 8)::int as n, u.id, w.id as wallet_id, m.id as method_id, u.created_at
         from identity.users u join finance.wallets w on w.user_id = u.id join finance.payment_methods m on m.user_id = u.id
         where u.email like 'u%@volume.example' order by 1`,
        'alter table demo_volume.person add primary key (n)',
        'analyze demo_volume.person',
      ],
    },
    {
      table: 'identity.organizations',
      rows: v.organizations,
      needs: ['people by number'],
      sql: [
        `insert into identity.organizations (id, name, slug, type, owner_id, parent_id, settings, created_at, updated_at)
         select demo_volume.id(ms, i, 13), x.latin_family || ' Records ' || i, 'volume-' || i, case when i % 5 = 0 then 'sub_label' else 'label' end::identity.organization_type,
           p.id, case when i % 5 = 0 then demo_volume.id(demo_volume.ms(i - 1, ${v.organizations}, 360), i - 1, 13) end, '{}', demo_volume.at(ms), demo_volume.at(ms)
         from generate_series(1, ${v.organizations}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.organizations}, 360) as ms) m
         join demo_volume.person p on p.n = 1 + (i - 1) % ${v.users}
         join demo_volume.name x on x.n = demo_volume.h(i, 14, (select count(*)::int from demo_volume.name))`,
        `insert into identity.organization_members (id, organization_id, user_id, role, status, joined_at, created_at, updated_at)
         select demo_volume.of(o.created_at, substr(o.slug::text, 8)::bigint * 3 + k, 205), o.id, p.id, case k when 0 then 'owner' else 'member' end::identity.organization_member_role, 'active', o.created_at, o.created_at, o.created_at
         from identity.organizations o cross join generate_series(0, 2) k
         join demo_volume.person p on p.n = 1 + (substr(o.slug::text, 8)::int - 1 + k * ${v.organizations}) % ${v.users}
         where o.slug like 'volume-%' on conflict do nothing`,
      ],
    },
    {
      table: 'identity.user_sessions',
      rows: v.sessions,
      needs: ['people by number'],
      sql: `insert into identity.user_sessions (id, user_id, token_hash, user_agent, ip_address, expires_at, last_active_at, created_at, updated_at)
        select demo_volume.id(ms, i, 15), p.id, md5('session' || i) || md5(i::text), 'Mozilla/5.0',
          format('2001:db8::%s:%s', to_hex(p.n / 65536), to_hex(p.n % 65536))::inet, at + interval '30 days', at, at, at
        from generate_series(1, ${v.sessions}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.sessions}, 40) as ms) m
        cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.person p on p.n = 1 + demo_volume.h(i, 16, ${v.users})`,
    },
    {
      table: 'identity.user_permissions',
      rows: v.permissions,
      needs: ['people by number'],
      sql: `insert into identity.user_permissions (id, user_id, permission, is_allowed, granted_by, created_at, updated_at)
        select demo_volume.of(created_at, n, 206), id, (array['catalog.upload', 'payout.request', 'shop.sell'])[1 + n % 3], n % 4 > 0, '${daniel}', created_at, created_at
        from demo_volume.person where n <= ${v.permissions}`,
    },
    {
      table: 'community.user_badges',
      rows: v.badges,
      needs: ['people by number'],
      sql: `insert into community.user_badges (id, user_id, badge_code, title, awarded_at, created_at)
        select demo_volume.of(created_at, n, 207), id, 'first_release', 'First release', created_at, created_at from demo_volume.person where n <= ${v.badges}`,
    },
    {
      table: 'kyc.verifications',
      rows: v.verifications,
      needs: ['people by number'],
      sql: [
        `insert into kyc.verifications (id, user_id, level, status, verification_method, risk_score, verification_data, submitted_at, verified_at, expires_at, assigned_to,
           reviewed_by, rejection_reason, created_at, updated_at)
         select demo_volume.id(ms, i, 17), p.id, (array['basic', 'basic', 'basic', 'enhanced', 'enhanced', 'advanced']::kyc.verification_level[])[1 + demo_volume.h(i, 18, 6)],
           status, 'document', demo_volume.h(i, 19, 95), '{}', at, case when is_decided then at + interval '5 hours' end,
           case when status = 'approved' then at + interval '1 year' when status = 'expired' then demo_volume.now() - interval '1 day' end,
           case when status <> 'pending' then '${ingrid}'::uuid end, case when is_decided then '${ingrid}'::uuid end,
           case when status in ('rejected', 'needs_info') then 'Picture not readable' end, at, at
         from generate_series(1, ${v.verifications}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.verifications}, 360) as ms) m
         cross join lateral (select demo_volume.at(ms) as at, case when i > ${v.verifications} * 0.97 and i % 2 = 0
           then (array['pending', 'pending', 'pending', 'in_review', 'needs_info']::kyc.verification_status[])[1 + demo_volume.h(i, 20, 5)]
           else (array['approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'approved', 'rejected', 'expired']::kyc.verification_status[])[1 + demo_volume.h(i, 20, 10)] end as status) s
         cross join lateral (select status in ('approved', 'rejected', 'expired') as is_decided) d
         join demo_volume.person p on p.n = 1 + (i - 1) % ${v.users}`,
        `insert into kyc.documents (id, verification_id, document_type, file_path, status, verified_at, verified_by, expiry_date, metadata, created_at, updated_at)
         select demo_volume.of(v.created_at, p.n, d.seed), v.id, d.type::kyc.document_type, 'specimens/archived-' || d.type || '.png', v.status, v.verified_at, v.reviewed_by,
           case d.type when 'passport' then (v.created_at + interval '6 years')::date end, '{"mediaType": "image/png", "specimen": true}', v.created_at, v.created_at
         from kyc.verifications v join demo_volume.person p on p.id = v.user_id cross join (values ('passport', 208), ('selfie', 209)) d(type, seed)`,
      ],
    },
    {
      table: 'community.posts',
      rows: v.posts,
      needs: ['people by number'],
      sql: `insert into community.posts (id, user_id, content, post_type, created_at, updated_at)
        select demo_volume.id(ms, i, 21), p.id, 'Mix number ' || i || ' is up, the low end took me ' || demo_volume.h(i, 22, 9) || ' weeks.', 'text', demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.posts}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.posts}, 360) as ms) m
        join demo_volume.person p on p.n = 1 + demo_volume.h(i, 23, ${v.users})`,
    },
    {
      table: 'community.comments',
      rows: v.comments,
      needs: ['community.posts'],
      sql: `insert into community.comments (id, post_id, user_id, content, created_at, updated_at)
        select demo_volume.id(ms, i, 24), demo_volume.id(demo_volume.ms(post, ${v.posts}, 360), post, 21), p.id, 'Louder, please, by ' || i, demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.comments}::bigint) i
        cross join lateral (select demo_volume.ms(i, ${v.comments}, 360) as ms, 1 + (i - 1) * ${v.posts} / ${v.comments || 1} as post) m
        join demo_volume.person p on p.n = 1 + demo_volume.h(i, 25, ${v.users})`,
    },
  ]
}
