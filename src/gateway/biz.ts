import { isPlain, notPlain } from '#kernel/plain-text.ts'

import { invalid, refusal, Refused } from './codes.ts'

export type Biz = Readonly<Record<string, unknown>>

/** How deep lists and objects may lie in each other. */
const depthMax = 20

/** What goes back as it came, and what a gun scans and may end in a line feed. */
const unread: ReadonlySet<string> = new Set(['passback_params', 'auth_code'])

/**
 * Reads `biz_content`, or what else `name` says. Throws `Refused` for broken JSON, another value than an object, and
 * what no text may hold.
 */
export function parseBiz(text: string | undefined, name = 'biz_content'): Biz {
  const wrong = (what: string) => new Refused(invalid(name, what))
  if (text === undefined) throw wrong('is missing; send the business parameters in it, as JSON')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw wrong('is not JSON; serialise an object and send it unchanged after signing')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('must be a JSON object, such as {"out_trade_no":"…"}')
  }
  checkInside(value, name)
  return value as Biz
}

/** Looks at every text and level without recursion, so that a hostile nesting cannot exhaust the stack. */
function checkInside(root: object, name: string): void {
  const open: { value: unknown; path: string; depth: number }[] = [
    { value: root, path: '', depth: 1 },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path, depth } = next
    if (typeof value === 'string') checkText(value, path || name)
    if (typeof value !== 'object' || value === null) continue
    if (depth > depthMax) {
      throw new Refused(invalid(name, `nests deeper than ${depthMax} levels; flatten it`))
    }
    for (const [key, inner] of Object.entries(value)) {
      checkText(key, path || name)
      open.push({ value: inner, path: path === '' ? key : `${path}.${key}`, depth: depth + 1 })
    }
  }
}

function checkText(text: string, path: string): void {
  const name = path.slice(0, 100)
  if (text.includes('\0')) throw new Refused(invalid(name, 'holds a NUL character; leave it out'))
  if (!text.isWellFormed()) {
    throw new Refused(invalid(name, 'holds half of a character (a lone surrogate); send it whole'))
  }
  if (isPlain(text) || unread.has(path)) return
  throw new Refused(refusal('40004', 'ACQ.INVALID_PARAMETER', `${name}: ${notPlain}`))
}
