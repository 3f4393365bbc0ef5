import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openDb, type Sql } from '#kernel/db.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { migrate } from '#kernel/migrate.ts'
import { startPostgres, type RunningPostgres } from '#kernel/postgres.ts'
import { createApp } from '#merchant/create-app.ts'
import { stepAt } from '#paycode/derive.ts'

import { openScene, type Person } from '../engine/people.ts'
import { freePort } from '../setup/port.ts'
import { openSink, type Sink } from './sink.ts'

/** A merchant's app at the gateway. */
export type Shop = { merchantId: string; appId: string; privateKey: string }

/** A PostgreSQL of its own with people, a shop and a sink of notifications; what may be killed and started again. */
export type Site = {
  folder: string
  port: number
  postgres: () => RunningPostgres
  startPostgres: () => Promise<void>
  /** Looks at the books from outside; it survives restarts. */
  sql: Sql
  keys: string
  shop: Shop
  sink: Sink
  people: Person[]
  /** A fresh code of somebody, good for a minute at least; undefined when all of this minute are used. */
  code: () => string | undefined
  close: () => Promise<void>
}

export type SiteOptions = {
  people?: number
  /** Where the data go; a new temporary folder by default. */
  folder?: string
  settings?: Record<string, string>
}

export const yuanEach = 5000

export async function openSite(options: SiteOptions = {}): Promise<Site> {
  // The prefix by which a later run clears away what a killed one left.
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'tongbao-test-crash-')))
  const port = await freePort()
  const start = () =>
    startPostgres({
      dataDir: join(folder, 'postgres'),
      port,
      log: () => {},
      settings: { shared_buffers: '64MB', ...options.settings },
    })
  let postgres = await start()
  const sql = openDb(postgres.url, { max: 8, name: 'crash test' })
  await migrate(sql, () => {})
  await sql`select prepare_days(current_date - 1, 10)`
  const keys = freshKeyringText()
  const keyring = parseKeyring(keys)
  const scene = await openScene({ url: postgres.url, sql }, { keyring, now: Date.now() })
  const people = await Promise.all(
    Array.from({ length: options.people ?? 120 }, () => scene.person(yuanEach)),
  )
  const merchantId = await scene.shop()
  const made = await createApp({ sql, keyring }, { merchantId, name: 'till', now: Date.now() })
  if (!made.ok || made.value.merchantPrivateKey === undefined) throw new Error('no app')
  await scene.close()

  const used = new Map<number, number>()
  const code = () => {
    const now = stepAt(Date.now())
    for (const step of [now, now + 1]) {
      const turn = used.get(step) ?? 0
      if (turn >= people.length * 8) continue
      used.set(step, turn + 1)
      return scene.code(people[turn % people.length]!, Math.floor(turn / people.length), step)
    }
    return undefined
  }
  const sink = await openSink()
  return {
    folder,
    port,
    postgres: () => postgres,
    startPostgres: async () => {
      postgres = await start()
    },
    sql,
    keys,
    shop: { merchantId, appId: made.value.appId, privateKey: made.value.merchantPrivateKey },
    sink,
    people,
    code,
    close: async () => {
      await sink.close()
      await sql.end({ timeout: 5 })
      await postgres.stop()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
