import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Sql } from '#kernel/db.ts'
import type { NotifyQueue } from '#notify/queue.ts'
import { openNotifyQueue } from '#notify/queue.ts'

import type { FreshDatabase } from '../setup/database.ts'
import { freshDatabase } from '../setup/database.ts'

let db: FreshDatabase
let queue: NotifyQueue
const failed = (error: Error) => {
  throw error
}
beforeAll(async () => {
  db = await freshDatabase()
  queue = await openNotifyQueue(db.url, { supervise: false, onError: failed })
})
afterAll(async () => {
  await queue.close()
  await db.drop()
})

const jobs = () => db.sql<{ data: object; at: number }[]>`
  select data, start_after as at from pgboss.job where name = 'notify' order by data->>'attempt'`

test('jobs of a transaction are one statement and come or go with it', async () => {
  const sent: string[] = []
  // The driver itself, which tells what it sends.
  const debug = (_connection: number, query: string) => void sent.push(query)
  const sql = postgres(db.url, { max: 1, debug }) as unknown as Sql
  await sql`select 1`
  sent.length = 0
  await sql.begin((tx) =>
    queue.insertJobs(tx, [
      { merchantId: 'm1', notifyId: 'n1' },
      { merchantId: 'm1', notifyId: 'n2', attempt: 3, delayMs: 250 },
    ]),
  )
  const many = Array.from({ length: 70 }, (_, at) => ({ merchantId: `m${at}`, notifyId: 'n' }))
  await sql.begin((tx) => queue.insertFirst(tx, many))
  expect(sent.map((text) => /begin|commit|insert into/i.exec(text)?.[0].toLowerCase())).toEqual([
    'begin',
    'insert into',
    'commit',
    'begin',
    'insert into',
    'commit',
  ])
  const rolledBack = sql.begin(async (tx) => {
    await queue.insertFirst(tx, [{ merchantId: 'm1', notifyId: 'n3' }])
    throw new Error('back')
  })
  await expect(rolledBack).rejects.toThrow('back')
  await sql.end()
  const rows = await jobs()
  expect(rows.slice(0, 2).map((row) => row.data)).toEqual([
    { merchantId: 'm1', notifyId: 'n1', attempt: 0 },
    { merchantId: 'm1', notifyId: 'n2', attempt: 3 },
  ])
  // New ones share jobs.
  const first = rows.slice(2).map((row) => (row.data as { first: string[][] }).first)
  expect(first.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([6, 32, 32])
  expect(new Set(first.flat().map(([merchantId]) => merchantId)).size).toBe(70)
  expect(rows[1]!.at - rows[0]!.at).toBe(250)
})

test('two processes may open it at once', async () => {
  const open = () => openNotifyQueue(db.url, { supervise: false, onError: failed })
  const both = await Promise.all([open(), open()])
  await Promise.all(both.map((one) => one.close()))
})
