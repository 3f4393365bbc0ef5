import { isUtf8 } from 'node:buffer'

import type { FastifyRequest } from 'fastify'

import { isPlain, notPlain } from '../plain-text.ts'
import { Refusal } from './refusal.ts'

const depthMax = 32

/** What a gun scans may end in a line feed, and a request that is looked into has many; nobody is shown either as a name. */
const unread: ReadonlySet<string> = new Set(['code', 'text'])

/** Reads a JSON body strictly: UTF-8 alone, plain texts, no `__proto__`, at most 32 levels. An empty body is undefined. */
export function parseJson(
  _: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  try {
    done(null, readJson(typeof body === 'string' ? Buffer.from(body) : body))
  } catch (error) {
    done(error as Error)
  }
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw unreadable('The body is not valid UTF-8. Encode it as UTF-8.')
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw unreadable('The body is not valid JSON. Correct it and send it again.')
  }
  refuseWithin(value, refuseUnplain)
  return value
}

/**
 * Refuses what no column of text can hold (NUL, half a surrogate pair) in the query and the path, of APIs and of
 * the gateway's form bodies alike.
 */
export function refuseUnstorable(request: FastifyRequest): void {
  refuseWithin(request.query)
  refuseWithin(request.params)
}

/** Walks with a stack of its own, so that depth costs no call stack. */
function refuseWithin(root: unknown, refuse = refuseText): void {
  const waiting: [value: unknown, field: string, depth: number][] = [[root, '', 0]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, field, depth] = next
    if (typeof value === 'string') refuse(value, field)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= depthMax) throw unreadable(`The body is nested deeper than ${depthMax} levels.`)
    for (const [name, inner] of Object.entries(value)) {
      refuseText(name, field)
      if (name === '__proto__') throw unreadable('A member may not be named `__proto__`.')
      waiting.push([inner, field === '' ? name : `${field}.${name}`, depth + 1])
    }
  }
}

function refuseText(text: string, field: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return
  throw unreadable(
    'A text holds a NUL character or half a surrogate pair. Remove it and send it again.',
    field,
  )
}

function refuseUnplain(text: string, field: string): void {
  refuseText(text, field)
  if (isPlain(text) || unread.has(field)) return
  throw unreadable(`\`${field}\` ${notPlain}, and send it again.`, field)
}

const unreadable = (message: string, field = ''): Refusal =>
  new Refusal({ code: 'INVALID_REQUEST', message, ...(field !== '' && { field }) })
