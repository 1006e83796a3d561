-- The sections of a person's page: facts where there are any, and the newest rows of what belongs to the person. Each loads by itself
-- and opens with its own capability.

set local role console_owner;

/*
 What belongs to somebody, in one form: a row of a table with a title, details as raw values, a state, an amount and a time. `page` names
 the kind of page that shows it; without one, Records does.
*/
create view console.entry as
  select 'organizations' as section, m.user_id as owner, 'identity.organization_members' as table_name, m.id, o.name as title,
    array[o.type::text, m.role::text] as detail, m.status::text as status, null::numeric as amount, null::text as currency,
    coalesce(m.joined_at, m.created_at) as at, 'organization' as page, o.id as page_id
    from identity.organization_members m join identity.organizations o on o.id = m.organization_id
  union all
  select 'organizations', o.owner_id, 'identity.organizations', o.id, o.name, array[o.type::text, 'owns it'], o.status::text, null, null, o.created_at, 'organization', o.id
    from identity.organizations o
  union all
  select 'plan', i.user_id, 'finance.invoices', i.id, 'Invoice ' || i.invoice_number, '{}', i.status::text, i.amount_due, i.currency, i.created_at, null, null
    from finance.invoices i
  union all
  select 'wallet', t.user_id, 'finance.transactions', t.id, t.type::text, array[t.description], t.status::text,
    coalesce(nullif(t.amount_seller, 0), t.amount_total), t.currency, t.created_at, null, null
    from finance.transactions t
  union all
  select 'payouts', p.user_id, 'finance.payouts', p.id, coalesce(p.reference, left(p.id::text, 8)),
    array[p.payout_method::text, coalesce(p.hold_reason, p.rejection_reason, p.failure_reason)], p.status::text, p.amount, p.currency, p.requested_at, 'payout', p.id
    from finance.payouts p
  union all
  select 'tickets', w.customer, 'support.tickets', w.id, 'T-' || w.number || ' ' || w.title, array[w.category], w.status, null, null, w.created_at, 'ticket', w.id
    from console.work_ticket w
  union all
  select 'cases', c.owner_id, 'moderation.cases', c.id, c.content_type::text,
    array[c.source::text, c.severity::text, case c.reports_count when 0 then null when 1 then '1 report' else c.reports_count || ' reports' end], c.status::text, null, null, c.created_at, 'case', c.id
    from moderation.cases c
  union all
  select 'cases', r.reporter_id, 'moderation.reports', r.id, 'reported ' || r.entity_type, array[r.reason::text], r.status::text, null, null, r.created_at, 'case', r.case_id
    from moderation.reports r
  union all
  select 'strikes', s.user_id, 'moderation.sanctions', s.id, s.type::text, array[s.reason],
    case when s.lifted_at is not null then 'lifted' when s.ends_at <= now() then 'ended' else 'active' end, null, null, s.starts_at, 'case', s.case_id
    from moderation.sanctions s
  union all
  select 'strikes', a.user_id, 'moderation.appeals', a.id, 'appeal', array[left(a.statement, 120)], a.status::text, null, null, a.created_at, 'case', a.case_id
    from moderation.appeals a
  union all
  select 'releases', r.user_id, 'catalog.releases', r.id, r.title, array[r.display_artist, r.type::text, r.upc], r.status::text, null, null, r.created_at, 'release', r.id
    from catalog.releases r
  union all
  select 'tracks', t.user_id, 'catalog.tracks', t.id, concat_ws(' ', t.title, '(' || t.version_title || ')'), array[t.display_artist, t.isrc], t.status::text,
    null, null, t.created_at, 'track', t.id
    from catalog.tracks t
  union all
  select 'claims', c.user_id, 'rights.claims', c.id, coalesce(t.title, r.title, c.holder_name),
    array[c.right_type::text, trim_scale(c.percentage) || ' %', case when c.has_conflict then 'in conflict' end], c.verification_status::text, null, null, c.created_at,
    c.entity_type::text, c.entity_id
    from rights.claims c
    left join catalog.tracks t on t.id = c.entity_id and c.entity_type = 'track'
    left join catalog.releases r on r.id = c.entity_id and c.entity_type = 'release'
  union all
  select distinct 'conflicts', c.user_id, 'rights.conflicts', k.id, k.conflict_type::text, array[k.severity::text, k.right_type::text], k.status::text,
    k.impacted_revenue, k.currency::text, k.detected_at, 'conflict', k.id
    from rights.claims c join rights.conflict_claims x on x.claim_id = c.id join rights.conflicts k on k.id = x.conflict_id
  union all
  select 'pitches', p.user_id, 'promotion.pitches', p.id, t.title, array['to ' || l.name, p.priority::text], p.status::text, p.price, p.currency, p.created_at, 'track', t.id
    from promotion.pitches p join catalog.tracks t on t.id = p.track_id join promotion.playlists l on l.id = p.playlist_id
  union all
  select 'campaigns', c.created_by, 'promotion.campaigns', c.id, c.name, array[o.name], c.status::text, c.budget_amount, c.currency, c.created_at, 'organization', o.id
    from promotion.campaigns c join identity.organizations o on o.id = c.organization_id
  union all
  select 'marketplace', o.buyer_id, 'marketplace.orders', o.id, o.package_name, array['bought'], o.status::text, o.package_price, o.currency, o.created_at, null, null
    from marketplace.orders o
  union all
  select 'marketplace', o.seller_id, 'marketplace.orders', o.id, o.package_name, array['sold'], o.status::text, o.package_price, o.currency, o.created_at, null, null
    from marketplace.orders o
  union all
  select 'marketplace', p.seller_id, 'marketplace.products', p.id, p.title, array['product', p.purchases_count || ' sold'], p.status::text, p.price, p.currency, p.created_at, null, null
    from marketplace.products p
  union all
  select 'marketplace', s.seller_id, 'marketplace.services', s.id, s.title, array['service', s.orders_count || ' ordered'], s.status::text, null, null, s.created_at, null, null
    from marketplace.services s
  union all
  select 'marketplace', w.host_id, 'marketplace.webinars', w.id, w.title, array['webinar', w.registrations_count || ' registered'], w.status::text, w.price, w.currency, w.created_at, null, null
    from marketplace.webinars w
  union all
  select 'studio', g.user_id, 'studio.track_generations', g.id, left(coalesce(g.prompt, 'track'), 120), array[g.provider::text, g.error_message], g.status::text, null, null, g.created_at, 'track', g.track_id
    from studio.track_generations g
  union all
  select 'studio', l.user_id, 'studio.lyrics_jobs', l.id, left(l.prompt, 120), array['lyrics', l.provider::text, l.error_message], l.status::text, null, null, l.created_at, null, null
    from studio.lyrics_jobs l
  union all
  select 'studio', j.user_id, 'studio.audio_upscale_jobs', j.id, 'Upscaling', array[j.model_version, j.error_message], j.status::text, null, null, j.created_at, 'track', j.track_id
    from studio.audio_upscale_jobs j
  union all
  select 'sessions', s.user_id, 'identity.user_sessions', s.id, coalesce(s.user_agent, 'Unknown device'), array[host(s.ip_address), case when s.is_admin then 'admin' end],
    case when s.expires_at > now() then 'signed in' else 'ended' end, null, null, s.last_active_at, null, null
    from identity.user_sessions s
  union all
  select 'audit', a.item_id, null, null, a.action, array[a.reason, c.name], null, null, null, a.at, null, null
    from console.audit a left join console.staff c on c.user_id = a.actor where a.kind = 'person'
  union all
  select 'audit', l.actor_id, 'system.audit_logs', l.id, l.action, array[l.category::text, l.entity_type::text], l.outcome::text, null, null, l.created_at, null, null
    from system.audit_logs l;

