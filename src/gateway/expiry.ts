import { beijingDay, parseBeijing } from '#kernel/clock.ts'

import type { Biz } from './biz.ts'
import { Refused } from './codes.ts'
import { failureAnswer } from './failure.ts'
import { text, wrongField } from './fields.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const longestMs = 15 * unitMs.d

/**
 * When an unpaid order closes, milliseconds UTC: `time_expire` (a Beijing time) wins over `timeout_express` (`1m` to
 * `15d`, or `1c` for the end of the Beijing day); null where neither was sent.
 */
export function expiryOf(biz: Biz, now: number): number | null {
  const at = absolute(text(biz, 'time_expire', 32)) ?? relative(biz, 'timeout_express', now)
  if (at === undefined) return null
  if (at <= now || at > now + longestMs) throw new Refused(failureAnswer('EXPIRY_INVALID'))
  return at
}

function absolute(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const at = parseBeijing(given.length === 16 ? `${given}:00` : given)
  if (at === undefined) {
    throw wrongField('time_expire', [
      '格式必须是 yyyy-MM-dd HH:mm:ss，北京时间',
      'send yyyy-MM-dd HH:mm:ss, Beijing time',
    ])
  }
  return at
}

/** `1m` to `15d` from now, or `1c` for the end of the Beijing day, as milliseconds UTC; undefined where it was not sent. */
export function relative(biz: Biz, name: string, now: number): number | undefined {
  const given = text(biz, name, 6)
  if (given === undefined) return undefined
  if (given === '1c') return parseBeijing(`${beijingDay(now)} 23:59:59`)
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(given)
  const ms = match ? Number(match[1]) * unitMs[match[2] as 'm'] : Infinity
  if (ms > longestMs) {
    throw wrongField(name, [
      '必须是 1m 到 15d（m 分、h 时、d 天），或 1c',
      'send 1m to 15d (m, h, d), or 1c',
    ])
  }
  return now + ms
}
