import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { migrate } from '#kernel/migrate.ts'

import type { FreshDatabase } from '../setup/database.ts'
import { freshDatabase } from '../setup/database.ts'

let db: FreshDatabase
let folder: string
const log = () => {}

beforeEach(async () => {
  db = await freshDatabase()
  // The clone holds our own schema; these tests bring migrations of their own.
  await db.sql.unsafe('drop schema public cascade; create schema public')
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  await writeFile(join(folder, '0001_one.sql'), 'create table one (id bigint primary key);')
  await writeFile(
    join(folder, '0002_two.sql'),
    'create table two (id bigint); insert into two values (2);',
  )
})
afterEach(async () => {
  await db.drop()
  await rm(folder, { recursive: true })
})

test('each file runs once, in order, and is recorded', async () => {
  expect(await migrate(db.sql, log, folder)).toEqual(['0001_one', '0002_two'])
  expect(await migrate(db.sql, log, folder)).toEqual([])
  expect(await db.sql`select number, name from schema_migration order by number`).toEqual([
    { number: 1, name: '0001_one' },
    { number: 2, name: '0002_two' },
  ])
})

test('processes that start together migrate once', async () => {
  const done = await Promise.all([1, 2, 3, 4].map(() => migrate(db.sql, log, folder)))
  expect(done.flat().toSorted()).toEqual(['0001_one', '0002_two'])
  expect(await db.sql`select id from two`).toEqual([{ id: 2n }])
})

test('a file that fails leaves nothing of itself', async () => {
  await writeFile(join(folder, '0003_three.sql'), 'create table three (id bigint); select 1 / 0;')
  await expect(migrate(db.sql, log, folder)).rejects.toThrow('division by zero')
  const [found] = await db.sql`select to_regclass('three') as three, to_regclass('two') as two`
  expect(found).toEqual({ three: null, two: 'two' })
})

test('a database newer than the program is refused with what to do', async () => {
  await migrate(db.sql, log, folder)
  await rm(join(folder, '0002_two.sql'))
  await expect(migrate(db.sql, log, folder)).rejects.toThrow(
    /newer than this program: it has migration 0002_two, and the program ends at 0001_one\. Start/,
  )
})

test('a file that changed after it was applied is refused with what to do', async () => {
  await migrate(db.sql, log, folder)
  const file = join(folder, '0001_one.sql')
  await writeFile(file, `${await readFile(file, 'utf8')} -- changed`)
  await expect(migrate(db.sql, log, folder)).rejects.toThrow(
    /0001_one is not the one .* put the file back/,
  )
})

test('a gap in the numbers is refused', async () => {
  await writeFile(join(folder, '0004_four.sql'), 'select 1;')
  await expect(migrate(db.sql, log, folder)).rejects.toThrow('0004_four.sql must be named 0003_')
})
