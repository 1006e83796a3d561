/** What people of the platform say to each other. `{track}`, `{city}`, `{genre}` and `{name}` are filled in. */
const lines = (text: string): string[] => text.trim().split('\n')

export const posts = lines(`
First mix of {track} is up. The low end took me three weeks and one broken chair.
Who in {city} rents a rehearsal room by the hour? Ours was sold to a gym.
Looking for a cellist for two {genre} songs. Paid, remote is fine.
Played {track} live for the first time yesterday. Eleven people, one dog, best night in years.
Does anybody still master to tape? I have a machine and too much hiss.
Small win: {track} passed ten thousand plays this morning.
Field recordings from the tram depot, free to use, credit me as you like.
How do you all split with session players, share or flat fee?
The new single is called {track}. The cover is a photograph of my grandmother’s kitchen.
Three questions about pre-saves, because I have clearly done it wrong.
Selling my old interface, four channels, one of them has opinions.
Every time I open the session the reverb is louder. I blame the ghosts of {city}.
Finished! {track}, six minutes, no chorus. Please do not tell my label.
I wrote down what I learned about sample clearance this year. Long, no jokes.
Good evening from {city}. Tea, headphones, {genre}.
Which stores still pay for a full listen only? I want to understand my statement.
Anybody else’s drummer moving away? Asking for a band.
Open call: a compilation of {genre} from people who have never been to {city}.
My mother asked what a stem is. I played her the song without me. She liked it more.
The workshop about vocals starts at seven. There are four seats left.
Released today. It is a song about a lamp.
I made a preset bank out of kitchen sounds, it is in my shop.
Back from the studio with nothing and very happy about it.
Please listen before the weekend and tell me whether the second verse is too long.`)

export const unkindPosts = lines(`
Everybody who uses this preset should be thrown out of the profession, starting with {name}.
GET 10,000 REAL PLAYS TONIGHT >> plays-now.example, first fifty only
{name} bought all their plays, ask them in {city}, they will cry
Free cracked plugins, all of them, link in my profile
Selling verified accounts, write me`)

export const comments = lines(`
The bridge, please, once more.
I know that chair.
Sent you a message.
Beautiful. What microphone is this?
Try a shorter delay on the snare, it hides the voice.
We do flat fee and a share above a thousand.
Congratulations!
The second verse is exactly long enough.
I can do the cello, I am in {city} until June.
This made me miss a bus.
Same here, and ours moved to {city}.
Do you have the dry vocal?
Louder ghosts, please.
I would buy this on tape.
The lamp song is stuck in my head.
Is it in the stores already?
Ask for the statement in the long form, it says which listens count.
Grandmother’s kitchen wins.`)

export const unkindComments = lines(`
stop singing
you stole this from {name} and everybody knows
learn to tune your guitar or leave
bots, all of them, look at the numbers
DM me for cheap promotion, results in 24 h
go back to {city}`)

/** Short talks, a line each in turn. */
export const talks: string[][] = [
  [
    'Hi, is the loop library also available for films?',
    'Yes, with the commercial licence.',
    'Perfect, I take that one.',
    'Thank you! Tell me when it is out.',
  ],
  ['Would you play on two songs in March?', 'If it is the last week, gladly.', 'It is. I send you the demos tonight.'],
  ['I think we have the same drummer', 'Marek?', 'Marek.', 'Then we have the same problem on Fridays'],
  [
    'Your mix came back too quiet in the left.',
    'Which file? I hear both sides.',
    'The second, from 1:20.',
    'Found it, a muted bus. New file in an hour.',
    'Wonderful.',
  ],
  ['Are you coming to the showcase?', 'Only if somebody drives.', 'I drive.', 'Then I bring the biscuits.'],
  [
    'Can I use eight bars of your piano for a beat?',
    'What is it for?',
    'A single, 200 copies and the stores.',
    'Ten percent and my name in the credits.',
    'Fair, done.',
  ],
  ['The link to the stems is dead', 'Try again now', 'Works, thanks'],
  ['Hello! I am a fan from {city}.', 'Hello! Which song?', '{track}, all the time.'],
]

export const unkindMessages = lines(`
Pay me or I tell everybody where you live.
Hello friend, your account wins a promotion, log in at account-check.example to claim it.
I know which train you take.
Want plays? 5 EUR a thousand, nobody notices.`)

