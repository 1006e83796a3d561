/** Words of playlists, pitches, campaigns and mailings. */
export const playlistNames = [
  'Songs for slow trains',
  'New from the north',
  'Tea and tape hiss',
  'Bossa for the balcony',
  'Late kitchen',
  'Indie without hats',
  'Rain radio',
  'Afro night drive',
  'Piano, mostly',
  'Loud in small rooms',
  'Choirs and other crowds',
  'City pop again',
  'Desert blues',
  'Walking pace',
  'Two guitars',
  'Sunday before noon',
  'Dub cellar',
  'Ferry music',
  'Oud today',
  'Beats for homework',
  'Quiet dance floor',
  'First takes',
]
export const pitchTexts = [
  'A slow song about a lamp. Two minutes fifty, no drums.',
  'Would fit between your third and fourth track, same key.',
  'Our first in our own language.',
  'You took one of ours last spring, this is the sister.',
  'Field recording, choir, one long chord.',
  'It has a chorus this time.',
]
export const pitchReplies = [
  'Thank you, I listen tonight.',
  'Is there a version without the spoken part?',
  'Yes, attached.',
  'The list is full until the tenth.',
  'I like it, what is the release date?',
  'The fourteenth, everywhere.',
]
export const pitchFeedback = [
  'Lovely voice, the mix hides it.',
  'Fits, goes in on Friday.',
  'Too long an intro for this list.',
  'Strong song, other list.',
  'The second half is the song.',
  'Great production, nothing to hold on to.',
]
export const pitchRefusals = ['Does not fit the list', 'Sound quality', 'We had two of this kind this month', 'Not released in time']

export const campaignNames = [
  'Release week',
  'Spring tour',
  'Back catalogue',
  'First single',
  'Vinyl pre-order',
  'Festival summer',
  'Podcast spots',
  'Video push',
]
export const audiences: [name: string, criteria: Record<string, unknown>][] = [
  ['Listeners of the last single', { source: 'streams', days: 90 }],
  ['Shoegaze, 18 to 34, Nordic countries', { genre: 'shoegaze', age: [18, 34], countries: ['SE', 'NO', 'DK', 'FI'] }],
  ['Everybody who bought vinyl', { bought: 'vinyl' }],
  ['People in tour cities', { cities: ['Leeds', 'Gent', 'Riga'] }],
  ['Like our listeners', { lookalike: 0.02 }],
]

export const mailings: [name: string, subject: string, status: 'draft' | 'scheduled' | 'sending' | 'sent' | 'paused' | 'cancelled'][] = [
  ['Spring notes', 'What is new this spring', 'sent'],
  ['Prices', 'Our prices from next year', 'sent'],
  ['Workshop week', 'Seven evenings, seven workshops', 'sent'],
  ['Statements explained', 'Reading your statement in five minutes', 'sent'],
  ['Come back', 'We kept your drafts', 'sent'],
  ['Stems', 'Stems are in your library', 'sent'],
  ['Year in plays', 'Your year in plays', 'sending'],
  ['Winter pause', 'Our desk over the holidays', 'scheduled'],
  ['Partner letter', 'Partners: what changed', 'paused'],
  ['Label survey', 'Four questions to labels', 'draft'],
  ['Vinyl offer', 'A pressing plant offers a price', 'cancelled'],
]

export const automations: [name: string, trigger: string, steps: string[], isActive: boolean][] = [
  ['Welcome', 'user.created', ['Welcome', 'Your first upload', 'How money arrives'], true],
  ['Trial ends', 'subscription.trial_ending', ['Three days left', 'Today'], true],
  ['Card declined', 'payment.failed', ['Please look at your card', 'Second try', 'Your plan ends'], true],
  ['First release', 'release.published', ['It is out', 'Now pitch it'], true],
  ['Quiet for a month', 'user.inactive_30d', ['We kept your drafts'], false],
  ['Pitch accepted', 'pitch.accepted', ['Say thank you', 'Share the list'], true],
  ['Birthday', 'user.birthday', ['Happy birthday'], false],
  ['KYC expires', 'kyc.expiring', ['Thirty days', 'Seven days', 'Today'], true],
]
