-- What happens by itself between people: support, community, marketplace, moderation. And who may call what of all functions until here.

--------------------------------------------------------------------------------------------------------------- support

create function support.set_sla_breach() returns trigger language plpgsql as $$
begin
  new.sla_breached_at := support.sla_breach(new);
  return new;
end $$;
comment on function support.set_sla_breach() is 'what an answer, a resolution or a new due time says about the targets';
create trigger check_ticket_sla
  before insert or update of first_response_at, first_response_due_at, resolved_at, closed_at, resolution_due_at on support.tickets
  for each row execute function support.set_sla_breach();

------------------------------------------------------------------------------------------------------------- community

create function community.sync_like_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  liked community.likes := coalesce(new, old);
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  case liked.entity_type
    when 'post' then update community.posts set likes_count = likes_count + step where id = liked.entity_id;
    when 'comment' then update community.comments set likes_count = likes_count + step where id = liked.entity_id;
    when 'article' then update community.articles set likes_count = likes_count + step where id = liked.entity_id;
    when 'track' then update catalog.tracks set like_count = like_count + step where id = liked.entity_id;
    when 'track_version' then update catalog.track_versions set like_count = like_count + step where id = liked.entity_id;
    when 'product' then update marketplace.products set likes_count = likes_count + step where id = liked.entity_id;
  end case;
  return null;
end $$;
create trigger sync_like_counts after insert or delete on community.likes
  for each row execute function community.sync_like_counts();

create function community.sync_follow_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  link community.followers := coalesce(new, old);
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  -- In the order of the ids: two people who follow each other at once must not wait for each other.
  perform from identity.profiles where user_id in (link.follower_id, link.following_id) order by user_id for update;
  update identity.profiles set following_count = following_count + step where user_id = link.follower_id;
  update identity.profiles set followers_count = followers_count + step where user_id = link.following_id;
  return null;
end $$;
create trigger sync_follow_counts after insert or delete on community.followers
  for each row execute function community.sync_follow_counts();

create function community.hold_group_post() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  new.is_approved := not exists (
    select from community.groups g where g.id = new.group_id and g.post_approval_required and g.owner_id <> new.user_id
      and not exists (
        select from community.group_members m
        where m.group_id = g.id and m.user_id = new.user_id and m.status = 'active' and m.role in ('owner', 'admin', 'moderator')
      )
  );
  return new;
end $$;
comment on function community.hold_group_post() is 'a post waits where its group approves posts';
create trigger hold_group_post before insert on community.posts
  for each row when (new.group_id is not null and new.is_approved) execute function community.hold_group_post();

create function community.sync_comment_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update community.posts
  set comments_count = comments_count + case tg_op when 'INSERT' then 1 else -1 end
  where id = (coalesce(new, old)).post_id;
  return null;
end $$;
create trigger sync_comment_counts after insert or delete on community.comments
  for each row execute function community.sync_comment_counts();

create function community.sync_group_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  was jsonb := to_jsonb(old);
  now_is jsonb := to_jsonb(new);
  step int;
begin
  if tg_table_name = 'group_members' then
    step := (now_is ->> 'status' = 'active' is true)::int - (was ->> 'status' = 'active' is true)::int;
    update community.groups set members_count = members_count + step
    where step <> 0 and id = (coalesce(now_is, was) ->> 'group_id')::uuid;
  else
    step := ((now_is ->> 'is_approved')::boolean is true)::int - ((was ->> 'is_approved')::boolean is true)::int;
    update community.groups set posts_count = posts_count + step
    where step <> 0 and id = (coalesce(now_is, was) ->> 'group_id')::uuid;
  end if;
  return null;
end $$;
comment on function community.sync_group_counts() is 'members_count counts active members, posts_count approved posts';
create trigger sync_group_counts after insert or delete or update of status on community.group_members
  for each row execute function community.sync_group_counts();
create trigger sync_group_counts after insert or delete or update of is_approved on community.posts
  for each row execute function community.sync_group_counts();

----------------------------------------------------------------------------------------------------------- marketplace

create function marketplace.sync_sale_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  changed jsonb := to_jsonb(coalesce(new, old));
  step int := case tg_op when 'DELETE' then -1 else 1 end;
  rated record;
begin
  case tg_table_name
    when 'transactions' then
      update marketplace.products set purchases_count = purchases_count + 1 where id = (changed ->> 'entity_id')::uuid;
    when 'orders' then
      update marketplace.services set orders_count = orders_count + step where id = (changed ->> 'service_id')::uuid;
    when 'webinar_registrations' then
      update marketplace.webinars
      set registrations_count = registrations_count + case tg_op when 'UPDATE' then 0 else step end,
        attendees_count = attendees_count + coalesce((to_jsonb(new) ->> 'attended')::boolean, false)::int
          - coalesce((to_jsonb(old) ->> 'attended')::boolean, false)::int
      where id = (changed ->> 'webinar_id')::uuid;
    when 'reviews' then
      -- One at a time: of two reviews that come at once neither would count the other.
      perform from marketplace.products where id = (changed ->> 'entity_id')::uuid for no key update;
      perform from marketplace.services where id = (changed ->> 'entity_id')::uuid for no key update;
      select count(*) as reviews, coalesce(round(avg(rating), 2), 0) as average into rated from marketplace.reviews
      where entity_type = (changed ->> 'entity_type')::system.entity_type and entity_id = (changed ->> 'entity_id')::uuid;
      if changed ->> 'entity_type' = 'product' then
        update marketplace.products set rating_average = rated.average, reviews_count = rated.reviews
        where id = (changed ->> 'entity_id')::uuid;
      elsif changed ->> 'entity_type' = 'service' then
        update marketplace.services set rating_average = rated.average, reviews_count = rated.reviews
        where id = (changed ->> 'entity_id')::uuid;
      end if;
  end case;
  return null;
