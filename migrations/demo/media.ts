/**
 * Sound and pictures that can be played and looked at: they lie in resources/media, below the demo's object store, and were all made by
 * a program. What is not among them, originals and archives, has an address and no bytes.
 */
export const files = 'https://files.backline.example'

export interface Sound {
  url: string
  seconds: number
}

const seconds = { tide: 124, tram: 97, harbour: 139, kitchen: 88, lantern: 112, glass: 71 }
const pictures = ['dots', 'fan', 'hills', 'night', 'record', 'rings', 'strings', 'sun', 'tiles', 'waves']

export type SoundName = keyof typeof seconds
export const sound = (name: SoundName): Sound => ({ url: `${files}/media/${name}.ogg`, seconds: seconds[name] })

export const sounds = (Object.keys(seconds) as SoundName[]).map(sound)
export const covers = pictures.map((name) => `${files}/media/cover-${name}.png`)
export const avatars = [1, 2, 3, 4, 5, 6].map((n) => `${files}/media/avatar-${n}.png`)

/** Always the same one for the same id. */
const chosen = <T>(choices: readonly T[], id: string): T => choices[Number.parseInt(id.slice(-6), 16) % choices.length] as T

export const soundOf = (id: string): Sound => chosen(sounds, id)
export const coverOf = (id: string): string => chosen(covers, id)
export const avatarOf = (id: string): string => chosen(avatars, id)
