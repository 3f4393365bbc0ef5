import fc from 'fast-check'
import { expect, test } from 'vitest'

import { yuan as wireYuan } from '#kernel/money.ts'
import { spanWords } from '#wire/standin-words.ts'
import { dayName, isolate, wait, yuan } from '#web/ui/format.ts'

test('amounts are grouped, signed and keep both decimals', () => {
  expect(yuan('0.05')).toBe('¥0.05')
  expect(yuan('1234.50')).toBe('¥1,234.50')
  expect(yuan('-1234567.00')).toBe('−¥1,234,567.00')
  expect(yuan('3.00', { signed: true })).toBe('+¥3.00')
  expect(yuan('0.00', { signed: true })).toBe('¥0.00')
})

test('no digit of an amount is lost or changed', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (fen) => {
      const shown = yuan(wireYuan(fen)).replace(/[¥,]/g, '').replace('−', '-')
      expect(shown).toBe(wireYuan(fen))
    }),
  )
})

test('a wait is rounded up, so that nobody comes back too early', () => {
  expect(wait(1, 'en')).toBe('1 second')
  expect(wait(0.2, 'zh')).toBe('1 秒')
  expect(wait(61, 'en')).toBe('61 seconds')
  expect(wait(121, 'en')).toBe('3 minutes')
  expect(wait(7201, 'zh')).toBe('3 小时')
})

test('days have the names that people use', () => {
  const now = new Date(2026, 2, 5, 9).getTime()
  expect(dayName(now - 3_600_000, now, 'zh')).toBe('今天')
  expect(dayName(new Date(2026, 2, 4, 23, 59).getTime(), now, 'en')).toBe('Yesterday')
  expect(dayName(new Date(2026, 1, 1).getTime(), now, 'en')).toBe('1 February')
  expect(dayName(new Date(2025, 11, 31).getTime(), now, 'zh')).toBe('2025年12月31日')
})

test('characters of others that turn the line end with them', () => {
  expect(`${isolate('\u202Eevil')} · ¥1.00`).toBe('\u2068\u202Eevil\u2069 · ¥1.00')
})

test('a span is told in whole units, the largest first', () => {
  expect(spanWords(60_000, 'zh')).toBe('1 分钟')
  expect(spanWords(5_400_000, 'en')).toBe('1 hour 30 minutes')
  expect(spanWords(93_784_567, 'zh')).toBe('1 天 2 小时 3 分钟')
  expect(spanWords(61_400, 'en')).toBe('1 minute 1 second')
  expect(spanWords(12, 'en')).toBe('1 second')
  expect(spanWords(2 * 86_400_000, 'en')).toBe('2 days')
})
