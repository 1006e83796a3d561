/** Texts that break careless programs. Nothing in them is expanded; the invisible characters are written as escapes. */
import type { TicketCategory } from '../../../shared/tickets.ts'

export interface Oddity {
  subject: string
  category: TicketCategory
  body: string
  /** What follows, the customer and the staff in turn, the customer first. */
  answers?: string[]
  files?: string[]
  /** Still open; the others lie in the past. */
  live?: boolean
}

const zwj = '\u200D'
const family = ['\u{1F469}', '\u{1F469}', '\u{1F467}', '\u{1F466}'].join(zwj)
const flags = [
  '\u{1F1F1}\u{1F1FB}',
  '\u{1F1EF}\u{1F1F5}',
  '\u{1F1E7}\u{1F1F7}',
  '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
  '\u{1F3F3}\uFE0F\u200D\u{1F308}',
].join(' ')

/** Combining marks stacked over each letter. */
function zalgo(text: string): string {
  const marks = Array.from({ length: 24 }, (_, i) => String.fromCharCode(0x0300 + ((i * 7) % 0x70))).join('')
  return [...text].map((letter) => (letter === ' ' ? letter : letter + marks)).join('')
}

/** A diary of exactly that many characters, every paragraph different. */
function diary(length: number): string {
  const things = [
    'the kick drum',
    'the second verse',
    'the bridge',
    'a hum at 50 Hz',
    'the choir',
    'the string pad',
    'the count-in',
    'the tape delay',
  ]
  const deeds = [
    'moved by a frame',
    'muted',
    'exported alone',
    'compared with the master of spring',
    'sent to the mixer',
    'recorded anew',
    'turned down by 2 dB',
  ]
  const findings = [
    'the sync was gone again',
    'it stayed in time',
    'the upload stopped',
    'the waveform looked right but sounded late',
    'nobody could tell the difference',
  ]
  const pick = (list: string[], n: number) => list[n % list.length]
  let text = 'You asked for everything that I tried, in order. Here it is, I kept a diary.\n'
  for (let n = 1; text.length < length; n++) {
    text += `\nAttempt ${n}: I ${pick(['took', 'listened to', 'looked at'], n)} ${pick(things, n * 5 + (n >> 3))}, ${pick(deeds, n * 3 + (n >> 2))}, and after ${(n * 37) % 90} minutes ${pick(findings, n * 7 + (n >> 1))}.`
  }
  const end = '\n\nThat is all. Thank you for reading to the end.'
  return text.slice(0, length - end.length) + end
}

