import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openDb, type Sql } from '#kernel/db.ts'
import { migrate } from '#kernel/migrate.ts'
import { startPostgres } from '#kernel/postgres.ts'

export type Database = { url: string; sql: Sql }

/** Connections of each database's `sql`. */
export const connectionsMax = 4

/** A PostgreSQL of the bench's own: the one that Tongbao brings, with the settings that Tongbao gives it. */
export type Cluster = {
  folder: string
  pid: number
  /** Makes an empty database of the network's schema. */
  make: (name: string) => Promise<Database>
  /** The URL of a database of that name. */
  urlOf: (name: string) => string
  /** Runs a statement on the server's own database. */
  admin: Sql
  /** `keep` leaves the folder. */
  stop: (keep: boolean) => Promise<void>
}

export async function startCluster(port: number, log: (text: string) => void): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tongbao-bench-'))
  const running = await startPostgres({ dataDir: join(folder, 'postgres'), port, log })
  const admin = openDb(running.url, { max: 1, name: 'bench' })
  const made: Database[] = []
  const urlOf = (name: string) => {
    const url = new URL(running.url)
    url.pathname = `/${name}`
    return url.href
  }
  return {
    folder,
    pid: running.pid,
    admin,
    urlOf,
    async make(name) {
      await admin.unsafe(`create database ${name} template template0`)
      const sql = openDb(urlOf(name), {
        max: connectionsMax,
        name: 'bench',
        settings: { statement_timeout: '0' },
      })
      await migrate(sql, () => {})
      const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
      await sql`select prepare_days(${day}::date, 10)`
      made.push({ url: urlOf(name), sql })
      return made.at(-1)!
    },
    async stop(keep) {
      await Promise.all(
        [admin, ...made.map(({ sql }) => sql)].map((sql) => sql.end({ timeout: 5 })),
      )
      await running.stop()
      if (!keep) await rm(folder, { recursive: true, force: true })
    },
  }
}
