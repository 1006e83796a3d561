/** The rights of the catalogue. Returns who receives which part of a track, for the royalties. */
import type { World } from '../world.ts'
import { addClaims } from './claims.ts'
import { addConflicts, pickDisputed } from './conflicts.ts'
import { addRegistrations, addSplits, type Recipient } from './splits.ts'

export function addRights(world: World): Map<string, Recipient[]> {
  const works = addRegistrations(world)
  const disputed = pickDisputed(world, works)
  addClaims(world, disputed)
  addConflicts(world, works, disputed)
  return addSplits(world)
}
