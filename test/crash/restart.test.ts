import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { until } from './fleet.ts'

const world = new World()
beforeAll(async () => {
  await world.prepare()
  await world.start()
  await world.logInTill()
})
afterAll(() => world.remove())

const postmaster = () =>
  Number(readFileSync(join(world.folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

const ready = async () => (await fetch(`${world.town.endpoint}/readyz`)).status === 200

const pay = async (outTradeNo: string) => {
  const { phone } = world.town.people[3]!
  const { code } = await world.json(['phone', 'code', '--phone', phone])
  return world.pay(outTradeNo, '10.00', code!)
}

const restarts = () =>
  readFileSync(join(world.folder, 'tongbao.log'), 'utf8').match(/ended unasked/g)?.length ?? 0

test('a PostgreSQL that is killed under the program is started again with its data', async () => {
  for (let round = 1; round <= 2; round++) {
    expect(await pay(`KEPT${round}`)).toMatchObject({ state: 'paid' })
    const killed = postmaster()
    process.kill(killed, 'SIGKILL')
    await until('another server runs', 20_000, () => Promise.resolve(postmaster() !== killed))
    await until('ready again', 20_000, ready)
    expect(restarts()).toBe(round)
  }
  expect(await pay('AFTER')).toMatchObject({ state: 'paid' })
  expect(await pay('AFTER2')).toMatchObject({ state: 'paid' })
  const { phone } = world.town.people[3]!
  const { bills } = await world.json<{ bills: { outTradeNo: string }[] }>([
    'phone',
    'bills',
    '--phone',
    phone,
  ])
  expect(bills.map(({ outTradeNo }) => outTradeNo).filter((name) => name !== '')).toEqual([
    'AFTER2',
    'AFTER',
    'KEPT2',
    'KEPT1',
  ])
  const audit = await world.run(['audit', '--json'])
  expect(JSON.parse(audit.out)).toMatchObject({ ok: true, broken: [] })
}, 120_000)

test('a stop is no end unasked: the server stays down', async () => {
  const last = postmaster()
  expect(await world.stop()).toBe(0)
  expect(() => process.kill(last, 0)).toThrow('ESRCH')
  expect(restarts()).toBe(2)
})
