/** Words of the moderation desk. `{title}` is what it is about. */
type Reason = 'copyright' | 'spam' | 'harassment' | 'explicit_content' | 'impersonation' | 'fraud' | 'other'

export const reportTexts: Record<Reason, string[]> = {
  copyright: [
    'Our vocal from 1:02, pitched up again near the end. No licence was asked for or given.',
    'This is the Night Mix with new drums.',
    'My photograph, taken from my site.',
    'They sell my loops under another name.',
    'stolen!!',
  ],
  spam: [
    'The same text in every group.',
    'Three hundred messages since this morning.',
    'Link to a shop that is not theirs.',
    'Bought plays, look at the curve.',
  ],
  harassment: ['Follows me into every comment.', 'Says where I live.', 'This is about my sister.', 'Threats, again.'],
  explicit_content: ['Children see this in the charts.', 'The cover shows too much.', 'Not marked as explicit.'],
  impersonation: ['This is not the choir, we are the choir.', 'They use my name and my face.', 'The real account is another one.'],
  fraud: ['Paid, and the file is empty.', 'Five stars from five accounts of today.', 'Asks for money outside the platform.'],
  other: ['The logo of our festival.', 'Wrong country on the flag.', 'I do not like this.'],
}

export const refusals: Record<string, string[]> = {
  track: ['Carries a recording of somebody else without a licence.', 'The same audio is in the stores under another artist.'],
  release: ['The cover shows the logo of a shop.', 'The title names an artist who takes no part.'],
  cover: ['Shows what is not allowed on a cover.', 'The photograph belongs to somebody else.'],
  avatar: ['Shows an advertisement.', 'Shows another person’s face.'],
  profile: ['Pretends to be somebody else.'],
  words: ['Insults a person.', 'Advertises in many places at once.', 'Threatens somebody.'],
  product: ['The files are from another shop.', 'The preview holds a loop without a licence.'],
}

export const notes = [
  'Looked at twice.',
  'Licence shown, nothing to do.',
  'Satire of a song, stays.',
  'Words are rough, nobody is named.',
  'The match is a public domain melody.',
  'Asked for the licence, came within a day.',
]

export const appealStatements = [
  'The licence is attached. It was there when you removed the song.',
  'The match is my own earlier release under my old name.',
  'The words are a quotation and say so in the next line.',
  'I did not write that message, somebody had my account.',
  'The photograph is mine; the other site took it from me.',
  'I had two strikes, not three, when I was suspended.',
  'The cover shows a statue in a public park.',
]

export const appealAnswers = [
  'The licence covers the stores but not the sample. The decision stays.',
  'You are right, the release is yours. It is back, and the strike is gone.',
  'The quotation is longer than a quotation may be. The decision stays.',
]

export const sanctionReasons = [
  'Third strike within half a year',
  'Threats in messages',
  'Bought plays, again',
  'Accounts made to pass a ban',
  'Fraud in the shop',
]

/** Asked for by people, and by how many already. Skills are made at three, genres at five, categories by hand. */
export const wishes: [
  kind: 'skill' | 'genre' | 'category',
  value: string,
  category: string | null,
  people: number,
  status: 'pending' | 'under_review' | 'approved' | 'rejected',
][] = [
  ['skill', 'Hurdy-gurdy', 'musician', 2, 'pending'],
  ['skill', 'Theremin', 'musician', 2, 'pending'],
  ['skill', 'Vinyl Cutting', 'producer_engineer', 2, 'pending'],
  ['skill', 'Subtitling', 'content_creator', 1, 'pending'],
  ['skill', 'Nyckelharpa', 'musician', 1, 'pending'],
  ['skill', 'Grant Writing', 'industry_professional', 1, 'pending'],
  ['skill', 'Dolby Atmos', 'producer_engineer', 3, 'approved'],
  ['skill', 'Sign Language Performance', 'vocalist', 3, 'approved'],
  ['skill', 'Being famous', 'industry_professional', 1, 'rejected'],
  ['genre', 'Amapiano', null, 4, 'pending'],
  ['genre', 'Hyperpop', null, 4, 'pending'],
  ['genre', 'Dungeon Synth', null, 3, 'pending'],
  ['genre', 'Gqom', null, 2, 'pending'],
  ['genre', 'Sea Shanty', null, 1, 'pending'],
  ['genre', 'Phonk', null, 5, 'approved'],
  ['genre', 'My Mother’s Favourites', null, 1, 'rejected'],
  ['category', 'Dance Company', null, 6, 'pending'],
  ['category', 'Festival', null, 3, 'under_review'],
  ['category', 'Instrument Maker', null, 2, 'pending'],
  ['category', 'Fan', null, 9, 'rejected'],
]
