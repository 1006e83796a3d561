/** People among each other: what they can, whom they follow, what they say and like. */

import {
  articles,
  badges,
  comments,
  groups,
  posts,
  skills,
  talks,
  unkindComments,
  unkindMessages,
  unkindPosts,
} from '../corpus/community.ts'
import { avatarOf, coverOf, files } from '../media.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staff, staffByLogin } from '../staff.ts'
import { between, idOf, later, noLaterThan, notBefore, slugOf, stamps, type World } from '../world.ts'

const launched = new Date('2021-01-04T08:00:00Z')

export function addCommunity(world: World): void {
  const random = seeded('community')
  const members = world.people.filter((person) => person.status === 'active' && later(person.since, 14) < world.today)
  addSkills(world, random)
  addInterests(world, random, members)
  addFollowers(world, random, members)
  const groupIds = addGroups(world, random, members)
  addPosts(world, random, members, groupIds)
  addTalks(world, random, members)
  addArticles(world, random)
  addBadges(world, random, members)
  addLikes(world, random, members)
}

function addSkills({ rows, seeds }: World, random: Random): void {
  for (const [category, list] of Object.entries(skills)) {
    for (const name of list.split(', ')) {
      const id = random.uuid(launched)
      seeds.skills.set(slugOf(name), id)
      rows.add('community.skills', {
        id,
        category_id: idOf(seeds.categories, category),
        name,
        slug: slugOf(name),
        is_active: true,
        is_admin_approved: true,
        ...stamps(launched),
      })
    }
  }
}

function addInterests({ rows, seeds }: World, random: Random, members: Person[]): void {
  const [categories, skillIds, genres] = [[...seeds.categories.values()], [...seeds.skills.values()], [...seeds.genres.values()]]
  for (const person of members) {
    if (!random.chance(0.5)) continue
    const at = later(person.since, 1)
    const own = (table: string, key: string, ids: string[], count: number) => {
      for (const id of new Set(Array.from({ length: count }, () => random.pick(ids)))) {
        rows.add(table, { id: random.uuid(at), user_id: person.id, [key]: id, created_at: at })
      }
    }
    own('community.user_categories', 'category_id', categories, random.int(1, 2))
    own('community.user_skills', 'skill_id', skillIds, random.int(1, 4))
    own('community.user_genres', 'genre_id', genres, random.int(1, 3))
  }
}

/** A few are followed by many. */
function addFollowers({ rows, today }: World, random: Random, members: Person[]): void {
  for (const follower of members) {
    const count = random.int(0, 5)
    const followed = new Set(Array.from({ length: count }, () => members[Math.floor(random.next() ** 3 * members.length)]))
    for (const person of followed) {
      if (!person || person === follower) continue
      const at = between(random, notBefore(follower.since, person.since), today)
      rows.add('community.followers', { id: random.uuid(at), follower_id: follower.id, following_id: person.id, created_at: at })
    }
  }
}

interface Group {
  id: string
  members: Person[]
  approves: boolean
}

function addGroups({ rows, today }: World, random: Random, members: Person[]): Group[] {
  return groups.map(([name, description, visibility, approves], n) => {
    const at = later(today, -random.int(60, 700))
    const inside = random.shuffle(members.filter((person) => person.since < at)).slice(0, random.int(12, 60))
    const id = random.uuid(at)
    rows.add('community.groups', {
      id,
      owner_id: inside[0]?.id,
      name,
      slug: slugOf(name),
      description,
      rules: 'Listen before you answer. No selling without asking.',
      tags: [slugOf(name).split('-')[0]],
      avatar_url: avatarOf(id),
      visibility,
      join_approval_required: visibility !== 'public',
      post_approval_required: approves,
      is_verified: n % 5 === 0,
      members_count: 0,
      posts_count: 0,
      ...stamps(at),
    })
    for (const [k, person] of inside.entries()) {
      const role = k === 0 ? 'owner' : k === 1 ? 'admin' : k === 2 ? 'moderator' : 'member'
      const status = k < 3 ? 'active' : random.weighted({ active: 92, pending: 5, banned: 2, removed: 1 })
      rows.add('community.group_members', {
        id: random.uuid(at),
        group_id: id,
        user_id: person.id,
        role,
        status,
        joined_at: status === 'pending' ? null : at,
        ...stamps(at),
      })
    }
    return { id, members: inside, approves }
  })
}