create function console.entry_json(e console.entry) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('table', e.table_name, 'id', e.id, 'title', e.title, 'detail', to_jsonb(array_remove(e.detail, null)), 'status', e.status,
    'amount', e.amount::text, 'currency', e.currency, 'at', e.at, 'page', case when e.page_id is not null then e.page end, 'pageId', e.page_id)
$$;

/*
 One section: {facts, total, entries}. Facts are what the section knows beside its rows, null where it knows nothing else; entries are the
 newest 10. Refuses a section that the reader may not open.
*/
create function console.person_section(person uuid, section text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  needed text := (select p.capability from console.person_part p where p.section = person_section.section);
  entries jsonb;
  n bigint;
begin
  perform console.require('person.read');
  if needed is null then perform console.refuse('BL006', 'There is no such section.', '{"field": "section"}'); end if;
  perform console.require(needed);
  select coalesce(jsonb_agg(console.entry_json(x) order by x.at desc, x.id), '[]') into entries
    from (select * from console.entry e where e.section = person_section.section and e.owner = person_section.person order by e.at desc, e.id limit 10) x;
  if jsonb_array_length(entries) < 10 then
    n := jsonb_array_length(entries);
  else
    select count(*) into n from (select from console.entry e where e.section = person_section.section and e.owner = person_section.person limit 1001) c;
  end if;
  return jsonb_build_object('total', console.capped_json(n), 'entries', entries, 'facts', case section
    when 'identity' then console.person_identity(person)
    when 'plan' then console.person_plan(person)
    when 'kyc' then console.person_kyc(person)
    when 'wallet' then console.person_wallet(person)
    when 'destinations' then console.person_destinations(person)
    when 'strikes' then console.person_standing(person) end);
end $$;

/* `masked` names what the reader sees only in part or not at all. */
create function console.person_identity(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('fullName', u.full_name, 'firstName', u.first_name, 'lastName', u.last_name, 'entityName', u.entity_name, 'businessType', u.business_type,
    'displayName', p.display_name, 'bio', p.bio, 'website', p.website_url, 'email', u.email, 'emailVerifiedAt', u.email_verified_at, 'phone', u.phone,
    'address', concat_ws(', ', u.address, concat_ws(' ', u.postal_code, u.city)), 'country', coalesce(u.country, p.location_country), 'timezone', u.timezone,
    'languages', coalesce(g.account_settings -> 'languages', '[]'), 'role', u.role,
    'roles', (select coalesce(jsonb_agg(r.role order by r.role), '[]') from identity.user_roles r where r.user_id = u.id),
    'status', u.status, 'approvalStatus', u.approval_status, 'isVerified', u.is_verified, 'isVerifiedArtist', coalesce(p.is_verified_artist, false),
    'clientId', u.client_id, 'referralCode', u.referral_code, 'marketingConsent', u.marketing_consent, 'onboardingStep', u.onboarding_step,
    'createdAt', u.created_at, 'lastLoginAt', u.last_login_at, 'deletedAt', u.deleted_at,
    'dateOfBirth', case when m.may then u.date_of_birth end,
    'taxId', case when m.may then u.tax_id else '••••' || right(u.tax_id, 4) end,
    'masked', case when m.may then '[]'::jsonb else to_jsonb(array_remove(array[case when u.date_of_birth is not null then 'dateOfBirth' end, case when u.tax_id is not null then 'taxId' end], null)) end)
  from identity.users u
  left join identity.profiles p on p.user_id = u.id
  left join identity.user_settings g on g.user_id = u.id
  cross join (select console.can('person.private') as may) m
  where u.id = of_person
$$;

create function console.person_plan(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'subscription', (
      select jsonb_build_object('tier', l.tier, 'name', l.display_name, 'status', s.status, 'billingPeriod', s.billing_period, 'autoRenew', s.auto_renew,
        'trialEndsAt', s.trial_ends_at, 'periodStart', s.current_period_start, 'periodEnd', s.current_period_end, 'cancelAt', s.cancel_at,
        'price', (case s.billing_period when 'yearly' then l.price_yearly else l.price_monthly end)::text, 'currency', l.currency,
        'stripeCustomerId', case when console.can('customer.money') then s.stripe_customer_id end)
      from finance.subscriptions s join finance.subscription_plans l on l.id = s.plan_id where s.user_id = of_person),
    'credits', (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'remaining', c.credits_remaining, 'usedToday', c.credits_used_today) order by c.kind), '[]')
                from finance.credit_balances c where c.user_id = of_person))
