/** What is sold, and what buyers say of it. */
export const products: [title: string, kind: string, price: number, description: string][] = [
  ['Tape Echo', 'Preset bank', 19, 'Forty delays that remember being machines.'],
  ['Kitchen Percussion', 'Sample pack', 12, 'Pots, lids, one grater. 140 samples.'],
  ['Harbour Loops', 'Loop library', 24, 'Ropes, gulls and diesel, cut to tempo.'],
  ['Felt Piano', 'Preset bank', 15, 'Soft, near, with the pedal noise you want.'],
  ['Brushed Drums', 'Sample pack', 29, 'Two kits, three rooms, one drummer.'],
  ['Small Choir', 'Sample pack', 35, 'Eight singers, vowels and breath.'],
  ['Night Bus Pads', 'Preset bank', 14, 'Slow chords for late hours.'],
  ['Oud Phrases', 'Loop library', 22, 'Phrases in six maqams, dry.'],
  ['Broken Radio', 'Sample pack', 9, 'Between the stations.'],
  ['String Sketches', 'Sheet music', 8, 'Twelve studies for two violins.'],
  ['Songs for a Small Band', 'Sheet music', 11, 'Lead sheets with chords.'],
  ['Mixing session', 'Mixing session', 40, 'One song, up to 24 tracks, two rounds.'],
  ['Dub Sirens', 'Sample pack', 10, 'Sirens, springs, space.'],
  ['Koto Loops', 'Loop library', 20, 'Slow and fast, in two tunings.'],
  ['Vocal Chains', 'Preset bank', 16, 'From whisper to stadium.'],
  ['Rain on Zinc', 'Sample pack', 7, 'Thirty minutes of weather.'],
]

export const services: [
  title: string,
  type: string,
  isMentoring: boolean,
  packages: [name: string, price: number, days: number, revisions: number][],
][] = [
  [
    'I mix your song',
    'mixing',
    false,
    [
      ['One song', 90, 5, 2],
      ['EP, four songs', 320, 14, 2],
    ],
  ],
  [
    'Mastering for stores and vinyl',
    'mastering',
    false,
    [
      ['One song', 45, 3, 1],
      ['Album', 380, 10, 1],
    ],
  ],
  [
    'Cello on your track',
    'recording',
    false,
    [
      ['Up to four minutes', 70, 6, 1],
      ['Quartet by overdub', 190, 10, 2],
    ],
  ],
  [
    'Lead vocals in three languages',
    'vocals',
    false,
    [
      ['Verse and chorus', 80, 5, 1],
      ['Whole song', 150, 7, 2],
    ],
  ],
  [
    'Cover design',
    'design',
    false,
    [
      ['Digital', 60, 5, 3],
      ['Digital and print', 140, 9, 3],
    ],
  ],
  ['Lyric video', 'video', false, [['Up to four minutes', 120, 8, 2]]],
  [
    'An hour about your contract',
    'consultation',
    true,
    [
      ['One hour', 75, 7, 0],
      ['Three hours', 200, 21, 0],
    ],
  ],
  ['Songwriting mentoring', 'consultation', true, [['A month', 160, 30, 0]]],
  [
    'Beat from your voice memo',
    'production',
    false,
    [
      ['Sketch', 50, 4, 1],
      ['Whole song', 260, 14, 3],
    ],
  ],
  ['Sorting and tagging of your back catalogue', 'other', false, [['Up to 50 songs', 110, 10, 0]]],
]

export const webinars: [title: string, description: string, price: number][] = [
  ['Vocals at home', 'A wardrobe, a blanket, a good take.', 12],
  ['Reading a royalty statement', 'Bring your own, blacked out.', 0],
  ['Modular for beginners', 'Four modules are enough.', 18],
  ['Contracts for bands', 'What to settle while you still like each other.', 15],
  ['Pitching to playlists', 'What curators read first.', 9],
  ['Mastering for stores', 'Loudness, codecs, patience.', 20],
  ['Field recording in the city', 'Permits, wind, luck.', 0],
  ['From voice memo to song', 'One song in ninety minutes.', 14],
]

export const praise = [
  'Exactly what I needed.',
  'Warm, quick, friendly.',
  'Better than the sample suggested.',
  'Came a day early.',
  'Used it the same evening.',
  'Clear and generous.',
]
export const blame = [
  'Two of the files are silent.',
  'Arrived a week late.',
  'The loops do not loop.',
  'Not what the preview played.',
  'No answer to my questions.',
]
export const unkindReviews = [
  'Thief. Everything here is from the old library of {name}.',
  'Do not buy, the seller is a fraud and lives in {city}.',
  'Five stars from my five accounts',
]
export const answers = ['Thank you!', 'Sorry about that, the new files are in your library.', 'I have written to you.']
export const briefs = [
  'Folk song, four minutes, please keep the breath.',
  'Tracks are in the folder, reference is the second file.',
  'No autotune.',
  'The chorus may be louder than you think.',
]