const fill = (text: string, world: World, random: Random): string =>
  text
    .replace('{track}', () => `“${random.pick(world.tracks).title}”`)
    .replace('{city}', () => random.pick(world.people).latinCity)
    .replace('{genre}', () => random.pick(['shoegaze', 'techno', 'folk', 'highlife', 'choral', 'drone', 'city pop']))
    .replace('{name}', () => random.pick(world.artists).name)

function addPosts(world: World, random: Random, members: Person[], groupIds: Group[]): void {
  const { rows, now, today } = world
  for (let n = 0; n < 520; n++) {
    const group = random.chance(0.35) ? random.pick(groupIds) : null
    const person = group ? random.pick(group.members) : random.pick(members)
    const at = noLaterThan(later(now, -0.001), notBefore(later(today, -(random.next() ** 2) * 300 + 0.3), later(person.since, 1)))
    const isUnkind = n % 26 === 25
    const type = random.weighted({ text: 70, image: 14, link: 8, video: 4, poll: 4 })
    const waits = group?.approves === true && person !== group.members[0] && (n % 9 === 0 || at > later(now, -2))
    const isHidden = isUnkind && random.chance(0.3)
    const id = random.uuid(at)
    rows.add('community.posts', {
      id,
      user_id: person.id,
      group_id: group?.id ?? null,
      content: fill(random.pick(isUnkind ? unkindPosts : posts), world, random),
      media_urls: type === 'image' ? [coverOf(id)] : type === 'video' ? [`${files}/posts/${id}.mp4`] : null,
      link_url: type === 'link' ? `${files}/notes/sample-clearance` : null,
      link_preview: type === 'link' ? { title: 'Notes on sample clearance' } : null,
      post_type: type,
      poll_options:
        type === 'poll'
          ? [
              { text: 'Share', votes: random.int(0, 40) },
              { text: 'Flat fee', votes: random.int(0, 40) },
            ]
          : null,
      poll_ends_at: type === 'poll' ? later(at, 7) : null,
      likes_count: 0,
      comments_count: 0,
      shares_count: random.int(0, 6),
      is_pinned: group !== null && random.chance(0.02),
      is_approved: !waits,
      is_hidden: isHidden,
      hidden_reason: isHidden ? 'Harassment' : null,
      ...stamps(at),
    })
    if (!waits) addComments(world, random, id, at, members)
  }
}

function addComments(world: World, random: Random, postId: string, since: Date, members: Person[]): void {
  let parent: string | null = null
  for (let n = random.int(0, 4); n > 0; n--) {
    const person = random.pick(members)
    const at = noLaterThan(world.now, notBefore(later(since, random.next() * 3), person.since))
    const id = random.uuid(at)
    const isUnkind = random.chance(0.05)
    const isHidden = isUnkind && random.chance(0.3)
    world.rows.add('community.comments', {
      id,
      post_id: postId,
      user_id: person.id,
      parent_comment_id: parent && random.chance(0.3) ? parent : null,
      content: fill(random.pick(isUnkind ? unkindComments : comments), world, random),
      likes_count: 0,
      is_hidden: isHidden,
      hidden_reason: isHidden ? 'Harassment' : null,
      ...stamps(at),
    })
    parent = id
  }
}

