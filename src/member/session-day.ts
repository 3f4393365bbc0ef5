import type { Sql } from '#kernel/db.ts'

const prepared = new WeakMap<Sql, Set<string>>()

/**
 * Makes sure that sessions which end on this day have a partition of their own. Sessions end weeks ahead of the days
 * that are prepared anyway, and a row in the default partition would keep its day from ever being prepared.
 * Costs a query once a day and process.
 */
export async function prepareDay(sql: Sql, day: string): Promise<void> {
  const days = prepared.get(sql) ?? new Set<string>()
  if (days.has(day)) return
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('prepare_days', 0))`
    await tx`select prepare_days(${day}, 1)`
  })
  prepared.set(sql, days.add(day))
}
