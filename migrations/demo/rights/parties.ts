/** Who may hold a right: an artist, a company of the platform, or somebody outside it. */
import type { Artist } from '../catalog/music.ts'
import type { Organization } from '../people/organizations.ts'
import { featuredPerson, type World } from '../world.ts'

export interface Party {
  name: string
  type: 'user' | 'artist' | 'label' | 'publisher' | 'organization' | 'external'
  id: string | null
  /** The account that acts for it, if there is one. */
  userId: string | null
}

export const artistParty = (artist: Artist): Party => ({ name: artist.name, type: 'artist', id: artist.id, userId: artist.person.id })

export function companyParty(organization: Organization): Party {
  const type =
    organization.type === 'label' || organization.type === 'sub_label'
      ? 'label'
      : organization.type === 'publisher'
        ? 'publisher'
        : 'organization'
  return { name: organization.name, type, id: organization.id, userId: organization.owner.id }
}

export const outsider = (name: string): Party => ({ name, type: 'external', id: null, userId: null })

/** The party of that name, wherever it is found; else somebody outside the platform. */
export function partyNamed(world: World, name: string): Party {
  const organization = world.organizations.find((candidate) => candidate.name === name)
  if (organization) return companyParty(organization)
  const artist = world.artists.find((candidate) => candidate.person.featured && candidate.name === name)
  return artist ? artistParty(artist) : outsider(name)
}

/** The account in whose name something of that party is entered. */
export const accountOf = (world: World, party: Party): string => party.userId ?? featuredPerson(world, 'Klinta').id
