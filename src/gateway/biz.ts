import { isPlain, notPlain } from '#kernel/plain-text.ts'

import { invalid, refusal, Refused } from './codes.ts'
import { aboutField, holdsNul, type Words } from './words.ts'

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
  const wrong = (...what: Words) => new Refused(invalid(name, what))
  if (text === undefined) {
    throw wrong(
      '不能为空，请传入 JSON 格式的业务参数',
      'is missing; send the business parameters in it, as JSON',
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw wrong(
      '不是 JSON，签名后请原样发送',
      'is not JSON; serialise an object and send it unchanged after signing',
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const example = '{"out_trade_no":"…"}'
    throw wrong(`必须是 JSON 对象，形如 ${example}`, `must be a JSON object, such as ${example}`)
  }
  checkInside(value, { name, path: '', depth: 1 })
  return value as Biz
}

/** Where a value lies, within the parameter of this name. */
type Place = { name: string; path: string; depth: number }

/** Looks at every text and level, the last member first. Levels are few, so that a hostile nesting cannot exhaust the stack. */
function checkInside(value: unknown, { name, path, depth }: Place): void {
  if (typeof value === 'string') return checkText(value, path || name)
  if (typeof value !== 'object' || value === null) return
  if (depth > depthMax) {
    const what = `nests deeper than ${depthMax} levels; flatten it`
    throw new Refused(invalid(name, [`嵌套超过 ${depthMax} 层`, what]))
  }
  const keys = Object.keys(value)
  for (const key of keys) checkText(key, path || name)
  for (const key of keys.toReversed()) {
    const inner = (value as Biz)[key]
    const at = path === '' ? key : `${path}.${key}`
    if (typeof inner === 'string') checkText(inner, at)
    else checkInside(inner, { name, path: at, depth: depth + 1 })
  }
}

const halved: Words = [
  '含有半个字符',
  'holds half of a character (a lone surrogate); send it whole',
]
const unplain: Words = ['含有换行、控制字符或改变书写方向的字符，请去掉', notPlain]

function checkText(text: string, path: string): void {
  const name = path.slice(0, 100)
  if (text.includes('\0')) throw new Refused(invalid(name, holdsNul))
  if (!text.isWellFormed()) {
    throw new Refused(invalid(name, halved))
  }
  if (isPlain(text) || unread.has(path)) return
  throw new Refused(refusal('40004', 'ACQ.INVALID_PARAMETER', aboutField(name, unplain)))
}
