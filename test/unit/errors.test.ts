// From what drivers, servers and the system throw to codes and sentences.

import { describe, expect, it } from 'vitest'
import { Problem, toAppError, toProblem } from '../../electron/services/errors.ts'
import { doubtAfter } from '../../electron/services/outbox-fate.ts'
import { settlesEarlier } from '../../shared/errors.ts'

const thrown = (code: string, more: object = {}) => Object.assign(new Error('Some words of the server'), { code, ...more })
const bySql = (code: string, more: object = {}) => toProblem(thrown(code, { severity: 'ERROR', ...more }))

describe('SQLSTATEs', () => {
  it.each([
    ['28P01', 'auth_failed'],
    ['28000', 'auth_failed'],
    ['3D000', 'invalid'],
    ['57014', 'timeout'],
    ['57P01', 'offline'],
    ['57P03', 'offline'],
    ['08006', 'offline'],
    ['08P01', 'offline'],
    ['25006', 'offline'],
    ['53300', 'busy'],
    ['53200', 'busy'],
    ['40001', 'busy'],
    ['40P01', 'busy'],
    ['55P03', 'busy'],
    ['42501', 'not_allowed'],
    ['3F000', 'schema_missing'],
    ['42883', 'schema_missing'],
    ['42P01', 'schema_missing'],
    ['22021', 'invalid'],
    ['22P05', 'invalid'],
    ['22P02', 'invalid'],
    ['23505', 'invalid'],
    ['54000', 'invalid'],
    ['XX000', 'internal'],
  ])('%s is %s', (code, expected) => {
    const problem = bySql(code)
    expect(problem).toMatchObject({ code: expected, source: code })
    // The server's own words may be in any language and quote values.
    expect(problem.message).not.toContain('Some words')
  })

  it.each([
    ['BL001', 'stale'],
    ['BL002', 'not_allowed'],
    ['BL003', 'illegal_transition'],
    ['BL004', 'already_claimed'],
    ['BL005', 'needs_step_up'],
    ['BL006', 'invalid'],
    ['BL007', 'not_found'],
    ['BL008', 'command_reused'],
  ])('%s is %s, with its sentence and facts', (code, expected) => {
    const problem = bySql(code, { detail: '{"version": 3}' })
    expect(problem).toMatchObject({ code: expected, source: code, message: 'Some words of the server', detail: { version: 3 } })
  })

  it.each([undefined, '', 'not json', '[]', 'null', '1'])('a detail that is no object of facts is none: %s', (detail) => {
    expect(bySql('BL001', { detail }).detail).toEqual({})
  })
})

describe('the system', () => {
  it.each([
    ['ECONNREFUSED', 'offline'],
    ['ENOTFOUND', 'offline'],
    ['ETIMEDOUT', 'offline'],
    ['EHOSTUNREACH', 'offline'],
    ['ECONNRESET', 'offline'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EPROTO', 'tls'],
    ['SQLITE_FULL', 'storage'],
    ['SQLITE_CORRUPT', 'storage'],
    ['ENOSPC', 'storage'],
    ['EROFS', 'storage'],
    ['EWHATEVER', 'internal'],
  ])('%s is %s', (code, expected) => {
    expect(toProblem(thrown(code))).toMatchObject({ code: expected, source: code })
  })

  it('a five-letter system code is no SQLSTATE', () => {
    expect(toProblem(thrown('EPIPE')).code).toBe('offline')
  })

  it('says the first reason when every address of a host failed', () => {
    expect(toProblem(new AggregateError([thrown('ECONNREFUSED'), thrown('ENETUNREACH')]))).toMatchObject({ source: 'ECONNREFUSED' })
  })

  it.each([undefined, null, 'text', 7, {}, new Error('anything')])('anything else is internal and quotes nothing: %s', (value) => {
    const problem = toProblem(value)
    expect(problem.code).toBe('internal')
    expect(problem.message).not.toContain('anything')
  })
})

it('every error is a sentence with a time and a reference', () => {
  const error = toAppError(toProblem(thrown('ECONNREFUSED')))
  expect(error.message).toMatch(/^[A-Z].*\.$/)
  expect(error.at).toMatch(/^\d{4}-.*Z$/)
  expect(error.ref).toMatch(/^[0-9a-f]{8}$/)
  expect(toProblem(new Problem('stale', 'It is stale.')).code).toBe('stale')
})

describe('whether an earlier attempt may have taken effect', () => {
  it.each([
    ['the command itself was refused', 'stale', 'BL001', false],
    ['the right was taken away meanwhile', 'not_allowed', 'BL002', true],
    ['nothing of it reached the database', 'needs_step_up', null, true],
    ['the server is gone again', 'offline', '57P01', true],
    ['the server was too busy', 'busy', '40001', true],
  ] as const)('%s', (_, code, source, isInDoubt) => {
    const problem = new Problem(code, 'Refused.', { source })
    expect([settlesEarlier(problem), doubtAfter(problem, true)]).toEqual([!isInDoubt, isInDoubt])
  })
})
