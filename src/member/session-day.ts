import type { Sql } from '#kernel/db.ts'

const prepared = new WeakMap<Sql, Set<string>>()

/**
 * Makes sure that sessions which end on this day have a partition of their own: they end weeks ahead of the days that
 * are prepared anyway, and a row in the default partition would be in the way when their day comes. A query once a day
 * and process.
 */
export async function prepareDay(sql: Sql, day: string): Promise<void> {
  const days = prepared.get(sql) ?? new Set<string>()
  if (days.has(day)) return
  await sql`select prepare_day('session', ${day}::date)`
  prepared.set(sql, days.add(day))
}