end $$;
create trigger sync_sale_counts after insert on finance.transactions
  for each row when (new.status = 'completed' and new.type = 'product_purchase' and new.entity_type = 'product')
  execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts_later after update of status on finance.transactions
  for each row when (new.status = 'completed' and old.status in ('pending', 'processing') and new.type = 'product_purchase'
    and new.entity_type = 'product')
  execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete on marketplace.orders
  for each row execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete or update of attended on marketplace.webinar_registrations
  for each row execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete or update of rating on marketplace.reviews
  for each row execute function marketplace.sync_sale_counts();

create function marketplace.start_service_hold() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update finance.transactions
  set hold_until = now() + make_interval(days => system.setting('finance.hold_days')::int)
  where id = new.transaction_id and hold_until is null;
  return null;
end $$;
comment on function marketplace.start_service_hold() is 'the income of a service is held from the buyer''s approval on';
create trigger start_service_hold after update of buyer_approved on marketplace.orders
  for each row when (new.buyer_approved and not old.buyer_approved) execute function marketplace.start_service_hold();

create function marketplace.check_featured() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  allowed int := coalesce((finance.plan_of(new.seller_id)).featured_products_limit, 0);
begin
  -- One at a time: two that are each the last allowed one are one too many.
  perform from identity.users where id = new.seller_id for no key update;
  if (select count(*) from marketplace.products where seller_id = new.seller_id and is_featured and id <> new.id) >= allowed then
    raise exception 'the plan of the seller allows % featured products', allowed using errcode = 'check_violation';
  end if;
  new.featured_at := coalesce(new.featured_at, now());
  return new;
end $$;
comment on function marketplace.check_featured() is
  'more products than the plan allows are not featured; what a downgrade leaves over stays';
create trigger check_featured before insert on marketplace.products
  for each row when (new.is_featured) execute function marketplace.check_featured();
create trigger check_featured_later before update of is_featured on marketplace.products
  for each row when (new.is_featured and not old.is_featured) execute function marketplace.check_featured();

create function marketplace.check_co_host() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  tier finance.plan_tier := (finance.plan_of((select host_id from marketplace.webinars where id = new.webinar_id))).tier;
begin
  -- No plan at all is the free one.
  if coalesce(tier, 'free') < 'professional' then
    raise exception 'co-hosts need the plan professional or above' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_co_host before insert on marketplace.webinar_hosts
  for each row execute function marketplace.check_co_host();

create function community.check_verified_group() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce((finance.plan_of(new.owner_id)).tier, 'free') < 'professional' then
    raise exception 'verified groups need the plan professional or above' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_verified_group before insert on community.groups
  for each row when (new.is_verified) execute function community.check_verified_group();
create trigger check_verified_group_later before update of is_verified on community.groups
  for each row when (new.is_verified and not old.is_verified) execute function community.check_verified_group();

create function identity.check_location_source() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce((finance.plan_of(new.user_id)).tier, 'free') = 'free' then
    raise exception 'a place by GPS needs a paid plan' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_location_source before insert on identity.profiles
  for each row when (new.location_source = 'gps') execute function identity.check_location_source();
create trigger check_location_source_later before update of location_source on identity.profiles
  for each row when (new.location_source = 'gps' and old.location_source is distinct from 'gps')
  execute function identity.check_location_source();

------------------------------------------------------------------------------------------------------------ moderation

create function moderation.mirror_account_approval() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update identity.users set approval_status = new.status where id = new.entity_id and approval_status <> new.status;
  return null;
end $$;
comment on function moderation.mirror_account_approval() is 'keeps users.approval_status';
create trigger mirror_account_approval after insert or update of status on moderation.approvals
  for each row when (new.kind = 'account') execute function moderation.mirror_account_approval();

create function moderation.require_release_approval() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  approval system.approval_status;
begin
  if not exists (
    select from identity.organizations o join identity.organizations label on label.id = o.parent_id
    where o.id = new.organization_id and o.type = 'sub_label' and label.settings -> 'distribution' ->> 'releaseApprovalRequired' = 'true'
  ) then
    return new;
  end if;

  select a.status into approval from moderation.approvals a
  where a.kind = 'release' and a.entity_id = new.id order by a.created_at desc, a.id desc limit 1;
  if new.status = 'submitted' then
    if approval is null or approval = 'rejected' then
      insert into moderation.approvals (kind, entity_type, entity_id, organization_id, requested_by)
      values ('release', 'release', new.id, new.organization_id, new.user_id);
    end if;
  elsif approval is distinct from 'approved' then
    raise exception 'the release of a sub-label needs the approval its label asks for' using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function moderation.require_release_approval() is 'a sub-label''s release needs an approval where its label''s settings say so';
