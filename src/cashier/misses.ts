import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { guessWindowMs, windowStart } from '#risk/guess.ts'

/** Who guesses, and how many wrong tries it has within ten minutes. */
export type Guesser = { subject: string; allowed: number }

/**
 * Counts a try against each guesser before it is looked at, in the database, so that tries at the same moment and at other
 * processes count as well. Resolves to the milliseconds to wait; 0 for a try that may be looked at.
 */
export async function countTry(
  { sql, clock }: { sql: Sql; clock: Clock },
  guessers: readonly Guesser[],
): Promise<number> {
  const now = clock()
  const start = windowStart(now)
  const rows = await Promise.all(
    guessers.map(
      ({ subject }) => sql<{ misses: number }[]>`
        insert into guess as g (subject, window_start, misses) values (${subject}, ${start}, 1)
        on conflict (subject, window_start) do update set misses = g.misses + 1
        returning misses`,
    ),
  )
  const spent = guessers.some(({ allowed }, at) => (rows[at]?.[0]?.misses ?? 0) > allowed)
  return spent ? start + guessWindowMs - now : 0
}

/** The try was right: it is taken off again. */
export async function forgiveTry(
  { sql, clock }: { sql: Sql; clock: Clock },
  guessers: readonly Guesser[],
): Promise<void> {
  const start = windowStart(clock())
  await sql`
    update guess set misses = misses - 1
     where subject = any(${guessers.map(({ subject }) => subject)}) and window_start = ${start}
       and misses > 0`
}
