import { readConfig } from '#config'
import { openDb } from '#kernel/db.ts'
import { migrate } from '#kernel/migrate.ts'

import { openShared } from './database.ts'
import { note } from './say.ts'

/** `tongbao migrate`: brings the database to this version's schema. */
export async function migrateDatabase(): Promise<void> {
  const config = readConfig()
  const database = await openShared(config, () => {})
  try {
    const sql = openDb(database.url, { max: 1, name: 'migrate' })
    try {
      const done = await migrate(sql, note)
      const words = done.length === 0 ? 'is up to date' : `has ${done.length} new migrations`
      process.stdout.write(`The database (${database.where}) ${words}.\n`)
    } finally {
      await sql.end({ timeout: 5 })
    }
  } finally {
    await database.close()
  }
}