create trigger require_release_approval after insert or update of status on catalog.releases
  for each row when (new.status in ('submitted', 'approved', 'published')) execute function moderation.require_release_approval();

create function moderation.count_requesters() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Counted under the lock, so that two who ask at once are two.
  perform from moderation.field_requests where id = new.request_id for no key update;
  update moderation.field_requests
  set request_count = (select count(*) from moderation.field_request_requesters where request_id = new.request_id)
  where id = new.request_id;
  return null;
end $$;
create trigger count_requesters after insert on moderation.field_request_requesters
  for each row execute function moderation.count_requesters();

create function moderation.auto_approve_field_request() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  -- Categories have no threshold: staff decide.
  threshold int := system.setting('moderation.field_requests') ->> new.field_type::text;
  new_slug text := trim('-' from regexp_replace(lower(new.field_value::text), '[^[:alnum:]]+', '-', 'g'));
  created uuid;
begin
  if new.status = 'pending' then
    if new.request_count >= threshold then
      update moderation.field_requests set status = 'approved', is_auto_approved = true, reviewed_at = now() where id = new.id;
    end if;
    return null;
  end if;
  if old.status = new.status or new.status not in ('approved', 'rejected') then
    return null;
  end if;

  if new.status = 'approved' and new.created_entity_id is null then
    case new.field_type
      when 'genre' then
        insert into catalog.genres as g (name, slug) values (new.field_value, new_slug)
        on conflict (slug) do update set is_active = true returning g.id into created;
      when 'skill' then
        insert into community.skills as s (category_id, name, slug) values (new.category_id, new.field_value, new_slug)
        on conflict (slug) do update set is_admin_approved = true returning s.id into created;
      when 'category' then
        insert into community.categories as c (name, slug) values (new.field_value, new_slug)
        on conflict (slug) do update set is_active = true returning c.id into created;
    end case;
    update moderation.field_requests set created_entity_id = created where id = new.id;
  end if;

  insert into system.notifications (user_id, type, level, title, entity_type, entity_id)
  select r.user_id, 'moderation', case new.status when 'approved' then 'success' else 'info' end::system.notification_level,
    format('Your request for the %s %s was %s', new.field_type, new.field_value, new.status), 'field_request', new.id
  from moderation.field_request_requesters r where r.request_id = new.id;
  return null;
end $$;
comment on function moderation.auto_approve_field_request() is
  'approves at the threshold; an approved request, by whomever, makes its row, and every requester hears of the decision';
create trigger auto_approve_field_request after update of request_count, status on moderation.field_requests
  for each row execute function moderation.auto_approve_field_request();

create function moderation.apply_false_report() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rule jsonb := system.setting('moderation.false_reports');
  standing moderation.reporter_standings;
begin
  insert into moderation.reporter_standings as s (user_id, false_report_count) values (new.reporter_id, 1)
  on conflict (user_id) do update set false_report_count = s.false_report_count + 1
  returning * into standing;

  if standing.false_report_count >= (rule ->> 'permanent_at')::int then
    update moderation.reporter_standings set is_report_banned = true, is_permanent_ban = true, report_ban_until = null
    where id = standing.id;
  elsif standing.false_report_count >= (rule ->> 'temporary_at')::int then
    update moderation.reporter_standings
    set is_report_banned = true, report_ban_until = now() + make_interval(days => (rule ->> 'temporary_days')::int)
    where id = standing.id;
  end if;

  insert into system.email_queue (user_id, to_email, template_key, subject, payload)
  select u.id, u.email, 'false_report', 'A report of yours was found to be false',
    jsonb_build_object('report_id', new.id, 'false_reports', standing.false_report_count)
  from identity.users u where u.id = new.reporter_id;
  return null;
end $$;
comment on function moderation.apply_false_report() is 'counts the false report, bans at the limits and tells the reporter by mail';
create trigger apply_false_report after update of status on moderation.reports
  for each row when (new.status = 'false_report' and old.status <> 'false_report') execute function moderation.apply_false_report();

-- Of the functions only what a row default or a plain trigger calls is everybody's; the rest is for services and for those a policy names.
do $$
declare
  name text;
begin
  foreach name in array array['identity', 'catalog', 'finance', 'support', 'moderation', 'promotion', 'community', 'marketplace', 'studio',
    'analytics', 'rights', 'distribution', 'system']
  loop
    execute format('revoke execute on all functions in schema %I from public', name);
  end loop;
end $$;
grant execute on function system.uuid_v7(), identity.current_user_id(), identity.is_valid_client_id(text), catalog.is_valid_upc(text),
  promotion.tier_rate, support.sla_breach to public;
