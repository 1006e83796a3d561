// Every action that the migrations can write into the audit has a name of its own.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { actionName, hasActionName } from '../../shared/actions.ts'
import { kycDecisions } from '../../shared/kyc.ts'

const folder = join(import.meta.dirname, '../../migrations/console')
const sql = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll(/--.*$/gm, ''))
  .join('\n')

/** What writes an entry, and which of its arguments is the action. */
const recorders: Record<string, number> = {
  audit_append: 2,
  item_done: 1,
  person_done: 1,
  payout_done: 1,
  payout_act: 1,
  payout_outcome: 1,
}
/** Actions that are put together: of a decision, and of a penalty that touches the account. */
const built: Record<string, readonly string[]> = {
  "'kyc_' || decision": kycDecisions.map((decision) => `kyc_${decision}`),
  "'case_' || penalty": ['case_limit', 'case_suspend', 'case_ban'],
}

/** The arguments of the call that begins at `at`, as they are written. */
function argumentsAt(at: number): string[] {
  const found = ['']
  let depth = 0
  let isText = false
  for (let n = sql.indexOf('(', at) + 1; n < sql.length; n++) {
    const letter = sql[n] as string
    if (letter === "'") isText = !isText
    if (!isText && letter === ')' && depth === 0) break
    if (!isText && '(['.includes(letter)) depth++
    if (!isText && ')]'.includes(letter)) depth--
    if (!isText && letter === ',' && depth === 0) found.push('')
    else found[found.length - 1] += letter
  }
  return found.map((each) => each.trim())
}

/** Every written action, by how it is written. */
const written = Object.entries(recorders).flatMap(([name, place]) =>
  [...sql.matchAll(new RegExp(`(create function )?console\\.${name}\\(`, 'g'))]
    .filter(([, isDefinition]) => !isDefinition)
    .map(({ index }) => argumentsAt(index)[place] ?? '')
    // In a recorder itself: those who call it say it.
    .filter((action) => action !== 'name' && !/^(text|uuid)/.test(action)),
)
const actions = new Set(
  written.flatMap((each) => {
    if (built[each]) return built[each]
    const outcomes = each.startsWith('case ') ? [...each.matchAll(/(?:then|else) ('\w+')/g)].map(([, text]) => text as string) : [each]
    return outcomes.map((text) => /^'(\w+)'$/.exec(text)?.[1] ?? `unread: ${text}`)
  }),
)

describe('the actions of the audit', () => {
  test('are found, however they are written', () => {
    expect([...actions].filter((action) => action.startsWith('unread'))).toEqual([])
    expect(actions.size).toBeGreaterThan(60)
    // Whoever passes an action on is a recorder too.
    const passing = [...sql.matchAll(/create function console\.((?!command_)\w+)\(command_id uuid, name text/g)].map(
      ([, name]) => name as string,
    )
    expect(Object.keys(recorders)).toEqual(expect.arrayContaining(passing))
  })

  test.each([...actions].sort())('%s has a name', (action) => expect(hasActionName(action)).toBe(true))

  test('have names that tell them apart, in the words of people', () => {
    const names = [...actions].map(actionName)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[A-Z][a-z’: ]+$/)
    expect(actionName('of_a_later_version')).toBe('Of a later version')
  })
})
