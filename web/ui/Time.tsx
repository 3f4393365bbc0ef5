import { clockTime, dateTime, dateTimeWithZone } from './format.ts'

/**
 * A moment in local time, its zone on hover. `at` in milliseconds since 1970; `short` shows hours
 * and minutes only.
 */
export function Time({ at, short = false }: { at: number; short?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTimeWithZone(at)}>
      {short ? clockTime(at) : dateTime(at)}
    </time>
  )
}
