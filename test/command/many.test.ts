import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { freePort } from '../setup/port.ts'
import { World } from './world.ts'

/**
 * Several processes on one database that is not ours to start: a start, another server, a worker.
 */
const world = new World()
const others: ChildProcess[] = []
let database: FreshDatabase
let server: string

beforeAll(async () => {
  database = await freshDatabase()
  await world.prepare({ DATABASE_URL: database.url })
  await world.start()
  await world.logInTill()
  const port = await freePort()
  server = `http://127.0.0.1:${port}`
  const ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  others.push(world.follow(['serve'], ports), world.follow(['work']))
  for (let tries = 0; tries < 600; tries++) {
    const reply = await fetch(`${server}/readyz`).catch(() => undefined)
    if (reply?.status === 200) return
    await sleep(100)
  }
  throw new Error('the second server is not ready')
})

afterAll(async () => {
  const ended = others.map((child) => once(child, 'exit'))
  for (const child of others) child.kill('SIGTERM')
  expect(await Promise.all(ended)).toEqual(others.map(() => [0, null]))
  await world.remove()
  expect(await audit(database.sql)).toMatchObject({ ok: true })
  await database.drop()
})

test('a payment at one server is told to a phone that watches another', async () => {
  const number = '13800000001'
  const watching = world.follow(['phone', 'watch', '--phone', number, '--json', '--count', '2'])
  const kinds: string[] = []
  createInterface({ input: watching.stdout! }).on('line', (line) => {
    kinds.push((JSON.parse(line) as { kind: string }).kind)
  })
  const ended = once(watching, 'exit')
  const { code } = await world.json(['phone', 'code', '--phone', number])
  expect(await world.pay('many_1', '10.00', code!, server)).toMatchObject({ state: 'paid' })
  expect(await ended).toEqual([0, null])
  expect(kinds).toEqual(['device_added', 'paid'])
})

test('a code shown at two servers at once pays once', async () => {
  const number = '13800000002'
  for (let round = 1; round <= 8; round++) {
    const { code } = await world.json(['phone', 'code', '--phone', number])
    const results = await Promise.all([
      world.pay(`once_${round}_1`, '10.00', code!),
      world.pay(`once_${round}_2`, '10.00', code!, server),
    ])
    const [loser] = results.filter((result) => result.state !== 'paid')
    expect(loser).toMatchObject({ state: 'failed', failure: { code: 'CODE_USED' } })
  }
  const { balance } = await world.json(['phone', 'balance', '--phone', number])
  expect(balance).toBe('1920.00')
})
