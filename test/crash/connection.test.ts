import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

import { openDb, type Sql } from '#kernel/db.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { openProxy, type Proxy } from './proxy.ts'

let db: FreshDatabase
let proxy: Proxy
let sql: Sql
beforeAll(async () => {
  db = await freshDatabase()
  await db.sql`create table note (text text primary key)`
  proxy = await openProxy(db.url, 0)
})
afterAll(async () => {
  await proxy.close()
  await db.drop()
})
beforeEach(async () => {
  await db.sql`truncate note`
  sql = openDb(proxy.url, { max: 2, name: 'cut' })
})
afterEach(() => sql.end({ timeout: 1 }))

const write = (tag: Sql, text: string) => tag`insert into note values (${text})`
const kept = async () =>
  (await db.sql`select text from note order by 1`).map((row) => row['text'] as string)
const codeOf = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code,
  )
/** Whatever happened, the pool serves as many as before. */
const servesAgain = async () => {
  await codeOf(sql`select 1`)
  const answers = [1, 2, 3, 4, 5].map((n) => sql`select ${n}::integer as n`)
  expect((await Promise.all(answers)).map((rows) => rows[0]?.['n'])).toEqual([1, 2, 3, 4, 5])
}
const lost = /^(CONNECTION_CLOSED|ECONNRESET)$/

for (const how of ['fin', 'reset'] as const) {
  test(`a query in flight fails at once when its connection is lost by ${how}`, async () => {
    await sql`select 1`
    setTimeout(() => proxy.cut(how), 50)
    expect(await codeOf(sql`select pg_sleep(0.5)`)).toMatch(lost)
    await servesAgain()
  })

  test(`all statements of a reservation fail with it, and none runs elsewhere (${how})`, async () => {
    const connection = await sql.reserve()
    await connection`begin`
    const sent = [
      connection`select pg_sleep(0.2)`,
      ...['a', 'b', 'c'].map((text) => write(connection as unknown as Sql, text)),
    ].map(codeOf)
    setTimeout(() => proxy.cut(how), 50)
    for (const code of await Promise.all(sent)) expect(code).toMatch(lost)
    expect(await codeOf(write(connection as unknown as Sql, 'late'))).toMatch(lost)
    expect(await codeOf(connection`rollback`)).toMatch(lost)
    connection.release()
    await servesAgain()
    expect(await kept()).toEqual([])
  })

  test(`a transaction whose connection is lost while it thinks is not continued (${how})`, async () => {
    const work = sql.begin(async (tx) => {
      await write(tx as unknown as Sql, 'first')
      proxy.cut(how)
      await new Promise((resume) => setTimeout(resume, 50))
      await Promise.all([1, 2, 3].map((n) => sql`select ${n}::integer`.catch(() => undefined)))
      await write(tx as unknown as Sql, 'second')
    })
    expect(await codeOf(work)).toMatch(lost)
    await servesAgain()
    expect(await kept()).toEqual([])
  })
}

test('a reservation that lost its connection while idle is given back without harm', async () => {
  const connection = await sql.reserve()
  proxy.cut('reset')
  await new Promise((resume) => setTimeout(resume, 50))
  connection.release()
  await servesAgain()
})

test('a database that is away refuses quickly and serves again as soon as it is back', async () => {
  await sql`select 1`
  proxy.set({ kind: 'down' })
  const refused = [sql`select 1`, sql`select 2`, sql`select 3`, sql.begin((tx) => tx`select 4`)]
  for (const code of await Promise.all(refused.map(codeOf))) expect(code).not.toBe('done')
  proxy.set({ kind: 'none' })
  await servesAgain()
})

test('a statement that failed is not committed, even where its error was caught', async () => {
  const work = sql.begin(async (tx) => {
    await write(tx as unknown as Sql, 'once')
    await tx`select 1 / 0`.catch(() => undefined)
  })
  expect(await codeOf(work)).toBe('22012')
  expect(await kept()).toEqual([])
})