export const groups: [name: string, description: string, visibility: 'public' | 'private' | 'secret', approves: boolean][] = [
  ['Modular night', 'Cables, patience and a cup of tea.', 'public', false],
  ['Bedroom producers', 'Small rooms, good ideas.', 'public', true],
  ['Women behind the desk', 'Engineers and producers, no beginners’ jokes.', 'private', true],
  ['Choirs of Europe', 'Scores, rooms, tours.', 'public', false],
  ['Lo-fi and friends', 'Bring your own crackle.', 'public', false],
  ['Label people', 'Contracts, dates, coffee.', 'private', true],
  ['Oud and saz', 'Players, makers, listeners.', 'public', false],
  ['Nordic drone', 'One chord is plenty.', 'public', true],
  ['Afrobeat makers', 'Rhythm sections wanted.', 'public', false],
  ['Sync and score', 'Music for pictures.', 'private', true],
  ['Vinyl pressers', 'Plants, prices, waiting times.', 'public', false],
  ['Night shift mastering', 'Feedback after ten in the evening.', 'public', true],
  ['Tape Loop Society', 'Scissors allowed.', 'secret', false],
  ['Young songwriters', 'Under 25, first songs welcome.', 'public', true],
  ['Carnatic and jazz', 'Where the two meet.', 'public', false],
  ['Rehearsal rooms', 'Hours to give away.', 'public', false],
]

export const articles: [title: string, excerpt: string, category: string][] = [
  ['How your plays become money', 'From a listen to a line of your statement, in nine steps.', 'tutorial'],
  ['Eight mistakes in split sheets', 'And how two bands mended theirs.', 'tutorial'],
  ['What changes for pre-orders', 'Two stores ask for the cover five days earlier.', 'news'],
  ['A visit to the pressing plant', 'Why your record needs fourteen weeks.', 'news'],
  ['Clearing a sample without a lawyer', 'When you can, and when you had better not.', 'tutorial'],
  ['New: stems in the library', 'Sort them, play them, share them.', 'news'],
  ['Mixing in a room with one window', 'Small rooms have one good spot. Find it.', 'tutorial'],
  ['Why your release was held', 'What reviewers look at before a release leaves us.', 'tutorial'],
  ['The choir that records in a tunnel', 'Ostrava, a tunnel and eleven seconds of echo.', 'portrait'],
  ['Prices from next year', 'The plans, side by side.', 'news'],
  ['Registering works with your society', 'Numbers to have at hand.', 'tutorial'],
  ['Ten songs about ferries', 'Picked by the people who look at your releases.', 'portrait'],
]

export const badges: [code: string, title: string, description: string][] = [
  ['first_release', 'First release', 'The first release is out.'],
  ['ten_thousand', 'Ten thousand', 'Ten thousand plays.'],
  ['helper', 'Helping hand', 'Twenty comments that others liked.'],
  ['founder', 'Here from the start', 'Member since the first year.'],
  ['teacher', 'Teacher', 'Held a workshop.'],
  ['seller', 'Shopkeeper', 'Sold for the first time.'],
]

export const skills: Record<string, string> = {
  musician:
    'Guitar, Bass, Drums, Piano, Violin, Cello, Double Bass, Trumpet, Saxophone, Flute, Accordion, Oud, Koto, Tabla, Kora, Harp, Percussion, Ukulele, Sitar, Clarinet',
  producer_engineer:
    'Mixing, Mastering, Beat Making, Sound Design, Recording, Editing, Arrangement, Restoration, Foley, Live Sound, Tape, Modular Synthesis, Film Score, Game Audio',
  vocalist: 'Lead Vocals, Harmony, Rap, Beatbox, Opera, Choir, Voice Over, Yodel, Throat Singing, Backing Vocals, Spoken Word, Toplining',
  visual_artist: 'Cover Design, Photography, Illustration, Animation, Stage Design, Poster, Lettering, Video, Light, Costume',
  educator:
    'Music Theory, Ear Training, Guitar Lessons, Piano Lessons, Songwriting, Production Coaching, Voice Training, Workshops, Curriculum',
  content_creator: 'Reviews, Podcast, Streaming, Short Video, Playlist Curation, Interviews, Blog, Memes',
  industry_professional:
    'Management, Booking, Publishing, Sync, Promotion, Law, Accounting, Distribution, Label Work, Tour Management, Grants',
  music_tools_creator: 'Plugins, Sample Packs, Presets, Instruments, Max Patches, Firmware, Scripts, Hardware, Loops',
}
