import { parseDuration } from '#kernel/setting.ts'

import { CommandFailure } from '../failure.ts'

/** Reads `2h`, `+1d12h`, `90s` to milliseconds. Throws a `CommandFailure` for another text. */
export function durationOf(text: string): number {
  const parts = text.replace(/^\+/, '').match(/\d+(?:ms|[smhd])/g) ?? []
  const whole = parts.join('')
  const total = parts.reduce((sum, part) => sum + (parseDuration(part) ?? 0), 0)
  if (whole !== '' && whole === text.replace(/^\+/, '')) return total
  throw new CommandFailure(
    'DURATION_INVALID',
    `${text} is no duration; write it like +2h, 90s or 1d12h. Time goes forward alone.`,
  )
}
