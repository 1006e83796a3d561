-- Who asks: the role of the platform's own end users, and what a policy may want to know about the person of the moment.

do $$
begin
  -- Roles belong to the server; another database of it may have made this one, even this moment.
  if not exists (select from pg_roles where rolname = 'platform_user') then
    create role platform_user nologin;
  end if;
exception when duplicate_object or unique_violation then
  null;
end $$;

-- The sets a person belongs to, without the policies of the tables they come from: a policy may not ask itself. None takes a person as
-- its argument: whoever calls it asks about nobody else.
create function identity.current_organizations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from identity.organization_members where user_id = identity.current_user_id() and status = 'active'
  union
  select id from identity.organizations where owner_id = identity.current_user_id()
$$;
create function identity.managed_organizations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from identity.organization_members
  where user_id = identity.current_user_id() and status = 'active' and role in ('owner', 'admin')
  union
  select id from identity.organizations where owner_id = identity.current_user_id()
$$;
create function catalog.current_works() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from catalog.tracks where user_id = identity.current_user_id()
  union
  select id from catalog.tracks where organization_id = any (array(select identity.current_organizations()))
  union
  select id from catalog.releases where user_id = identity.current_user_id()
  union
  select id from catalog.releases where organization_id = any (array(select identity.current_organizations()))
$$;
create function rights.current_parties() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select identity.current_user_id()
  union
  select identity.current_organizations()
  union
  select id from catalog.artists where user_id = identity.current_user_id()
$$;
create function rights.current_splits() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select split_id from rights.royalty_split_recipients where recipient_id = any (array(select rights.current_parties()))
$$;
create function community.current_groups() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select group_id from community.group_members where user_id = identity.current_user_id() and status = 'active'
  union
  select id from community.groups where owner_id = identity.current_user_id()
$$;
create function community.managed_groups() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from community.groups where owner_id = identity.current_user_id()
  union
  select group_id from community.group_members
  where user_id = identity.current_user_id() and status = 'active' and role in ('owner', 'admin')
$$;
create function community.current_conversations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select conversation_id from community.conversation_participants where user_id = identity.current_user_id()
$$;

create function moderation.may_report() returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select not exists (
    select from moderation.reporter_standings
    where user_id = identity.current_user_id() and is_report_banned and (is_permanent_ban or report_ban_until > now())
  )
$$;
create function marketplace.is_sold_by(seller uuid, listing_type system.entity_type, listing uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case listing_type
    when 'product' then exists (select from marketplace.products where id = listing and seller_id = seller)
    when 'service' then exists (select from marketplace.services where id = listing and seller_id = seller)
    when 'webinar' then exists (select from marketplace.webinars where id = listing and host_id = seller)
    else false
  end
$$;
-- These two hold a row until the transaction ends: requests that are each within the limit may together be over it.
create function finance.may_request_payout(wallet uuid, method uuid, amount numeric, currency char(3)) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform from finance.wallets where id = wallet and user_id = identity.current_user_id() for no key update;
  return finance.payout_refusal(identity.current_user_id(), wallet, method, amount, currency) is null;
end $$;
create function promotion.may_pitch() returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform from identity.users where id = identity.current_user_id() for no key update;
  return promotion.check_pitch_limit(identity.current_user_id());
end $$;
