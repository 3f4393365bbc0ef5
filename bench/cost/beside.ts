import type { Second } from '../load/seconds.ts'
import type { Moment } from './moments.ts'
import type { Pause } from './pauses.ts'
import type { Span } from './profile.ts'

export type Slow = Second & { beside: string }

/** Says for each second what else went on, from its beginning until the last payment that was due in it was answered. */
export function explain(
  seconds: Second[],
  startedMicros: number,
  seen: { moments: Moment[]; pauses: Pause[] },
): Slow[] {
  return seconds.map((second) => {
    const from = startedMicros + second.at * 1e6
    const to = from + 1e6 + second.maxMs * 1000
    return { ...second, beside: beside({ from, to }, seen) }
  })
}

function beside(
  { from, to }: Span,
  { moments, pauses }: { moments: Moment[]; pauses: Pause[] },
): string {
  const then = moments.filter(({ span }) => span.to > from && span.from < to)
  const mean = (of: (moment: Moment) => number) =>
    `${((then.reduce((sum, one) => sum + of(one), 0) / then.length) * 100).toFixed(0)} %`
  const collecting = pauses.filter(({ at }) => at > from && at <= to).map(({ ms }) => ms)
  const waits = then.flatMap((one) => one.waits)
  const found = [...new Set(waits)].map((what) => {
    const times = waits.filter((one) => one === what).length
    return times === 1 ? what : `${what} × ${times}`
  })
  if (collecting.length > 0) {
    const all = collecting.reduce((sum, ms) => sum + ms, 0)
    found.push(`GC ${all.toFixed(0)} ms, longest ${Math.max(...collecting).toFixed(0)} ms`)
  }
  if (then.length > 0) {
    found.push(
      `serve ${mean((one) => one.serve)}, PostgreSQL ${mean((one) => one.postgres)} of a core`,
      `waiting for the disk ${mean((one) => one.diskWait)}`,
    )
  }
  return found.join('; ')
}
