import { afterAll, beforeAll, expect, test } from 'vitest'

import { openTravel } from '#standin/travel.ts'
import { findTrade } from '#trade/find.ts'
import type { StandinTime } from '#wire/standin.ts'

import { listen, openStand, order, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand.shut())

const move = async (body: object) => {
  const reply = await stand.browser.post<StandinTime>('/api/standin/time', body)
  expect(reply.status).toBe(200)
  return reply.body
}
const hourMs = 3_600_000

const pay = async (more: object = {}, biz: object = {}) => {
  const payer = await stand.payer(10)
  const outTradeNo = order()
  const paid = await stand.sdk.exec('alipay.trade.pay', {
    bizContent: {
      outTradeNo,
      totalAmount: '1.00',
      subject: '拿铁',
      authCode: payer.code(),
      scene: 'bar_code',
      ...biz,
    },
    ...more,
  })
  return { outTradeNo, code: paid['code'] }
}
const state = async (outTradeNo: string) =>
  (await findTrade(stand.sql, { merchantId: stand.merchantId, outTradeNo }))?.state

test('the clock goes forward, in every process, and payments go by it', async () => {
  const other = await openTravel(stand.sql, stand.log)
  const before = (await stand.browser.get<StandinTime>('/api/standin/time')).body
  const after = await move({ byMs: 2 * hourMs })
  expect(after.offsetMs).toBe(before.offsetMs + 2 * hourMs)
  expect(after.now - before.now).toBeGreaterThanOrEqual(2 * hourMs)
  await expect.poll(() => other.offsetMs(), { timeout: 5000 }).toBe(after.offsetMs)
  await other.close()

  const { outTradeNo, code } = await pay()
  expect(code).toBe('10000')
  const trade = await findTrade(stand.sql, { merchantId: stand.merchantId, outTradeNo })
  expect(trade!.paidAt! - Date.now()).toBeGreaterThan(2 * hourMs - 60_000)
})

test('a phone that follows its events hears the new time at once', async () => {
  const phone = `135${String(Date.now()).slice(-8)}`
  await stand.browser.post('/api/wallet/sms', { phone, purpose: 'login' })
  const inbox = await stand.browser.get(`/api/demo/sms?phone=${phone}`)
  const smsCode = inbox.body.messages[0].code as string
  expect((await stand.browser.post('/api/wallet/login', { phone, smsCode })).status).toBe(200)
  const stop = new AbortController()
  const reply = await fetch(`${stand.endpoint}/api/wallet/events`, {
    headers: { cookie: stand.browser.cookieHeader() },
    signal: stop.signal,
  })
  let heard = ''
  const reading = (async () => {
    for await (const part of reply.body!) heard += new TextDecoder().decode(part)
  })().catch(() => undefined)
  const times = () => [...heard.matchAll(/"serverTime":(\d+)/g)].map((match) => Number(match[1]))
  await expect.poll(() => times().length).toBe(1)
  await move({ byMs: hourMs })
  await expect.poll(() => times().length).toBe(2)
  expect(times()[1]! - times()[0]!).toBeGreaterThanOrEqual(hourMs)
  stop.abort()
  await reading
})

test('an order whose time is up is closed at once', async () => {
  await stand.browser.post('/api/standin/faults', { kind: 'waiting', outcome: 'silence' })
  const { outTradeNo, code } = await pay({}, { timeoutExpress: '90m' })
  expect([code, await state(outTradeNo)]).toEqual(['10003', 'WAIT_BUYER_PAY'])
  await move({ byMs: 89 * 60_000 })
  expect(await state(outTradeNo)).toBe('WAIT_BUYER_PAY')
  const left = await move({ next: true })
  expect(await state(outTradeNo)).toBe('TRADE_CLOSED')
  expect(left.next?.what).not.toBe('expiry')
})

test('retries of a notification follow, jump by jump', async () => {
  const shop = await listen((_, nth) => ({ body: nth < 4 ? 'busy' : 'success' }))
  const { outTradeNo } = await pay({ notifyUrl: shop.url })
  await shop.hears(1)
  for (const [count, wait] of [
    [2, 4 * 60_000],
    [3, 10 * 60_000],
    [4, hourMs],
  ] as const) {
    // The attempt is written down a moment after it was heard.
    await expect.poll(async () => (await next())?.what, { timeout: 5000 }).toBe('notification')
    const due = await next()
    expect(due!.at - stand.clock()).toBeGreaterThan(wait - 60_000)
    await move({ next: true })
    await shop.hears(count)
  }
  const [row] = await stand.sql`
    select state, attempts from notification_now where out_trade_no = ${outTradeNo}`
  await expect
    .poll(async () => {
      const [now] = await stand.sql`
      select state from notification_now where out_trade_no = ${outTradeNo}`
      return now!['state']
    })
    .toBe('delivered')
  expect(row).toBeDefined()
  await shop.close()
})