function addTalks(world: World, random: Random, members: Person[]): void {
  const { rows, now } = world
  for (let n = 0; n < 170; n++) {
    const isGroup = n % 9 === 0
    const people = random.shuffle(members).slice(0, isGroup ? random.int(3, 6) : 2)
    const isUnkind = n % 14 === 13
    const said = isUnkind ? [random.pick(unkindMessages)] : random.pick(talks)
    const start = later(now, -(random.next() ** 2) * 250 - 0.2)
    const at = notBefore(start, ...people.map((person) => person.since))
    const id = random.uuid(at)
    const sent = said.map((text, k) => ({
      text: fill(text, world, random),
      at: new Date(Math.min(at.getTime() + k * random.int(1, 400) * 60_000, now.getTime())),
      sender: people[k % people.length] as Person,
    }))
    sent.sort((a, b) => a.at.getTime() - b.at.getTime())
    rows.add('community.conversations', {
      id,
      is_group: isGroup,
      group_name: isGroup ? random.pick(['Showcase', 'Split party', 'Tuesday band', 'Tour van']) : null,
      last_message_at: sent.at(-1)?.at,
      last_message_preview: sent.at(-1)?.text.slice(0, 100),
      ...stamps(at, sent.at(-1)?.at),
    })
    for (const person of people)
      rows.add('community.conversation_participants', { conversation_id: id, user_id: person.id, created_at: at })
    for (const message of sent) {
      const messageId = random.uuid(message.at)
      const isRead = random.chance(0.8)
      rows.add('community.messages', {
        id: messageId,
        conversation_id: id,
        sender_id: message.sender.id,
        content: message.text,
        attachment_urls: null,
        is_read: isRead,
        read_at: isRead ? message.at : null,
        is_deleted: random.chance(0.01),
        ...stamps(message.at),
      })
      if (random.chance(0.03))
        rows.add('community.message_deletions', { message_id: messageId, user_id: message.sender.id, created_at: message.at })
    }
  }
}

function addArticles({ rows, today }: World, random: Random): void {
  for (const [n, [title, excerpt, category]] of articles.entries()) {
    const at = later(today, -12 - 40 * n)
    const isDraft = n === 9
    rows.add('community.articles', {
      id: random.uuid(at),
      author_id: random.pick([staffByLogin('daniel'), staffByLogin('nadia'), staffByLogin('tomasz')]).id,
      title,
      slug: slugOf(title),
      content: `${excerpt}\n\nThis is a demo; the long text is left out.`,
      excerpt,
      category,
      tags: [category, slugOf(title).split('-').at(-1)],
      views_count: isDraft ? 0 : random.int(200, 9000),
      likes_count: 0,
      comments_count: 0,
      is_published: !isDraft,
      published_at: isDraft ? null : at,
      ...stamps(at),
    })
  }
}

function addBadges({ rows, artists, today }: World, random: Random, members: Person[]): void {
  const released = new Set(artists.map((artist) => artist.person))
  for (const person of members) {
    for (const [code, title, description] of badges) {
      if (!random.chance(code === 'first_release' && released.has(person) ? 0.6 : 0.04)) continue
      const at = noLaterThan(today, later(person.since, random.int(2, 200)))
      rows.add('community.user_badges', {
        id: random.uuid(at),
        user_id: person.id,
        badge_code: code,
        title,
        description,
        awarded_at: at,
        awarded_by: code === 'helper' ? random.pick(staff).id : null,
        created_at: at,
      })
    }
  }
}

/** Counted on what is liked by settle.ts. */
function addLikes({ rows, today }: World, random: Random, members: Person[]): void {
  type Target = { id: string; created_at: Date; status?: string }
  const of = (table: string) => rows.of<Target>(table).filter((target) => target.created_at < today)
  const liked: Record<string, Target[]> = {
    post: of('community.posts'),
    comment: of('community.comments'),
    article: of('community.articles'),
    track: of('catalog.tracks').filter((track) => track.status === 'published'),
    track_version: of('catalog.track_versions'),
    product: of('marketplace.products').filter((product) => product.status === 'active'),
  }
  const types = { post: 30, track: 40, comment: 12, product: 10, article: 5, track_version: 3 }
  const seen = new Set<string>()
  for (let n = 0; n < 4200; n++) {
    const type = random.weighted(types)
    const target = random.pick(liked[type] as Target[])
    const person = random.pick(members)
    const key = `${person.id} ${target.id}`
    if (seen.has(key)) continue
    seen.add(key)
    const at = between(random, notBefore(person.since, target.created_at), today)
    rows.add('community.likes', { id: random.uuid(at), user_id: person.id, entity_type: type, entity_id: target.id, created_at: at })
  }
}
