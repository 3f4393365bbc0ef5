import { randomBytes, randomInt } from 'node:crypto'

import { beijingDay } from './clock.ts'

let lastMs = 0
let counter = 0

/**
 * A 22-character id of digits that sorts by time: 13 digits of milliseconds, 4 of a counter within the millisecond,
 * 5 random. One process never repeats; two processes collide in one millisecond with odds below 1 in 10^5, and the
 * primary key turns that into a retry.
 */
export function timeId(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = 0
  } else if (++counter > 9999) {
    lastMs += 1
    counter = 0
  }
  return `${lastMs}${String(counter).padStart(4, '0')}${String(randomInt(100_000)).padStart(5, '0')}`
}

/** 28 digits, `yyyyMMdd2200` first as tills expect of a `trade_no`, then 16 that sort by time within the day. */
export function tradeNo(nowMs: number): string {
  const id = timeId(nowMs)
  return `${beijingDay(nowMs).replaceAll('-', '')}2200${id.slice(3, 13)}${id.slice(13, 17)}${id.slice(-2)}`
}

/** A member's or merchant's number: `2088` and 12 digits, as Alipay numbers its users and partners. */
export const partnerId = (): string =>
  `2088${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`

/** 16 digits beginning `2021`, as Alipay numbers apps. */
export const appId = (): string => `2021${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`

/** 256 random bits, for sessions and tokens. */
export const secretToken = (): string => randomBytes(32).toString('base64url')
