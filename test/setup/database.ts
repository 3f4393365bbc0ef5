import { randomBytes } from 'node:crypto'

import { inject } from 'vitest'

import type { Sql } from '#kernel/db.ts'
import { openDb } from '#kernel/db.ts'

export type FreshDatabase = {
  url: string
  sql: Sql
  /** Drops the database. Throws when a connection to it was left open, naming whose. */
  drop: () => Promise<void>
}

/** A migrated database of this test file's own, cloned from the template in some tens of milliseconds. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const server = openDb(inject('serverUrl'), { max: 1, name: 'test' })
  await server.unsafe(`create database ${name} template ${inject('templateName')}`)
  const url = new URL(inject('serverUrl'))
  url.pathname = `/${name}`
  const sql = openDb(url.href, { max: 10, name: 'test' })
  const drop = async () => {
    await sql.end({ timeout: 5 })
    const leaked = await leftOpen(server, name)
    await server.unsafe(`drop database ${name} with (force)`)
    await server.end({ timeout: 5 })
    if (leaked.length > 0) throw new Error(`connections left open: ${leaked.join(', ')}`)
  }
  return { url: url.href, sql, drop }
}

/** A closed connection takes the server a moment to notice, so the last look counts. */
async function leftOpen(server: Sql, name: string): Promise<string[]> {
  let names: string[] = []
  for (let tries = 0; tries < 40; tries++) {
    const rows = await server<{ name: string }[]>`
      select application_name as name from pg_stat_activity
      where datname = ${name} and backend_type = 'client backend'`
    names = rows.map((row) => row.name)
    if (names.length === 0) return []
    await new Promise((resume) => setTimeout(resume, 25))
  }
  return names
}
