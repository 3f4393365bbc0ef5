import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { freePort } from '../setup/port.ts'
import { compare, settled } from './check.ts'
import { isReady, run, until, type Proc } from './fleet.ts'
import { openProxy, type Proxy } from './proxy.ts'
import { openRandom, rounds } from './random.ts'
import { openSite, type Site } from './site.ts'
import { openTill, type Till } from './till.ts'

const random = openRandom('lost answers')
let site: Site
let proxy: Proxy
let port: number
let serve: Proc
let work: Proc
let till: Till

beforeAll(async () => {
  site = await openSite({ people: 60 })
  proxy = await openProxy(site.postgres().url, 0)
  port = await freePort()
  const ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  serve = run(site, 'serve', proxy.url, ports)
  work = run(site, 'work', site.postgres().url)
  till = openTill(site, () => `http://127.0.0.1:${port}/gateway.do`, random)
  await until('serving', 60_000, isReady(port))
})
afterEach(() => proxy.set({ kind: 'none' }))
afterAll(async () => {
  await serve?.kill(true)
  await work?.kill(true)
  await proxy?.close()
  await site?.close()
})

const paid = async (outTradeNo: string): Promise<boolean> => {
  const rows = await site.sql`
    select 1 from trade where out_trade_no = ${outTradeNo} and paid_at is not null`
  return rows.length === 1
}

/** An answer is the truth or says to ask again, and asking again tells the truth. */
async function expectTruth(made: Awaited<ReturnType<Till['order']>>): Promise<void> {
  const { order, again } = made
  expect(['paid', 'unknown'], order.answer).toContain(order.told)
  if (order.told === 'paid') expect(await paid(order.outTradeNo)).toBe(true)
  await until('the repeat tells', 20_000, async () => {
    await again()
    return order.told === 'paid' || order.answer
  })
  expect(await paid(order.outTradeNo)).toBe(true)
}

test('a payment goes through a slow network', async () => {
  proxy.set({ kind: 'slow', ms: 40 })
  const made = await till.order()
  expect(made.order.told).toBe('paid')
  await expectTruth(made)
})

for (const kind of ['beforeCommit', 'afterCommit'] as const) {
  test(`a connection cut ${kind === 'beforeCommit' ? 'before' : 'after'} COMMIT arrives`, async () => {
    for (let round = 0; round < rounds(3); round++) {
      const hits = proxy.hits()
      proxy.set({ kind, needle: `_${till.orders.length}` })
      const made = await till.order()
      expect(proxy.hits()).toBe(hits + 1)
      await expectTruth(made)
    }
  }, 600_000)
}

test('a database that is away for a while: nothing is claimed, and the repeat pays', async () => {
  proxy.set({ kind: 'down' })
  const asking = till.order()
  await until('not ready', 5000, async () => (await isReady(port)()) !== true)
  await sleep(500)
  proxy.set({ kind: 'none' })
  await expectTruth(await asking)
  const readyMs = await until('ready again', 10_000, isReady(port))
  console.log(`ready again ${Math.round(readyMs)} ms after the database was back`)
})

test('a database away for longer than anybody waits is told as busy, and money did not move', async () => {
  proxy.set({ kind: 'down' })
  const made = await till.order()
  expect(made.order.told, made.order.answer).toBe('unknown')
  expect(await paid(made.order.outTradeNo)).toBe(false)
  proxy.set({ kind: 'none' })
  await expectTruth(made)
})

test('connections cut at random under load: every order comes to its truth', async () => {
  const selling = till.sell(6)
  for (let round = 0; round < rounds(12); round++) {
    await sleep(100 + random.whole(400))
    proxy.cut(random.pick(['fin', 'reset']))
    proxy.set(random.pick([{ kind: 'none' }, { kind: 'slow', ms: 1 + random.whole(30) }]))
  }
  proxy.set({ kind: 'none' })
  await selling.stop()
  const asked = till.orders.filter((order) => order.attempts > 1).length
  console.log(`${till.orders.length} orders, ${asked} of them asked for again`)
  await settled(site)
  await compare(site, till.orders)
  expect(serve.child.exitCode, serve.said().slice(-2000)).toBe(null)
}, 600_000)
