import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingDay, beijingText } from '#kernel/clock.ts'
import { column, openDb, openEngineDb, timeColumn } from '#kernel/db.ts'

import type { FreshDatabase } from '../setup/database.ts'
import { freshDatabase } from '../setup/database.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

test('money, times and JSON come back as the types the code counts on', async () => {
  const now = Date.UTC(2026, 1, 3, 4, 5, 6, 789)
  const [row] = await db.sql`
    select ${9_007_199_254_740_993n}::bigint as money, ${now}::timestamptz as at,
      '1.50'::numeric as rate, '{"a":[1]}'::jsonb as fact, 'infinity'::timestamptz as never,
      array[${now}::timestamptz] as times`
  expect(row).toEqual({
    money: 9_007_199_254_740_993n,
    at: now,
    rate: '1.50',
    fact: { a: [1] },
    never: Infinity,
    times: [now],
  })
})

test('whole columns pass as one parameter each, the first query of a pool included', async () => {
  const sql = openDb(db.url, { max: 1, name: 'columns' })
  const json = JSON.stringify({ subject: '一杯"拿铁"\\\n😀\ud800', note: 'a\u2028b\u007f' })
  const text = ['plain', 'a "quoted", {braced} \\ one', '', json, 'NULL', null, '"\n\t付款码😀\\']
  const money = [1n, -2n, 0n, null, 5n, 9_007_199_254_740_993n, 7n]
  const times = [0, 1, -1, null, 1_700_000_000_123, 1_700_000_000_999, 1_700_000_001_000]
  const bytes = [new Uint8Array([0, 255, 92]), new Uint8Array(), null, null, null, null, null]
  const flags = [true, false, null, true, false, true, null]
  const rows = await sql`
    select * from unnest(${column(text)}::text[], ${column(money)}::bigint[],
      ${timeColumn(times)}::timestamptz[], ${column(bytes)}::bytea[], ${column(flags)}::boolean[])
      as t (text, money, at, bytes, flag)`
  expect(rows.map((row) => row['text'])).toEqual(text)
  expect(rows.map((row) => row['money'])).toEqual(money)
  expect(rows.map((row) => row['at'])).toEqual(times)
  expect(rows.map((row) => row['bytes'] && [...row['bytes']])).toEqual(
    bytes.map((value) => value && [...value]),
  )
  expect(rows.map((row) => row['flag'])).toEqual(flags)
  expect(await sql`select * from unnest(${column([])}::bigint[])`).toHaveLength(0)
  const nulls = column([null, undefined, null])
  expect(nulls).toBe('{}')
  const beside = await sql`
    select unnest(${column(['a', 'b', 'c'])}::text[]) as text, unnest(${nulls}::bigint[]) as money`
  expect(beside.map((row) => [row['text'], row['money']])).toEqual([
    ['a', null],
    ['b', null],
    ['c', null],
  ])
  await sql.end()
})

test('a time is written as ISO 8601 has it, whatever was written before', () => {
  const times = fc.array(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }))
  fc.assert(
    fc.property(times, fc.nat(3_600_000), (given, later) => {
      const all = given.flatMap((ms) => [ms, ms + later])
      expect(timeColumn(all)).toBe(column(all.map((ms) => new Date(ms).toISOString())))
      expect(all.map(beijingDay)).toEqual(all.map((ms) => beijingText(ms).slice(0, 10)))
    }),
  )
  expect(() => timeColumn([NaN])).toThrow(RangeError)
})

test('the engine’s pool rules out plans that read whole tables', async () => {
  const sql = openEngineDb(db.url, { max: 1, name: 'engine' })
  const [row] = await sql`
    select current_setting('enable_seqscan') as scan, current_setting('enable_hashjoin') as hash,
      current_setting('enable_mergejoin') as merge, current_setting('TimeZone') as zone,
      current_setting('application_name') as name`
  expect(row).toEqual({
    scan: 'off',
    hash: 'off',
    merge: 'off',
    zone: 'UTC',
    name: 'tongbao engine',
  })
  await sql.end()
})

test('commits are on disk before they are acknowledged', async () => {
  const [row] = await db.sql`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages`
  expect(row).toEqual({ fsync: 'on', commit: 'on', pages: 'on' })
})
