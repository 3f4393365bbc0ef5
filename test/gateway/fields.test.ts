import { expect, test } from 'vitest'

import { parseBiz } from '#gateway/biz.ts'
import type { Refused } from '#gateway/codes.ts'
import { expiryOf } from '#gateway/expiry.ts'
import { failureAnswer } from '#gateway/failure.ts'
import { amount, notOffered, orderNumber, text, tradeName } from '#gateway/fields.ts'
import { parseBeijing } from '#kernel/clock.ts'
import { failureCodes } from '#wire/codes.ts'

const refused = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    const { sub_code, sub_msg } = (error as Refused).answer
    return `${sub_code} ${sub_msg}`
  }
  return 'accepted'
}

test('biz_content is a JSON object, and what is wrong with it is named', () => {
  expect(parseBiz('{"a":"\\u901a\\/","b":1}')).toEqual({ a: '通/', b: 1 })
  expect(refused(() => parseBiz(undefined))).toMatch(/biz_content: is missing/)
  expect(refused(() => parseBiz('{"a":'))).toMatch(/biz_content: is not JSON/)
  for (const other of ['[]', '1', 'null', '"x"']) {
    expect(refused(() => parseBiz(other))).toMatch(/must be a JSON object/)
  }
  expect(refused(() => parseBiz('{"a":{"b":"x\\u0000"}}'))).toMatch(
    /invalid-parameter 参数无效：a\.b .+。a\.b: holds a NUL/,
  )
  expect(refused(() => parseBiz('{"a":["\\ud800"]}'))).toMatch(/a\.0: holds half/)
  for (const odd of [
    '\u202e',
    '\u2066',
    '\u200f',
    '\u061c',
    '\n',
    '\r',
    '\t',
    '\u0085',
    '\u2028',
  ]) {
    const biz = (more: object) => JSON.stringify({ subject: '拿铁', ...more })
    for (const [field, more] of [
      ['subject', { subject: `拿${odd}铁` }],
      ['body', { body: odd }],
      ['refund_reason', { refund_reason: odd }],
      ['goods_detail.0.goods_name', { goods_detail: [{ goods_name: odd }] }],
    ] as const) {
      const said = refused(() => parseBiz(biz(more)))
      expect(said).toContain(`。${field}: holds a line feed`)
    }
    const kept = { passback_params: odd, auth_code: `28${odd}` }
    expect(parseBiz(biz(kept))).toMatchObject(kept)
  }
  expect(parseBiz('{"subject":"👩‍👩‍👧 ☕️ قهوة"}')).toEqual({ subject: '👩‍👩‍👧 ☕️ قهوة' })
  const deep = `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`
  expect(refused(() => parseBiz(deep))).toMatch(/deeper than 20/)
  expect(parseBiz(`{"a":${'['.repeat(19)}${']'.repeat(19)}}`)).toBeTruthy()
})

test('texts come as text or numbers, "" is absent, and limits are told', () => {
  expect(text({ a: 12 }, 'a', 9)).toBe('12')
  expect(text({ a: '' }, 'a', 9)).toBeUndefined()
  expect(text({ a: null }, 'a', 9)).toBeUndefined()
  expect(text({}, 'toString', 9)).toBeUndefined()
  expect(refused(() => text({ a: 281234567890123456 }, 'a', 99))).toMatch(/a: send it as text/)
  expect(refused(() => text({ a: {} }, 'a', 9))).toMatch(
    /ACQ.INVALID_PARAMETER 参数无效：a .+。a: must be text/,
  )
  expect(refused(() => text({ a: '123' }, 'a', 2))).toMatch(/at most 2 characters, not 3/)
  expect(text({ a: '👍👍' }, 'a', 2)).toBe('👍👍')
  expect(refused(() => text({ a: '👍👍👍' }, 'a', 2))).toMatch(/at most 2 characters, not 3/)
  expect(refused(() => orderNumber({ out_trade_no: 'a-b' }, 'out_trade_no'))).toMatch(
    /only letters/,
  )
  expect(refused(() => orderNumber({ out_trade_no: 'a'.repeat(65) }, 'out_trade_no'))).toMatch(
    /at most 64/,
  )
})

test('amounts are exact, from 0.01 to the most', () => {
  const read = (value: unknown) => amount({ a: value }, 'a', 10_000_000_000n)
  expect([read('0.01'), read(88.8), read('100000000'), read(0.29)]).toEqual([
    1n,
    8880n,
    10_000_000_000n,
    29n,
  ])
  for (const bad of [
    '0',
    '0.00',
    '-1',
    '1.001',
    '1e2',
    '100000000.01',
    ' 1',
    '01',
    'NaN',
    true,
    [1],
    1e21,
    '１',
  ]) {
    expect(refused(() => read(bad))).toMatch(
      /ACQ.INVALID_PARAMETER 参数无效：a .+。a: must be yuan from 0.01 to 100000000.00/,
    )
  }
  expect(refused(() => read(''))).toMatch(/a: is missing/)
})

test('a trade is named by one number at least', () => {
  expect(tradeName({ trade_no: 5 }, 'm')).toEqual({ merchantId: 'm', tradeNo: '5' })
  expect(refused(() => tradeName({}, 'm'))).toMatch(/send one of them/)
})

test('what is not offered is refused, not silently left undone', () => {
  expect(
    refused(() => notOffered({ auth_no: '', royalty_info: [] }, ['auth_no', 'royalty_info'])),
  ).toBe('accepted')
  expect(refused(() => notOffered({ auth_no: '1' }, ['auth_no']))).toMatch(
    /auth_no: is not offered/,
  )
})

test('time_expire wins over timeout_express; both have bounds', () => {
  const now = parseBeijing('2026-03-01 10:00:00')!
  expect(expiryOf({}, now)).toBeNull()
  expect(expiryOf({ timeout_express: '90m' }, now)).toBe(now + 5_400_000)
  expect(expiryOf({ timeout_express: '15d' }, now)).toBe(now + 15 * 86_400_000)
  expect(expiryOf({ timeout_express: '1c' }, now)).toBe(parseBeijing('2026-03-01 23:59:59'))
  const both = { timeout_express: '1m', time_expire: '2026-03-01 10:30:00' }
  expect(expiryOf(both, now)).toBe(now + 1_800_000)
  expect(expiryOf({ time_expire: '2026-03-01 10:30' }, now)).toBe(now + 1_800_000)
  expect(refused(() => expiryOf({ time_expire: '2026-03-01 09:59:59' }, now))).toMatch(
    /NOW_TIME_AFTER_EXPIRE/,
  )
  for (const bad of ['16d', '0m', '1s', '1.5h', '-1m', '2c', '361h']) {
    expect(refused(() => expiryOf({ timeout_express: bad }, now))).toMatch(
      /timeout_express: send 1m to 15d/,
    )
  }
  expect(refused(() => expiryOf({ time_expire: '2026-02-30 10:00:00' }, now))).toMatch(
    /time_expire: send/,
  )
})

test('every failure of the house has an ACQ code, a sentence and a remedy', () => {
  for (const code of failureCodes) {
    const answer = failureAnswer(code)
    expect(answer.sub_code).toMatch(/^ACQ\.[A-Z_]+$/)
    expect(answer.sub_msg).toMatch(/[一-龥].*[a-z]/)
    expect(answer.sub_msg).not.toMatch(/undefined|NaN/)
    expect(answer.code).toBe(answer.sub_code === 'ACQ.SYSTEM_ERROR' ? '20000' : '40004')
  }
  expect(failureAnswer('CODE_STALE', { ageSeconds: 75 }).sub_msg).toMatch(/75/)
})
