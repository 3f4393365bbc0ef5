import { type Fen, parseYuan, yuan } from '#kernel/money.ts'
import { countCharacters } from '#kernel/plain-text.ts'

import type { Biz } from './biz.ts'
import { refusal, Refused } from './codes.ts'
import { aboutField, absent, absentBoth, type Words } from './words.ts'

/** A field of `biz_content` is wrong: `ACQ.INVALID_PARAMETER`, named, with what it must be. */
export const wrongField = (name: string, what: Words): Refused =>
  new Refused(refusal('40004', 'ACQ.INVALID_PARAMETER', aboutField(name, what)))

const unsafe: Words = ['必须以字符串传入', 'send it as text, in quotes']
const unoffered: Words = ['本网络不支持，请勿传入', 'is not offered by this network; leave it out']

/** Text of at most `max` characters; a JSON number counts as its digits, and `""` as absent. */
export function text(biz: Biz, name: string, max: number): string | undefined {
  const value = Object.hasOwn(biz, name) ? biz[name] : undefined
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number') {
    // A number beyond 2^53 lost digits in its JSON reader already; guessing them would name another order.
    if (!Number.isSafeInteger(value)) throw wrongField(name, unsafe)
    return text({ [name]: String(value) }, name, max)
  }
  if (typeof value !== 'string') throw wrongField(name, ['必须是字符串', 'must be text'])
  if (value.length <= max) return value
  const count = countCharacters(value)
  if (count > max) {
    throw wrongField(name, [
      `最多 ${max} 个字符，实际 ${count} 个`,
      `at most ${max} characters, not ${count}`,
    ])
  }
  return value
}

export function required(biz: Biz, name: string, max: number): string {
  const value = text(biz, name, max)
  if (value === undefined) throw wrongField(name, absent)
  return value
}

/** A number of the merchant's: 1 to 64 letters, digits and `_`. */
export function orderNumber(biz: Biz, name: string): string | undefined {
  const value = text(biz, name, 64)
  if (value !== undefined && !/^[0-9A-Za-z_]+$/.test(value)) {
    throw wrongField(name, ['只能包含字母、数字和下划线', 'only letters, digits and _ are allowed'])
  }
  return value
}

/** Yuan with at most two decimals, as text or as a JSON number, from 0.01 to `max` fen. */
export function amount(biz: Biz, name: string, max: Fen): Fen {
  const value = Object.hasOwn(biz, name) ? biz[name] : undefined
  if (value === undefined || value === null || value === '') throw wrongField(name, absent)
  const fen = parseYuan(value)
  if (fen === undefined || fen < 1n || fen > max) {
    throw wrongField(name, [
      `必须是 0.01 到 ${yuan(max)} 元的金额，最多两位小数`,
      `must be yuan from 0.01 to ${yuan(max)} with at most two decimals`,
    ])
  }
  return fen
}

/** The two names of a trade; at least one. `trade_no` wins, as everywhere at Alipay. */
export function tradeName(biz: Biz, merchantId: string) {
  const outTradeNo = orderNumber(biz, 'out_trade_no')
  const tradeNo = text(biz, 'trade_no', 64)
  if (outTradeNo === undefined && tradeNo === undefined) {
    throw wrongField('out_trade_no', absentBoth('trade_no'))
  }
  return {
    merchantId,
    ...(outTradeNo !== undefined && { outTradeNo }),
    ...(tradeNo !== undefined && { tradeNo }),
  }
}

/** What the gateway does not offer is refused rather than silently not done. */
export function notOffered(biz: Biz, names: readonly string[]): void {
  for (const name of names) {
    const value = Object.hasOwn(biz, name) ? biz[name] : undefined
    const empty = value === undefined || value === null || value === '' || isEmptyList(value)
    if (!empty) throw wrongField(name, unoffered)
  }
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0
