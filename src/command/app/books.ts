import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { readConfig, type Config } from '#config'
import { openDb, type Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import { migrate } from '#kernel/migrate.ts'

import { openShared } from '../database.ts'
import { CommandFailure } from '../failure.ts'
import { readKeyring } from '../platform.ts'

export type Books = { config: Config; sql: Sql; keyring: Keyring }

/** Lets `act` work on the database and the keys of this installation, whether it runs or not. */
export async function withBooks<T>(act: (books: Books) => Promise<T>): Promise<T> {
  const config = readConfig()
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgres'))) {
    const message = `There is nothing in ${config.dataDir} yet. Run tongbao start first.`
    throw new CommandFailure('NOTHING_YET', message)
  }
  const database = await openShared(config, () => {})
  try {
    const sql = openDb(database.url, { max: 2, name: 'app' })
    try {
      await migrate(sql, () => {})
      return await act({ config, sql, keyring: readKeyring(config) })
    } finally {
      await sql.end({ timeout: 5 })
    }
  } finally {
    await database.close()
  }
}
