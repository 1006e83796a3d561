// What a decision does to content of every type: in its own table, and all of it back when the decision is taken back.

import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { contentTypes } from '../../shared/moderation.ts'
import {
  act,
  asAmara,
  decide,
  type Facts,
  insert,
  itemOf,
  one,
  person,
  track,
  versionOf,
  windowPasses,
  withCases,
} from '../support/cases.ts'

withCases()

interface Subject {
  entity: string
  table: string
  id: string
}

let author: string
const subjects = new Map<string, Subject>()

beforeAll(async () => {
  author = await person()
  const other = await person('Seller')
  const profile = (await one('select id from identity.profiles where user_id = $1', author)).id as string
  await one(
    `update identity.profiles set bio = 'Words about me', visibility = 'public', avatar_url = 'media/avatar-1.png' where id = $1 returning id`,
    profile,
  )
  const group = await insert('community.groups', { owner_id: author, name: 'Modular night', slug: randomUUID(), visibility: 'public' })
  const post = await insert('community.posts', { user_id: author, content: 'In the group' })
  const product = await insert('marketplace.products', {
    seller_id: author,
    title: 'Loops',
    slug: randomUUID(),
    status: 'active',
    is_approved: true,
  })
  const release = await insert('catalog.releases', {
    user_id: author,
    title: 'Ashes',
    display_artist: 'A',
    catalogue_id: randomUUID(),
    cover_url: 'media/cover-sun.png',
  })
  const add = (content: string, entity: string, table: string, id: string) => subjects.set(content, { entity, table, id })
  add('track', 'track', 'catalog.tracks', (await track({}, author)).id)
  add('release', 'release', 'catalog.releases', release)
  add('cover', 'release', 'catalog.releases', release)
  add('avatar', 'profile', 'identity.profiles', profile)
  add('profile', 'profile', 'identity.profiles', profile)
  add('account', 'user', 'identity.users', author)
  add(
    'message',
    'message',
    'community.messages',
    await insert('community.messages', {
      conversation_id: await insert('community.conversations', { is_group: false }),
      sender_id: author,
      content: 'Buy now',
    }),
  )
  add('comment', 'comment', 'community.comments', await insert('community.comments', { post_id: post, user_id: author, content: 'Unkind' }))
  add('post', 'post', 'community.posts', post)
  add(
    'review',
    'review',
    'marketplace.reviews',
    await insert('marketplace.reviews', {
      reviewer_id: author,
      seller_id: other,
      entity_type: 'product',
      entity_id: product,
      rating: 1,
      review_text: 'Bad',
    }),
  )
  add('product', 'product', 'marketplace.products', product)
  add(
    'service',
    'service',
    'marketplace.services',
    await insert('marketplace.services', {
      seller_id: author,
      title: 'Mixing',
      slug: randomUUID(),
      service_type: 'mixing',
      status: 'active',
    }),
  )
  add(
    'webinar',
    'webinar',
    'marketplace.webinars',
    await insert('marketplace.webinars', {
      host_id: author,
      title: 'Live',
      slug: randomUUID(),
      scheduled_at: new Date(),
    }),
  )
  add('group', 'group', 'community.groups', group)
  add(
    'article',
    'article',
    'community.articles',
    await insert('community.articles', { author_id: author, title: 'News', slug: randomUUID(), is_published: true }),
  )
  add(
    'custom_field',
    'field_request',
    'moderation.field_requests',
    await insert('moderation.field_requests', { field_type: 'category', field_value: 'Luthier' }),
  )
})

/** What a removal leaves of it; null where the row itself goes. */
const removed: Record<string, Facts | null> = {
  track: { status: 'taken_down', is_public: false, moderation_status: 'rejected' },
  release: { moderation_status: 'rejected', status: 'taken_down' },
  cover: { cover_url: null },
  avatar: { avatar_url: null },
  profile: { visibility: 'private', bio: null },
  account: { status: 'active' },
  message: { is_deleted: true },
  comment: { is_hidden: true },
  post: { is_hidden: true },
  review: null,
  product: { status: 'deleted' },
  service: { status: 'deleted' },
  webinar: { status: 'cancelled' },
  group: { visibility: 'secret', post_approval_required: true },
  article: { is_published: false },
  // Who asked for it is told by the platform at once, so it waits for the end of the undo window.
  custom_field: { status: 'pending' },
}

test.each(contentTypes)('%s: removing it changes its own row, and taking that back restores the row whole', async (content) => {
  const { entity, table, id } = subjects.get(content) as Subject
  const row = async () => (await one(`select to_jsonb(t) - 'updated_at' as row from ${table} t where id = $1`, id))?.row ?? null
  const of = (await one(
    `insert into moderation.cases (content_type, entity_type, entity_id, owner_id, source, severity) values ($1, $2, $3, $4, 'report', 'medium')
     on conflict (content_type, entity_type, entity_id) do update set severity = 'medium' returning id`,
    content,
    entity,
    id,
    author,
  )) as { id: string }
  const before = await row()
  const { actions } = await itemOf(asAmara, of.id)
  expect(actions).toContain('remove')
  await decide(asAmara, of.id, 'remove', { policy: content === 'custom_field' ? 'G1' : 'D1', severity: 'low' })
  const after = await row()
  if (removed[content] === null) expect(after).toBeNull()
  else expect(after).toMatchObject(removed[content] as Facts)
  await act(asAmara, 'case_undo', of.id, await versionOf(of.id))
  expect(await row()).toEqual(before)
  if (content !== 'custom_field') return
  await decide(asAmara, of.id, 'remove', { policy: 'G1', severity: 'low' })
  await windowPasses()
  expect(await row()).toMatchObject({ status: 'rejected', rejection_reason: 'The lead vocal is somebody else’s.' })
})