test('a jump over all of it fires each retry and each end at its own time, in order', async () => {
  const shop = await listen(() => ({ body: 'busy' }))
  await stand.browser.post('/api/standin/faults', { kind: 'waiting', outcome: 'silence' })
  const unpaid = await pay({}, { timeoutExpress: '9m' })
  const early = await pay({ notifyUrl: shop.url })
  const late = await pay({ notifyUrl: shop.url })
  const started = stand.clock()
  const after = await move({ byMs: 3 * hourMs })
  expect(after.now - started).toBeGreaterThanOrEqual(3 * hourMs)

  const waits = [0, 4 * 60_000, 14 * 60_000, 74 * 60_000]
  for (const { outTradeNo } of [early, late]) {
    const tries = await stand.sql<{ at: number; state: string }[]>`
      select a.at, n.state from notify_attempt a join notification_now n using (merchant_id, notify_id)
       where n.out_trade_no = ${outTradeNo} order by attempt`
    expect(tries.map(({ state }) => state)).toEqual(waits.map(() => 'given_up'))
    for (const [n, wait] of waits.entries()) {
      expect(tries[n]!.at - started - wait).toBeGreaterThan(-10_000)
      expect(tries[n]!.at - started - wait).toBeLessThan(30_000)
    }
  }
  // What the shop heard says the same, and no later try came before an earlier one.
  const told = shop.heard.map(({ params }) => params['notify_time']!)
  expect(told).toHaveLength(2 * waits.length)
  expect(told).toEqual(told.toSorted())
  const { merchantId } = stand
  const closed = await findTrade(stand.sql, { merchantId, outTradeNo: unpaid.outTradeNo })
  expect(closed).toMatchObject({ state: 'TRADE_CLOSED', failure: 'TIMED_OUT' })
  expect(closed!.closedAt! - closed!.expiresAt).toBeLessThan(30_000)
  await shop.close()
})

test('what a fault holds back does not hold up the others', async () => {
  const shop = await listen(() => ({ body: 'busy' }))
  await stand.browser.post('/api/standin/faults', { kind: 'notify-after', delayMs: 60_000 })
  const held = await pay({ notifyUrl: shop.url })
  // The fault is met when the worker comes to it.
  await expect
    .poll(async () => {
      const { events } = (await stand.browser.get('/api/standin/faults')).body
      return events.some((event: { kind: string }) => event.kind === 'notify-after')
    })
    .toBe(true)
  const other = await pay({ notifyUrl: shop.url })
  await move({ byMs: 2 * hourMs })
  for (const { outTradeNo } of [held, other]) {
    const [row] = await stand.sql`
      select state, attempts from notification_now where out_trade_no = ${outTradeNo}`
    expect(row).toEqual({ state: 'given_up', attempts: 4 })
  }
  await shop.close()
})

test('two jumps at once are the sum of both', async () => {
  const before = (await stand.browser.get<StandinTime>('/api/standin/time')).body
  await Promise.all([move({ byMs: hourMs }), move({ byMs: 2 * hourMs })])
  const after = (await stand.browser.get<StandinTime>('/api/standin/time')).body
  expect(after.offsetMs).toBe(before.offsetMs + 3 * hourMs)
})

const next = async () => (await stand.browser.get<StandinTime>('/api/standin/time')).body.next

test('a cancel after a day is refused, a refund is not', async () => {
  const { outTradeNo } = await pay()
  await move({ byMs: 25 * hourMs })
  const cancelled = await stand.sdk.exec('alipay.trade.cancel', { bizContent: { outTradeNo } })
  expect(cancelled['subCode']).toBe('ACQ.TRADE_CANCEL_TIME_OUT')
  const refunded = await stand.sdk.exec('alipay.trade.refund', {
    bizContent: { outTradeNo, refundAmount: '1.00' },
  })
  expect(refunded['fundChange']).toBe('Y')
})

test('the time for refunds is over when it is', async () => {
  const { outTradeNo } = await pay()
  await move({ byMs: 364 * 24 * hourMs })
  expect(await state(outTradeNo)).toBe('TRADE_SUCCESS')
  await move({ byMs: 2 * 24 * hourMs })
  expect(await state(outTradeNo)).toBe('TRADE_FINISHED')
})

test('it never goes back, and nothing due is said to be so', async () => {
  for (const body of [{ byMs: -1 }, { byMs: 0 }, {}]) {
    expect((await stand.browser.post('/api/standin/time', body)).status).toBe(400)
  }
  expect((await stand.browser.post('/api/standin/time', { next: true })).status).toBe(404)
})
