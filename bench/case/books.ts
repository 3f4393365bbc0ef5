import { audit } from '#ledger/audit.ts'

import type { Stand, Town } from '../stand/stand.ts'

/** Every invariant on the whole database; throws where one is broken. */
export async function checkBooks(stand: Stand, town: Town): Promise<void> {
  const started = performance.now()
  // Thousands of rows are younger than the planner's figures; autovacuum would bring these within a minute.
  await town.database.sql.unsafe('analyze')
  const found = await audit(town.database.sql)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (!found.ok) throw new Error(`the books are broken: ${JSON.stringify(found.broken)}`)
  stand.log(`  audit: every rule holds (${seconds} s) on ${JSON.stringify(found.checked)}`)
}
