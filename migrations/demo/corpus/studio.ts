/** Words of the studio. */
export const prompts = [
  'slow waltz for accordion and rain, 84 bpm, no drums',
  'city pop with a tired saxophone, night drive, female voice',
  'techno made of kitchen sounds, dry, 128 bpm',
  'choir of eight in a tunnel, long chords, no words',
  'highlife guitars, bright, wedding in the afternoon',
  'lullaby in 5/8, felt piano, whispered',
  'doom with a church organ, 60 bpm',
  'bossa nova about a lost umbrella',
  'oud and drum machine, desert at dusk',
  'shoegaze, two chords, everything underwater',
]
export const improved = 'with a clear form: intro of eight bars, verse, chorus, bridge, chorus, ending without fade'
export const lyricPrompts = [
  'a song about the last tram',
  'four verses about salt',
  'a duet of two lighthouses',
  'somebody who keeps the radio on',
  'a letter to a rented room',
]
export const lyricTexts: [title: string, text: string][] = [
  ['The last tram', 'The last tram knows my name by now\nit waits until I run\nthe driver hums the second verse\nof songs I have not sung'],
  ['Salt', 'There is salt on the stairs and salt in the tea\nsalt in the letters you did not send me'],
  ['Two lighthouses', 'I turn when you turn\nwe never have met\nten miles of weather\nand not broken yet'],
  ['Radio on', 'Leave it on low so the house is not gone\nI sleep a bit better with somebody on'],
  ['Rented room', 'Goodbye to the window that never would close\nyou kept all my secrets, you let in the snow'],
]
export const projects: [name: string, concept: string, genre: string, mood: string][] = [
  ['Tunnel songs', 'Eight songs for voices and eleven seconds of echo.', 'choral', 'calm'],
  ['Night bus', 'An album between two stops.', 'city pop', 'wistful'],
  ['Kitchen record', 'Only sounds from one kitchen.', 'electronic', 'playful'],
  ['Dust', 'Four long pieces for oud and machine.', 'world', 'warm'],
  ['Letters home', 'Songs in the languages of my grandparents.', 'folk', 'hopeful'],
  ['Low tide', 'Ambient, one piece an hour.', 'ambient', 'calm'],
  ['Wedding band, finally', 'Covers of ourselves.', 'pop', 'driving'],
]
export const personas = [
  'Aunt with a cigarette',
  'Choirboy at thirty',
  'Robot in love',
  'Smoky alto',
  'Village choir',
  'Radio announcer',
  'Whisper',
]
export const failures = [
  'The provider was busy for ten minutes.',
  'The reference is longer than eight minutes.',
  'The prompt names a living artist.',
  'The answer held no audio.',
]
export const samples = [
  'rain-on-zinc',
  'tram-door',
  'felt-piano-take-3',
  'snare-room',
  'vocal-idea',
  'oud-phrase',
  'kick-long',
  'choir-ah',
  'bass-loop-92',
  'kettle',
]
