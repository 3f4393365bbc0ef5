// node --test till.test.mjs: a till's suite against a stand-in, every way in which a payment can go.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { startStandIn } from './stand-in.mjs'
import { createTill } from './till.mjs'

let standIn, till
before(async () => {
  standIn = await startStandIn()
  till = createTill({ sdk: standIn.sdk, pollMs: 200, cancelMs: 100 })
})
afterEach(() => standIn.clearFaults())
after(() => standIn.stop())

let count = 0
const order = async (more = {}) => ({
  outTradeNo: `SUITE${++count}`,
  amount: '1.00',
  subject: '早餐',
  code: await standIn.code(count % 5),
  ...more,
})

const pay = 'alipay.trade.pay'
const query = 'alipay.trade.query'
const cancel = 'alipay.trade.cancel'
const asked = async (outTradeNo, method) =>
  (await standIn.calls(outTradeNo)).filter((call) => call.method === method).length

test('paid at once', async () => {
  assert.deepEqual(await till.pay(await order()), { result: 'paid' })
})

test('the payer is asked and agrees', async () => {
  await standIn.fault({ kind: 'waiting', outcome: 'success', delayMs: 300 })
  assert.deepEqual(await till.pay(await order()), { result: 'paid' })
})

test('the payer is asked and refuses', async () => {
  await standIn.fault({ kind: 'waiting', outcome: 'failure', delayMs: 300 })
  assert.deepEqual(await till.pay(await order()), { result: 'closed' })
})

test('the payer is asked and says nothing: five looks, then the order is taken back', async () => {
  await standIn.fault({ kind: 'waiting', outcome: 'silence' })
  const one = await order()
  assert.deepEqual(await till.pay(one), { result: 'cancelled', action: 'close' })
  assert.equal(await asked(one.outTradeNo, query), 5)
})

test('the gateway is busy and did nothing: one look, and the number is barred', async () => {
  await standIn.fault({ kind: 'busy', method: pay })
  const one = await order()
  assert.deepEqual(await till.pay(one), { result: 'cancelled', action: 'none' })
  assert.equal(await asked(one.outTradeNo, query), 1)
})

test('the gateway says 20000 and did the work: the look finds it', async () => {
  await standIn.fault({ kind: 'unknown', method: pay })
  assert.deepEqual(await till.pay(await order()), { result: 'paid' })
})

test('no answer, and the work is done: the look finds it', async () => {
  // The SDK's HTTP client sends once more when a connection breaks.
  await standIn.fault({ kind: 'silent', method: pay, times: 2 })
  assert.deepEqual(await till.pay(await order()), { result: 'paid' })
})

test('no answer, and the look fails too: the payment is given back', async () => {
  await standIn.fault({ kind: 'silent', method: pay, times: 2 })
  await standIn.fault({ kind: 'unknown', method: query })
  assert.deepEqual(await till.pay(await order()), { result: 'cancelled', action: 'refund' })
})

test('taking back is tried again, and given up after three times', async () => {
  await standIn.fault({ kind: 'busy', method: pay, times: 2 })
  await standIn.fault({ kind: 'busy', method: cancel, times: 2 })
  assert.deepEqual(await till.pay(await order()), { result: 'cancelled', action: 'none' })
  await standIn.fault({ kind: 'busy', method: cancel, times: 3 })
  assert.deepEqual(await till.pay(await order()), { result: 'unknown' })
})

test('a stale code is refused, and nothing is asked afterwards', async () => {
  await standIn.fault({ kind: 'stale' })
  const one = await order()
  const reason = 'ACQ.PAYMENT_AUTH_CODE_INVALID'
  assert.deepEqual(await till.pay(one), { result: 'refused', reason })
  assert.equal(await asked(one.outTradeNo, query), 0)
})

test('a late answer is waited for', async () => {
  await standIn.fault({ kind: 'late', delayMs: 1000 })
  assert.deepEqual(await till.pay(await order()), { result: 'paid' })
})

test('an order that nobody pays runs out while time flies', async () => {
  await standIn.fault({ kind: 'waiting', outcome: 'silence' })
  const one = await order({ timeoutExpress: '10m' })
  const ending = till.pay(one)
  await sleep(300)
  await standIn.moveOn()
  assert.deepEqual(await ending, { result: 'closed' })
})

/** A shop's server, as it should be: it checks the signature and delivers an order once. */
async function openShop(t, { failures = 0 } = {}) {
  const told = []
  const delivered = new Set()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const params = Object.fromEntries(new URLSearchParams(body))
    told.push(params)
    if (!standIn.sdk.checkNotifySignV2(params) || told.length <= failures) {
      return response.end('fail')
    }
    delivered.add(params.out_trade_no)
    response.end('success')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const until = async (what) => {
    for (let n = 0; n < 200 && !what(); n++) await sleep(50)
    assert.ok(what(), `told ${told.length} times`)
  }
  const notifyUrl = `http://127.0.0.1:${server.address().port}/`
  return { told, delivered, until, notifyUrl }
}

test('a notification that comes twice delivers once', async (t) => {
  const shop = await openShop(t)
  await standIn.fault({ kind: 'notify-twice' })
  await till.pay(await order({ notifyUrl: shop.notifyUrl }))
  await shop.until(() => shop.told.length === 2)
  assert.equal(shop.delivered.size, 1)
})

test('a notification that failed comes again four minutes later, without the wait', async (t) => {
  const shop = await openShop(t, { failures: 1 })
  await till.pay(await order({ notifyUrl: shop.notifyUrl }))
  await shop.until(() => shop.told.length === 1)
  for (let n = 0; n < 100 && !(await standIn.time()).next; n++) await sleep(50)
  await standIn.moveOn()
  await shop.until(() => shop.delivered.size === 1)
  assert.equal(shop.told[0].notify_id, shop.told[1].notify_id)
})
