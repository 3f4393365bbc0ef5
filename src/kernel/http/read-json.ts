import { isUtf8 } from 'node:buffer'

import type { FastifyRequest } from 'fastify'

import { isPlain, notPlain } from '../plain-text.ts'
import { Refusal } from './refusal.ts'

const depthMax = 32

/** What a gun scans may end in a line feed, and a request that is looked into has many; nobody is shown either as a name. */
const unread: ReadonlySet<string> = new Set(['code', 'text'])

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

/** Reads a JSON body strictly: UTF-8 alone, plain texts, no `__proto__`, at most 32 levels. An empty body is undefined. */
export function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw unreadable('The body is not valid UTF-8. Encode it as UTF-8.')
  const text = body.toString()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable('The body is not valid JSON. Correct it and send it again.')
  }
  if (!isHarmless(text)) refuseWithin(value, refuseUnplain)
  return value
}

/**
 * Whether there is nothing in a body to look for: plain and without an escape as a whole, it is so in every part. What tills send all
 * day is; walking through its parts took 9 µs, a fifteenth of a payment.
 */
const isHarmless = (text: string): boolean =>
  !text.includes('\\') && !text.includes('__proto__') && !isDeep(text) && isPlain(text)

/** Whether brackets open often enough to be nested too deep. */
function isDeep(text: string): boolean {
  let opened = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if ((char === 0x7b || char === 0x5b) && ++opened > depthMax) return true
  }
  return false
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
