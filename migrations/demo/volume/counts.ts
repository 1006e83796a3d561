/** How many rows of which table: the documented volumes, with the log tables of 50 to 100 million rows at a tenth. */
export interface Volume {
  users: number
  organizations: number
  artists: number
  tracks: number
  releases: number
  deliveries: number
  claims: number
  conflicts: number
  verifications: number
  cases: number
  reports: number
  sessions: number
  permissions: number
  badges: number
  posts: number
  comments: number
  transactions: number
  invoices: number
  payouts: number
  creditMoves: number
  codes: number
  codeUses: number
  partners: number
  commissions: number
  clicks: number
  referrals: number
  playlists: number
  playlistDays: number
  pitches: number
  pitchDays: number
  pitchMessages: number
  pitchReviews: number
  mailings: number
  recipients: number
  automations: number
  mails: number
  articles: number
  tickets: number
  messages: number
  webhooks: number
  webhookDeliveries: number
  keys: number
  flags: number
  notifications: number
  auditEntries: number
  activities: number
  logLines: number
  requests: number
  metrics: number
  platformDays: number
  dailyStats: number
  storeFigures: number
  events: number
}

const thousand = 1000
const million = 1_000_000

export const documentedVolume: Volume = {
  users: 100 * thousand,
  organizations: 5 * thousand,
  artists: 50 * thousand,
  tracks: 500 * thousand,
  releases: 100 * thousand,
  deliveries: 300 * thousand,
  claims: 150 * thousand,
  conflicts: 100 * thousand,
  verifications: 100 * thousand,
  cases: 200 * thousand,
  reports: 250 * thousand,
  sessions: 500 * thousand,
  permissions: 10 * thousand,
  badges: 20 * thousand,
  posts: 100 * thousand,
  comments: 200 * thousand,
  transactions: 10 * million,
  invoices: 500 * thousand,
  payouts: 1 * million,
  creditMoves: 2 * million,
  codes: 1 * thousand,
  codeUses: 50 * thousand,
  partners: 5 * thousand,
  commissions: 100 * thousand,
  clicks: 1 * million,
  referrals: 10 * thousand,
  playlists: 50 * thousand,
  playlistDays: 2 * million,
  pitches: 5 * million,
  pitchDays: 5 * million,
  pitchMessages: 2 * million,
  pitchReviews: 500 * thousand,
  mailings: 1 * thousand,
  recipients: 5 * million,
  automations: 100,
  mails: 5 * million,
  articles: 500,
  tickets: 100 * thousand,
  messages: 500 * thousand,
  webhooks: 500,
  webhookDeliveries: 5 * million,
  keys: 1 * thousand,
  flags: 50,
  notifications: 10 * million,
  auditEntries: 10 * million,
  activities: 5 * million,
  logLines: 5 * million,
  requests: 10 * million,
  metrics: 10 * million,
  platformDays: 3 * thousand,
  dailyStats: 5 * million,
  storeFigures: 500 * thousand,
  events: 500 * thousand,
}

/** The same shape with fewer rows: a hundred users at least, so that there is somebody for everything. */
export function scaled(volume: Volume, factor: number): Volume {
  return Object.fromEntries(
    Object.entries(volume).map(([key, count]) => [key, Math.max(Math.round(count * factor), Math.min(count, 100))]),
  ) as unknown as Volume
}
