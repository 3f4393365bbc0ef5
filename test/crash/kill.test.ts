import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { freePort } from '../setup/port.ts'
import { compare, connections, settled } from './check.ts'
import { isReady, killPostgres, run, until, type Proc } from './fleet.ts'
import { openRandom, rounds } from './random.ts'
import { openSite, type Site } from './site.ts'
import { openTill } from './till.ts'

const random = openRandom('kill')
let site: Site
let ports: { TONGBAO_PORT: string; TONGBAO_HTTPS_PORT: string }
let port: number
let serve: Proc
let work: Proc
const startServe = () => (serve = run(site, 'serve', site.postgres().url, ports))
const startWork = () => (work = run(site, 'work', site.postgres().url))

beforeAll(async () => {
  site = await openSite()
  port = await freePort()
  ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  startServe()
  startWork()
  await until('serving', 60_000, isReady(port))
})
afterAll(async () => {
  await serve?.kill(true)
  await work?.kill(true)
  await site?.close()
})

/** Each ends something by SIGKILL and starts it again, by the ways an operator's supervisor would. */
const victims: Record<string, () => Promise<void>> = {
  serve: async () => {
    await serve.kill()
    startServe()
  },
  'postgres, all its processes at once': () => restartPostgres(true),
  work: async () => {
    await work.kill()
    startWork()
  },
  'postgres, its first process': () => restartPostgres(false),
  'everything, as when the power fails': async () => {
    await Promise.all([serve.kill(true), work.kill(true), restartPostgres(true)])
    startServe()
    startWork()
  },
}

async function restartPostgres(tree: boolean): Promise<void> {
  killPostgres(site.postgres().pid, tree)
  await sleep(random.whole(500))
  await site.startPostgres()
}

test('whatever is killed under load, what was acknowledged is kept and the rest comes right', async () => {
  const till = openTill(site, () => `http://127.0.0.1:${port}/gateway.do`, random)
  const selling = till.sell(6)
  const names = Object.keys(victims)
  for (let round = 0; round < rounds(names.length); round++) {
    const name = names[round % names.length]!
    await sleep(500 + random.whole(1500))
    const before = till.orders.length
    await victims[name]!()
    const readyMs = await until(`ready after the kill of ${name}`, 60_000, isReady(port))
    console.log(`${name}: order ${before}, ready again after ${Math.round(readyMs)} ms`)
  }
  await sleep(1000)
  await selling.stop()
  const asked = till.orders.filter((order) => order.attempts > 1).length
  console.log(`${till.orders.length} orders, ${asked} of them asked for again`)
  expect(asked).toBeGreaterThan(0)
  await settled(site)
  await compare(site, till.orders)
}, 600_000)

test('both end by themselves and leave no connection behind', async () => {
  expect(serve.said()).not.toMatch(/Cannot read properties|uncaught/i)
  const [served, worked] = await Promise.all([serve.stop(), work.stop()])
  expect([served.code, worked.code]).toEqual([0, 0])
  expect(Math.max(served.ms, worked.ms)).toBeLessThan(20_000)
  await until('connections are gone', 10_000, async () => {
    const names = await connections(site)
    return names.length === 0 || names.join()
  })
})
