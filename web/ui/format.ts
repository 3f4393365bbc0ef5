import { localText } from '#kernel/clock.ts'

import type { Language } from './language.ts'

export { localText as dateTime, localTextWithZone as dateTimeWithZone } from '#kernel/clock.ts'

/**
 * Decimal yuan of the wire to what people read: `"1234.50"` → `"¥1,234.50"`, `"-3.00"` →
 * `"−¥3.00"`. Works on the text: no float comes near money. `signed` puts a plus before what is
 * gained.
 */
export function yuan(amount: string, { signed = false }: { signed?: boolean } = {}): string {
  const negative = amount.startsWith('-')
  const [whole = '0', cents = '00'] = amount.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const zero = /^[0.]+$/.test(amount)
  const sign = negative ? '−' : signed && !zero ? '+' : ''
  return `${sign}¥${grouped}.${cents}`
}

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB')

/** Hours and minutes: `14:07`. */
export const clockTime = (at: number) => localText(at).slice(11, 16)

/**
 * A day as people say it: `今天`, `昨天`, `3月5日`, `2025年12月31日`; `Today`, `Yesterday`, `5 March`. `now`
 * in milliseconds.
 */
export function dayName(at: number, now: number, language: Language): string {
  const day = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((day(now) - day(at)) / 86_400_000)
  if (days === 0) return language === 'zh' ? '今天' : 'Today'
  if (days === 1) return language === 'zh' ? '昨天' : 'Yesterday'
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(locale(language), {
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
}

/** A wait in words: `45 秒`, `3 分钟`, `2 小时`; rounded up, so that nobody comes back too early. */
export function wait(seconds: number, language: Language): string {
  const units: [number, string, string][] = [
    [3600, '小时', 'hour'],
    [60, '分钟', 'minute'],
    [1, '秒', 'second'],
  ]
  const unit = units.find(([size]) => seconds >= size * 2) ?? [1, '秒', 'second']
  const count = Math.max(1, Math.ceil(seconds / unit[0]))
  return language === 'zh' ? `${count} ${unit[1]}` : `${count} ${unit[2]}${count === 1 ? '' : 's'}`
}

/** What is left of a wait, as a clock: `4:05`, or `2:59:59` for orders that wait for hours. */
export function timeLeft(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/**
 * Text of others inside a sentence of ours, between the marks that Unicode has for it: characters
 * in it that turn the direction of writing end with it.
 */
export const isolate = (text: string) => `\u2068${text}\u2069`