$$;

/* Risk and reasons are for those who decide about identities; others see level and state. */
create function console.person_kyc(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('verifications', coalesce((
    select jsonb_agg(jsonb_build_object('id', v.id, 'level', v.level, 'status', v.status, 'submittedAt', v.submitted_at, 'verifiedAt', v.verified_at, 'expiresAt', v.expires_at,
      'documents', (select count(*) from kyc.documents d where d.verification_id = v.id),
      'riskScore', case when m.may then v.risk_score::text end, 'rejectionReason', case when m.may then v.rejection_reason end) order by v.created_at desc)
    from (select * from (select x.id, x.level, x.status, x.submitted_at, x.verified_at, x.expires_at, x.risk_score, x.rejection_reason, x.created_at
                         from kyc.verifications x where x.user_id = of_person) y order by y.created_at desc limit 10) v), '[]'),
    'masked', case when m.may then '[]'::jsonb else '["riskScore", "rejectionReason"]' end)
  from (select console.can('person.private') as may) m
$$;

/* Balances by currency, and what is held: sale income in its days of grace, and payouts on their way. */
create function console.person_wallet(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'wallets', coalesce((
      select jsonb_agg(jsonb_build_object('currency', w.currency, 'available', (w.balance_available - h.held)::text, 'pending', w.balance_pending::text, 'onHold', h.held::text,
        'balance', (w.balance_available + w.balance_pending)::text, 'earned', w.total_earned::text, 'withdrawn', w.total_withdrawn::text,
        'spent', w.total_spent_on_platform::text, 'payoutsEnabled', w.payouts_enabled) order by w.currency)
      from finance.wallets w
      cross join lateral (select coalesce(sum(y.amount), 0)::numeric(18, 4) as held from finance.payouts y
                          where y.wallet_id = w.id and y.status in ('pending', 'on_hold', 'approved', 'processing')) h
      where w.user_id = of_person), '[]'),
    'holds', coalesce((
      select jsonb_agg(x.hold order by x.until nulls last) from (
        (select t.hold_until as until, jsonb_build_object('table', 'finance.transactions', 'id', t.id, 'what', t.type, 'amount', t.amount_seller::text, 'currency', t.currency,
            'until', t.hold_until, 'reason', null, 'page', null) as hold
          from finance.transactions t where t.user_id = of_person and t.status = 'completed' and t.hold_until > now() order by t.hold_until limit 10)
        union all
        (select null, jsonb_build_object('table', 'finance.payouts', 'id', p.id, 'what', 'payout ' || coalesce(p.reference, left(p.id::text, 8)), 'amount', p.amount::text,
            'currency', p.currency, 'until', null, 'reason', p.hold_reason, 'page', 'payout')
          from finance.payouts p where p.user_id = of_person and p.status = 'on_hold' order by p.requested_at desc limit 10)) x), '[]'))
$$;

/* Where money goes to; whole numbers only for those who pay. */
create function console.person_destinations(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('methods', coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'type', d.type, 'name', d.name, 'holder', d.account_holder, 'bank', d.bank_name,
      'account', case when m.may then coalesce(d.account_identifier, d.last_four_digits) else '•••• ' || coalesce(d.last_four_digits, right(d.account_identifier, 4)) end,
      'country', d.country, 'currency', d.currency, 'status', d.status, 'verification', d.verification_status, 'isDefault', d.is_default, 'createdAt', d.created_at)
      order by d.is_default desc, d.created_at desc) filter (where d.id is not null), '[]'),
    'masked', case when bool_and(m.may) then '[]'::jsonb else '["account"]' end)
  from (select console.can('finance.destinations') as may) m
  left join finance.payment_methods d on d.user_id = of_person
$$;

create function console.person_standing(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('falseReports', s.false_report_count, 'isReportBanned', s.is_report_banned and (s.is_permanent_ban or s.report_ban_until > now()),
    'reportBanUntil', s.report_ban_until, 'isPermanent', s.is_permanent_ban)
  from moderation.reporter_standings s where s.user_id = of_person
$$;

grant execute on function console.person_section(uuid, text) to console_staff;

reset role;