export const oddities: Oddity[] = [
  {
    subject: 'Bio shows code: <img src=x onerror=alert(1)>',
    category: 'technical',
    live: true,
    body: 'My bio reads <img src=x onerror=alert(1)> and <script>alert(document.cookie)</script> instead of my name. I only pasted it from an old page: <a href="javascript:alert(1)">click me</a> <svg onload=alert(1)> <iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    answers: [
      'It is also in the title of a song now: "><img src=x onerror=alert(2)>',
      'Hello, I see it as text, which is right. Please take it out of the bio; the page does not run it.',
    ],
    files: ['<img src=x onerror=alert(3)>.png'],
  },
  {
    subject: '"; DROP TABLE tickets; --',
    category: 'technical',
    live: true,
    body: "My artist name is Robert'); DROP TABLE support.tickets;-- and your search finds nothing with it. ' OR '1'='1' /* */ UNION SELECT login, password FROM users -- \\'; $$select pg_sleep(10)$$ %27%20or%201=1",
    answers: ['I changed it to O’Brien % _ \\ and that is not found either.'],
  },
  {
    subject: 'Everything I tried, in order',
    category: 'technical',
    live: true,
    body: 'The stems of “Harbour Lights” run out of sync after the third minute. Tell me what you need and I write down everything.',
    answers: [diary(50_000), 'Thank you, that is the most complete report we ever had. Attempt 212 was the key.'],
    files: ['diary.txt'],
  },
  {
    subject: `Emoji in the title are cut: ${family} ${flags}`,
    category: 'distribution',
    live: true,
    body: `The title is “${family} (our band)” and the stores show four single people. With flags it is worse: ${flags}. Also 🧑🏾‍🎤👩🏻‍🤝‍👨🏿 and 1️⃣ and ☝🏿.`,
    answers: ['👩🏽‍🎤'.repeat(12), `We sent the title as it is. ${family} is one person to us.`],
  },
  {
    subject: 'הכותרת שלי מוצגת הפוך בחנות',
    category: 'distribution',
    live: true,
    body: 'שלום, השם «שיר לדרך (Live 2024)» מוצגת עם הסוגריים הפוכים: ‏(Live 2024). בחשבון אצלכם הכול תקין, אבל בחנות זה נראה כך: )4202 eviL(.\n\nAnd now in English, in case it helps: the brackets are turned round.',
    answers: ['הקובץ המצורף מראה את זה.', 'שלום, תודה על התמונה. שלחנו את הכותרת שוב עם סימני כיווניות תקינים.'],
    files: ['צילום-מסך.png'],
  },
  {
    subject: 'Invoice “gpj.exe”?',
    category: 'account',
    live: true,
    body: 'Somebody sent me a file as your support. Its name looks like an image: invoice\u202Egpj.exe and the link reads https://раураl.example/login. \u2066Is this you?\u2069 \u202DPlease answer\u202C.',
    answers: ['It asked for my password, I did not give it.'],
    files: ['invoice\u202Egpj.exe', '..\\..\\windows\\system32\\drivers\\etc\\hosts', '../../etc/passwd'],
  },
  {
    subject: `Why is my name written like this: ${zalgo('He comes')}`,
    category: 'content',
    live: true,
    body: `${zalgo('My artist name is shown like this in the app')}\n\nNormal text follows. It overflows into the line above.`,
    answers: [],
  },
  {
    subject:
      `A title of four hundred characters, because the album really has that name and the stores ask for all of it: ${'The Long and Winding Story of How We Came to Record Nothing but Silence for a Whole Summer, '.repeat(4)}`.slice(
        0,
        400,
      ),
    category: 'distribution',
    live: true,
    body: 'The title of my album is cut after 255 characters. It has exactly four hundred. It is art.',
    answers: [],
  },
  {
    subject: `Link does not break: ${'ThisIsOneWord'.repeat(12)}`,
    category: 'technical',
    body: `The address in my message does not wrap: https://example.example/${'a1b2c3d4e5'.repeat(220)}?x=${'%F0%9F%8E%B5'.repeat(40)}`,
    answers: ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'It wraps now.'],
  },
  {
    subject: 'In\u200Bvi\u200Dsi\u00ADble\uFEFF cha\u2060rac\u200Cters',
    category: 'technical',
    body: 'I can not log in. My password is “pass\u200Bword” I think, copied from a chat\u200B\u200B\u200B. My name has a soft\u00ADhyphen and a no\u00A0break\u00A0space. \uFEFF',
    answers: ['\u3164', 'There are invisible characters in what you paste. Please type it by hand once.'],
  },
  {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: written by somebody who tries what a template engine does with it
    subject: '{{customer.password}} ${7*7} {{constructor.constructor("return 1")()}} <%= 1 %>',
    category: 'content',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    body: 'Your newsletter greeted me with “Hello {{first_name}}”. So I tried: {{ticket.number}} ${process.env.HOME} #{1+1} %s %n %x {0} ]]> &lt;b&gt; &amp;amp; \\u0041 \\x41 \\n',
    answers: [
      'It said hello to everybody on the list like that.',
      'That was a broken mail merge, not your account. Sorry for the odd greeting.',
    ],
  },
  {
    subject: '=HYPERLINK("http://example.example","Statement")',
    category: 'billing',
    body: "=cmd|' /C calc'!A0\n+1+1\n@SUM(1)\n-2+3\nThe export of my statement starts with signs like these and my spreadsheet warns me.",
    answers: [
      'Only the rows with my own track titles.',
      'Those titles begin with a sign that spreadsheets take for a formula. The export puts a quote in front now.',
    ],
  },
  {
    subject: 'null',
    category: 'account',
    body: 'My family name is Null, my first name is True, and your form says that I must enter a name. undefined NaN 0 -0 1e309 [object Object]',
    answers: ['My brother Undefined has no trouble.', 'The form takes Null since today. Thank you for your humour.'],
  },
  {
    subject: 'Lines',
    category: 'other',
    body: `First line.${'\n'.repeat(60)}Sixty lines later.\r\nA Windows line.\rAn old Mac line.\u2028A separator.\u2029A paragraph.\tA tab.`,
    answers: ['\n\n\n  indented  \n\n', 'I read all of them.'],
  },
  {
    subject: '**Bold** _title_ `code` [link](javascript:alert(1))',
    category: 'content',
    body: '# Heading\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](https://example.example/pixel.gif) <details open ontoggle=alert(1)> [a](data:text/html,<script>alert(1)</script>)\n\n```\nrm -rf /\n```',
    answers: ['> quoted\n>> twice', 'We show text as it was typed, without Markdown.'],
  },
  {
    subject: 'ﷺ ﷽ 𒐫 ꧅ wide letters',
    category: 'content',
    body: '﷽﷽﷽﷽﷽﷽ 𒐫𒐫𒐫𒐫 ⸻⸻⸻ ꧅꧅꧅. These are one letter each and push my name out of the page. 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝓯𝓪𝓷𝓬𝔂 ｆｕｌｌｗｉｄｔｈ ﬁﬂ ǆ ẞ İı.',
    answers: ['It is a decoration of a fan page.', 'Names are cut at 60 columns on pages now, not at 60 letters.'],
  },
  {
    subject: 'Ⓜⓘⓧⓔⓓ العربية and 日本語 and עברית in one title',
    category: 'distribution',
    body: 'The credits are: Producer العربية (feat. 田村 遥) & שירה לוי – “Μουσική / Музыка” [Remix №5], 100 % ١٠٠٪ १००. The order changes on each page.',
    answers: ['On my phone the number wanders to the left.', 'We isolate each name now, so that the order stays.'],
  },
]

