import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type Shop, type World } from '../setup/world.ts'

let world: World
let shop: Shop
let base: string
const agent = new Agent({ connections: 2500, pipelining: 1 })
beforeAll(async () => {
  world = await openWorld()
  shop = await world.shop()
  base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await agent.close()
  await world.close()
})

type Told = { status: number; after: unknown; length: unknown; body: Record<string, unknown> }

test('a burst is told "busy" beyond what can be done, pays each order once, and leaves nothing behind', async () => {
  const till = world.browser()
  await till.post('/api/till/login', shop.login('cashier'))
  const headers = { 'content-type': 'application/json', cookie: till.cookieHeader() }
  const pay = async (body: object): Promise<Told> => {
    const reply = await request(`${base}/api/till/pay`, {
      method: 'POST',
      dispatcher: agent,
      headers,
      body: JSON.stringify(body),
    })
    const read = (await reply.body.json()) as Record<string, unknown>
    return {
      status: reply.statusCode,
      after: reply.headers['retry-after'],
      length: reply.headers['content-length'],
      body: read,
    }
  }
  const orders: { outTradeNo: string; amount: string; code: string }[] = []
  for (let n = 0; n < 10; n++) {
    const member = await world.member({ yuan: 10 })
    orders.push({ outTradeNo: `B${n}`, amount: '1.00', code: member.code() })
  }
  // The same ten orders over and over, while the database stands still: whoever is told "paid" must be told the same.
  const told: Told[] = []
  let usualWay = 0
  world.app.http.server.on('request', () => usualWay++)
  const burst: Promise<unknown>[] = []
  await world.sql.begin(async (tx) => {
    await tx`lock table bill in access exclusive mode`
    for (let n = 0; n < 2500; n++) burst.push(pay(orders[n % 10]!).then((one) => told.push(one)))
    while (told.length < 1500) await new Promise((resume) => setTimeout(resume, 5))
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 503))
  })
  await Promise.all(burst)
  // Till pages and SDKs send a request in one packet, and so have the short way.
  expect(usualWay).toBeLessThan(25)
  const paid = told.filter(({ status }) => status === 200)
  const busy = told.filter(({ status }) => status === 503)
  expect(paid.length + busy.length).toBe(2500)
  expect(paid.length).toBe(1000)
  expect(new Set(paid.map(({ body }) => body['state']))).toEqual(new Set(['paid']))
  expect(new Set(paid.map(({ body }) => body['tradeNo'])).size).toBe(10)
  expect(busy[0]).toMatchObject({
    after: '1',
    length: expect.stringMatching(/^\d+$/),
    body: { error: { code: 'BUSY' } },
  })
  const [row] = await world.sql<{ sum: bigint }[]>`
    select sum(amount)::bigint as sum from entry where owner_id = ${shop.merchantId}`
  expect(row?.sum).toBe(1000n)
  const again = await Promise.all(orders.map(pay))
  expect(again.map(({ status }) => status)).toEqual(orders.map(() => 200))
  const metrics = await request(`${base}/metrics`, { dispatcher: agent })
  expect(await metrics.body.text()).toMatch(/^tongbao_requests_under_way 0$/m)
})
