import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { freePort } from '../setup/port.ts'
import { compare, connections, settled } from './check.ts'
import { isReady, run, until, type Proc } from './fleet.ts'
import { openProxy, type Proxy } from './proxy.ts'
import { openRandom, rounds } from './random.ts'
import { openSite, type Site } from './site.ts'
import { openTill } from './till.ts'

const random = openRandom('stop')
let site: Site
let proxy: Proxy
let port: number
let serve: Proc
let work: Proc
let start: () => Promise<void>

beforeAll(async () => {
  site = await openSite({ people: 60 })
  proxy = await openProxy(site.postgres().url, 0)
  port = await freePort()
  const ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  start = async () => {
    serve = run(site, 'serve', proxy.url, ports)
    work = run(site, 'work', site.postgres().url)
    await until('serving', 60_000, isReady(port))
  }
  await start()
})
afterAll(async () => {
  await serve?.kill(true)
  await work?.kill(true)
  await proxy?.close()
  await site?.close()
})

test('SIGTERM under load answers what was taken, loses nothing and ends within seconds', async () => {
  const till = openTill(site, () => `http://127.0.0.1:${port}/gateway.do`, random)
  for (let round = 0; round < rounds(2); round++) {
    await Promise.all(Array.from({ length: 4 }, () => till.order()))
    // A slow way to the database keeps these in flight while the signal arrives.
    proxy.set({ kind: 'slow', ms: 30 })
    const taken = Array.from({ length: 12 }, () => till.order())
    await sleep(60 + random.whole(60))
    const [served, worked] = await Promise.all([serve.stop(), work.stop()])
    expect([served.code, worked.code], serve.said().slice(-2000)).toEqual([0, 0])
    console.log(`serve ended after ${Math.round(served.ms)} ms, work ${Math.round(worked.ms)} ms`)
    expect(Math.max(served.ms, worked.ms)).toBeLessThan(10_000)
    const sent = await Promise.all(taken)
    // A connection that the server had not accepted by then is dropped by the system; whoever called asks again.
    const unseen = sent.filter(({ order }) => /ECONN|UND_ERR_SOCKET/.test(order.answer))
    for (const { order } of sent) {
      if (unseen.every((one) => one.order !== order)) expect(order.told, order.answer).toBe('paid')
    }
    expect(unseen.length).toBeLessThan(sent.length)
    proxy.set({ kind: 'none' })
    await until('connections are gone', 5000, async () => {
      const names = await connections(site)
      return names.length === 0 || names.join()
    })
    const late = await till.order()
    expect(late.order.answer).toMatch(/ECONNREFUSED/)
    await start()
    for (const one of [late, ...unseen]) {
      await until('the late one pays', 10_000, async () => (await one.again()).told === 'paid')
    }
  }
  await settled(site)
  await compare(site, till.orders)
}, 600_000)