/** A conversation without end, for threads that are read in pieces. The customer and the staff in turn. */
function festival(count: number): string[] {
  const stages = ['Main stage', 'Tent', 'Harbour stage', 'Church', 'Silent disco']
  const troubles = [
    'backing track half a bar late',
    'click only on the left ear',
    'lyrics of the wrong song',
    'tablet asks for a login',
    'tracks play twice',
    'no sound for ten seconds',
    'all good',
    'set moved by an hour',
  ]
  const answers = [
    'restarted the sync',
    'switched to the copy on the device',
    'took the older version',
    'signed it in again',
    'seen, watching it',
    'that was the network, it is back',
    'noted',
    'moved the schedule',
  ]
  return Array.from({ length: count }, (_, n) => {
    const stage = stages[(n >> 1) % stages.length]
    const time = `${String(10 + ((n >> 3) % 14)).padStart(2, '0')}:${String((n * 7) % 60).padStart(2, '0')}`
    return n % 2 === 0
      ? `${time} ${stage}: ${troubles[(n * 3 + (n >> 4)) % troubles.length]}.`
      : `${stage}, ${answers[(n * 5 + (n >> 4)) % answers.length]}.`
  })
}

oddities.push(
  {
    subject: 'Live log of the festival weekend',
    category: 'technical',
    body: 'As agreed we write everything that happens on the five stages here, so that one of you can help at once.',
    answers: festival(152),
  },
  { subject: 'Log of the second weekend', category: 'technical', body: 'Same as last week, shorter this time.', answers: festival(58) },
)
