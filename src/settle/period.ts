import { beijingDay, beijingText, parseBeijing } from '#kernel/clock.ts'

/** A Beijing day or month. `start` and `end` are milliseconds UTC, `end` the first moment after it. */
export type Period = { text: string; start: number; end: number }

/** Reads `yyyy-MM-dd` or `yyyy-MM`; undefined for anything else, and for days that no calendar has. */
export function parsePeriod(text: string): Period | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const start = parseBeijing(`${text} 00:00:00`)
    return start === undefined ? undefined : { text, start, end: start + 86_400_000 }
  }
  if (!/^\d{4}-\d{2}$/.test(text)) return undefined
  const start = parseBeijing(`${text}-01 00:00:00`)
  if (start === undefined) return undefined
  // Thirty-two days after the first of a month lie in the next one.
  const next = beijingDay(start + 32 * 86_400_000).slice(0, 7)
  const end = parseBeijing(`${next}-01 00:00:00`)
  return end === undefined ? undefined : { text, start, end }
}

/** `20260301`, or `202603`: as the names of bills have it. */
export const digitsOf = (period: Period): string => period.text.replaceAll('-', '')

/** `2026年03月01日 00:00:00`: as the heads of bills write a time. */
export const chineseTime = (ms: number): string =>
  beijingText(ms).replace(/^(\d+)-(\d+)-(\d+)/, '$1年$2月$3日')
