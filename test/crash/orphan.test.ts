import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, test } from 'vitest'

import { openDb } from '#kernel/db.ts'
import { startPostgres } from '#kernel/postgres.ts'

import { freePort } from '../setup/port.ts'
import { until } from './fleet.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.toReversed()) await close()
})

test('no second server starts on data to which a child of a killed one still writes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tongbao-test-orphan-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const options = { dataDir: join(folder, 'postgres'), port: await freePort(), log: () => {} }
  const first = await startPostgres(options)
  const sql = openDb(first.url, { max: 1, name: 'orphan' })
  const connection = await sql.reserve()
  const [row] = await connection`select pg_backend_pid() as pid`
  const child = Number(row?.['pid'])
  // A child that computes does not look whether its parent lives.
  const busy = connection`select sum(n) from generate_series(1, 1000000000) n`.catch(() => 'ended')
  await new Promise((resume) => setTimeout(resume, 200))
  process.kill(first.pid, 'SIGKILL')
  await expect(startPostgres(options)).rejects.toThrow(/still in use/)
  process.kill(child, 'SIGKILL')
  expect(await busy).toBe('ended')
  connection.release()
  let second: Awaited<ReturnType<typeof startPostgres>> | undefined
  await until('started', 20_000, async () => {
    second = await startPostgres(options)
    return true
  })
  closers.push(() => second?.stop())
  expect(await sql`select 1 as one`).toMatchObject([{ one: 1 }])
  await sql.end({ timeout: 5 })
}, 60_000)
