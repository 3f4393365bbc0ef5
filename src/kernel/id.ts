import { randomBytes, randomInt } from 'node:crypto'

import { beijingDay } from './clock.ts'

let lastMs = 0
let counter = 0

/** Tells the ids of processes apart that share a database: 0 to 99. The engine hands in its stripe. */
const ownNode = randomInt(16, 100)

/**
 * A 22-character id of digits that sorts by time: 13 digits of milliseconds, 4 of a counter within the millisecond, 2 of
 * the node that made it, 3 random. One process never repeats, nor do two nodes; the random digits are for two
 * processes that drew the same node.
 */
export function timeId(nowMs: number, node = ownNode): string {
  const [ms, count] = tick(nowMs)
  return `${ms}${count}${twoDigits(node)}${String(randomInt(1000)).padStart(3, '0')}`
}

/**
 * 28 digits, `yyyyMMdd2200` first as tills expect of a `trade_no`, then 16 that sort by time within the day: 10 of the
 * milliseconds, 4 of the counter, 2 of the node.
 */
export function tradeNo(nowMs: number, node = ownNode): string {
  const [ms, count] = tick(nowMs)
  return `${beijingDay(nowMs).replaceAll('-', '')}2200${ms.slice(3)}${count}${twoDigits(node)}`
}

const twoDigits = (node: number): string => String(node % 100).padStart(2, '0')

/** A moment that this process has not named before: milliseconds of 13 digits, and a count within them. */
function tick(nowMs: number): [ms: string, count: string] {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = 0
  } else if (++counter > 9999) {
    lastMs += 1
    counter = 0
  }
  return [String(lastMs), String(counter).padStart(4, '0')]
}

/** A member's or merchant's number: `2088` and 12 digits, as Alipay numbers its users and partners. */
export const partnerId = (): string =>
  `2088${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`

/** 16 digits beginning `2021`, as Alipay numbers apps. */
export const appId = (): string => `2021${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`

/** 256 random bits, for sessions and tokens. */
export const secretToken = (): string => randomBytes(32).toString('base64url')
