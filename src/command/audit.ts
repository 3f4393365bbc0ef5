import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { readConfig, type Config } from '#config'
import { openDb } from '#kernel/db.ts'
import { audit, type Audit } from '#ledger/audit.ts'

import { openShared } from './database.ts'
import { CommandFailure } from './failure.ts'
import { table } from './language.ts'

/**
 * `tongbao audit`: checks every rule of the books on the live database; exit status 1 where one is
 * broken.
 */
export async function auditBooks(options: { json?: boolean }): Promise<void> {
  const config = readConfig()
  requireDatabase(config)
  const database = await openShared(config, () => {})
  try {
    const sql = openDb(database.url, { max: 1, name: 'audit' })
    try {
      const [made] = await sql`select to_regclass('entry') is not null as made`
      if (!made?.['made']) throw nothingYet(database.where)
      const found = await audit(sql)
      const text = options.json ? JSON.stringify(found) : words(found, database.where)
      process.stdout.write(`${text}\n`)
      if (!found.ok) process.exitCode = 1
    } finally {
      await sql.end({ timeout: 5 })
    }
  } finally {
    await database.close()
  }
}

/** An audit must not make the database that it looks at. */
function requireDatabase(config: Config): void {
  if (config.databaseUrl || existsSync(join(config.dataDir, 'postgres'))) return
  throw nothingYet(config.dataDir)
}

const nothingYet = (where: string) =>
  new CommandFailure('NOTHING_YET', `There are no books in ${where} yet. Run tongbao start first.`)

function words(found: Audit, where: string): string {
  const rows = Object.entries(found.checked).map(([name, count]) => {
    const broken = found.broken.filter((row) => row.invariant === name).length
    return [broken === 0 ? 'ok' : 'BROKEN', name, `${count} checked`]
  })
  const faults = found.broken.map((row) => `  ${row.invariant}: ${row.what} (${row.rule})`)
  const verdict = found.ok ? `Every rule holds in ${where}.` : `The books are broken in ${where}:`
  return [table(rows), verdict, ...faults].join('\n')
}
