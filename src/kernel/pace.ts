import type { Clock } from './clock.ts'

type PaceOptions = { clock: Clock; windowMs: number; max: number }

/** Names counted at a time; beyond it all are counted anew, which is kinder than refusing strangers. */
const namesMax = 100_000

/**
 * Counts what each name (a network address) asks for within one window of time, in this process. The function returned
 * counts one and answers the milliseconds to wait, 0 for none. For what costs us money or a core, not for secrets:
 * those are counted in the database.
 */
export function createPace({ clock, windowMs, max }: PaceOptions): (name: string) => number {
  let window = -1
  let counts = new Map<string, number>()
  return (name) => {
    const now = clock()
    const current = Math.floor(now / windowMs)
    if (current !== window || counts.size >= namesMax) {
      window = current
      counts = new Map()
    }
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count > max ? (current + 1) * windowMs - now : 0
  }
}
