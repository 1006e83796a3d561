/** Tickets and their threads, told with the stories of the small demo. */
import { stories } from '../corpus/index.ts'
import { filler } from '../facts.ts'
import { makePeople } from '../people/person.ts'
import { seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

export interface TicketText {
  category: string
  subject: string
  body: string
  resolution: string
  user: string[]
  staff: string[]
}

/** Each story told by two people. */
export function ticketTexts(now: Date): TicketText[] {
  const random = seeded('samples')
  const people = makePeople(now, 400)
  return [...stories, ...stories].map((story) => {
    const scene = { random, language: story.language, customer: random.pick(people), agent: staffByLogin('nadia'), at: now, payout: null }
    const fill = filler(scene)
    const said = (from: string) =>
      story.turns
        .slice(1)
        .filter((turn) => turn.from === from)
        .map((turn) => fill(turn.text))
    return {
      category: story.category,
      subject: fill(story.subject),
      body: fill(story.turns[0]?.text ?? ''),
      resolution: fill(story.resolution),
      user: said('user'),
      staff: said('staff'),
    }
  })
}

export function ticketLoads(v: Volume): Load[] {
  const owners = ['nadia', 'sofia', 'kenji', 'daniel'].map((login) => staffByLogin(login).id)
  return [
    {
      table: 'support.tickets',
      rows: v.tickets,
      needs: ['people by number'],
      // Open ones are about as old as their clocks are long: most are due soon or later, one in ten is late.
      sql: `with plan as (
          select i, demo_volume.h(i, 180, 100) < 85 as is_over, demo_volume.h(i, 181, 100000) / 100000.0 as age,
            (array['low', 'medium', 'medium', 'medium', 'high', 'high', 'urgent', 'low', 'medium', 'low', 'medium', 'critical'])[1 + demo_volume.h(i, 182, 12)] as priority,
            (array['open', 'open', 'open', 'in_progress', 'in_progress', 'in_progress', 'waiting_response', 'waiting_response', 'waiting_response', 'escalated'])[1 + demo_volume.h(i, 183, 10)] as state
          from generate_series(1, ${v.tickets}::bigint) i),
        timed as (
          select *, demo_volume.now() - case when is_over then interval '15 days' + age * interval '350 days'
            else age * 1.1 * case when state = 'open' then first_clock else whole_clock end end as at
          from plan
          join (values ('critical', interval '15 minutes', interval '4 hours'), ('urgent', '1 hour', '8 hours'), ('high', '14 hours', '65 hours'),
            ('medium', '32 hours', '8 days'), ('low', '4 days', '13 days')) c(priority, first_clock, whole_clock) using (priority))
        insert into support.tickets (id, user_id, subject, description, category, priority, status, assigned_to, resolution, resolved_at, closed_at, created_at, updated_at)
        select demo_volume.id((extract(epoch from at) * 1000)::bigint, i, 184), p.id, (story ->> 'subject') || ' ' || i, story ->> 'body', (story ->> 'category')::support.ticket_category,
          priority::support.ticket_priority, status::support.ticket_status,
          case when status <> 'open' then ('{${owners.join(',')}}'::uuid[])[1 + demo_volume.h(i, 185, ${owners.length})] end,
          case when is_over then story ->> 'resolution' end, case when is_over then done end, case when status = 'closed' then done end, at, coalesce(done, at)
        from timed
        cross join lateral (select case when is_over then at + interval '1 day' * (1 + demo_volume.h(i, 186, 9)) end as done,
          case when is_over then case when demo_volume.h(i, 187, 10) < 9 then 'closed' else 'resolved' end else state end as status) d
        join demo_volume.person p on p.n = 1 + demo_volume.h(i, 188, ${v.users})
        join demo_volume.story s on s.n = demo_volume.h(i, 189, (select count(*)::int from demo_volume.story))
        order by at`,
    },
    {
      table: 'support.ticket_messages',
      rows: v.messages,
      needs: ['support.tickets'],
      sql: [
        `create table demo_volume.said as
         select sender, row_number() over (partition by sender order by s.n, k) - 1 as n, body
         from demo_volume.story s cross join (values ('user'), ('staff')) f(sender)
         cross join lateral jsonb_array_elements_text(s.story -> sender) with ordinality t(body, k)`,
        `with ticket as (
          select t.id, user_id, assigned_to, status, t.created_at, coalesce(resolved_at, demo_volume.now()) as ends, row_number() over (order by t.id) as n
          from support.tickets t join demo_volume.person p on p.id = t.user_id),
        line as (
          select j, t.*, row_number() over (partition by t.id order by j) as k, count(*) over (partition by t.id) as of
          from generate_series(1, ${v.messages}::bigint) j join ticket t on t.n = 1 + demo_volume.h(j, 190, ${v.tickets})),
        -- The staff and the customer in turn; whoever is waited for did not speak last.
        turn as (
          select *, created_at + (ends - created_at) * k / (of + 1) as at,
            case when assigned_to is null then 'user'
              when (of - k + case when status in ('waiting_response', 'resolved', 'closed') then 0 else 1 end) % 2 = 0 then 'staff' else 'user' end as sender
          from line)
        insert into support.ticket_messages (id, ticket_id, sender_type, sender_id, body, is_internal, created_at)
        select demo_volume.id((extract(epoch from at) * 1000)::bigint, j, 191), t.id, sender::support.sender_type, case sender when 'staff' then assigned_to else user_id end,
          s.body || ' (' || j || ')', sender = 'staff' and k < of and demo_volume.h(j, 192, 8) = 0, at
        from turn t join (select sender, count(*)::int as texts from demo_volume.said group by 1) c using (sender)
        join demo_volume.said s using (sender) where s.n = demo_volume.h(j, 193, c.texts)
        order by at`,
      ],
    },
  ]
}
