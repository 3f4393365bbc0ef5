import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { findTrade } from '#trade/find.ts'
import type { Fault, FaultList, FaultRule } from '#wire/standin.ts'

import { listen, openStand, order, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterEach(async () => {
  await stand.browser.delete('/api/standin/faults')
})
afterAll(() => stand.shut())

const set = async (rule: FaultRule) => {
  const reply = await stand.browser.post<Fault>('/api/standin/faults', rule)
  expect(reply.status).toBe(200)
  return reply.body
}
const list = async () => (await stand.browser.get<FaultList>('/api/standin/faults')).body

const pay = async (outTradeNo: string, more: object = {}) => {
  const payer = await stand.payer(10)
  return stand.sdk.exec('alipay.trade.pay', {
    bizContent: {
      outTradeNo,
      totalAmount: '1.00',
      subject: '拿铁',
      authCode: payer.code(),
      scene: 'bar_code',
    },
    ...more,
  })
}
const query = (outTradeNo: string) =>
  stand.sdk.exec('alipay.trade.query', { bizContent: { outTradeNo } })
const state = async (outTradeNo: string) =>
  (await findTrade(stand.sql, { merchantId: stand.merchantId, outTradeNo }))?.state

test('an answer comes late', async () => {
  await set({ kind: 'late', delayMs: 400 })
  const began = performance.now()
  expect((await pay(order()))['code']).toBe('10000')
  expect(performance.now() - began).toBeGreaterThan(390)
})

test('the work is done and nothing is answered', async () => {
  // The SDK's HTTP client sends once more when a connection breaks.
  await set({ kind: 'silent', delayMs: 50, times: 2 })
  const outTradeNo = order()
  const began = performance.now()
  await expect(pay(outTradeNo)).rejects.toThrow()
  expect(performance.now() - began).toBeLessThan(5000)
  expect(await state(outTradeNo)).toBe('TRADE_SUCCESS')
  expect((await query(outTradeNo))['tradeStatus']).toBe('TRADE_SUCCESS')
})

test('20000, with nothing done and with everything done; queries too', async () => {
  await set({ kind: 'busy', method: 'alipay.trade.pay' })
  const first = order()
  expect(await pay(first)).toMatchObject({ code: '20000', subCode: 'ACQ.SYSTEM_ERROR' })
  expect(await state(first)).toBeUndefined()
  await set({ kind: 'unknown', method: 'alipay.trade.pay' })
  const second = order()
  expect((await pay(second))['code']).toBe('20000')
  expect(await state(second)).toBe('TRADE_SUCCESS')
  await set({ kind: 'busy', method: 'alipay.trade.query' })
  expect((await query(second))['code']).toBe('20000')
  expect((await query(second))['code']).toBe('10000')
})

test('10003, and then the payer agrees, refuses, or says nothing', async () => {
  const [agreed, refused, silent] = [order(), order(), order()]
  await set({ kind: 'waiting', delayMs: 100 })
  await set({ kind: 'waiting', delayMs: 100, outcome: 'failure' })
  await set({ kind: 'waiting', delayMs: 0, outcome: 'silence' })
  for (const outTradeNo of [agreed, refused, silent]) {
    expect((await pay(outTradeNo))['code']).toBe('10003')
    expect(await state(outTradeNo)).toBe('WAIT_BUYER_PAY')
  }
  await expect.poll(() => state(agreed)).toBe('TRADE_SUCCESS')
  await expect.poll(() => state(refused)).toBe('TRADE_CLOSED')
  expect(await state(silent)).toBe('WAIT_BUYER_PAY')
})

test('a code is stale', async () => {
  await set({ kind: 'stale' })
  const outTradeNo = order()
  const failed = await pay(outTradeNo)
  expect(failed).toMatchObject({ code: '40004', subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID' })
  expect(failed['subMsg']).toContain('150')
  expect(await state(outTradeNo)).toBeUndefined()
  expect((await pay(outTradeNo))['code']).toBe('10000')
})

test('faults count: calls let through, calls spoilt, other methods and apps left alone', async () => {
  await set({ kind: 'busy', method: 'alipay.trade.query', skip: 1, times: 2 })
  await set({ kind: 'busy', appId: '2021000000000000', times: null })
  const outTradeNo = order()
  expect((await pay(outTradeNo))['code']).toBe('10000')
  const codes: unknown[] = []
  for (let n = 0; n < 4; n++) codes.push((await query(outTradeNo))['code'])
  expect(codes).toEqual(['10000', '20000', '20000', '10000'])
  expect((await list()).faults).toMatchObject([
    { passed: 1, fired: 2 },
    { passed: 0, fired: 0 },
  ])
})

test('what happened is recorded, and replays when it is put back', async () => {
  const outTradeNo = order()
  await pay(outTradeNo)
  const { faultId } = await set({ kind: 'unknown', skip: 1, times: 1 })
  const run = async () => {
    const codes: unknown[] = []
    for (let n = 0; n < 3; n++) codes.push((await query(outTradeNo))['code'])
    return codes
  }
  const first = await run()
  expect(first).toEqual(['10000', '20000', '10000'])
  const recorded = await list()
  expect(recorded.events).toMatchObject([
    { seq: 1, faultId, kind: 'unknown', appId: stand.appId, subject: 'alipay.trade.query' },
  ])
  const { calls } = (await stand.browser.get(`/api/standin/calls?text=${outTradeNo}&limit=2`)).body
  expect(calls[1]).toMatchObject({ fault: 'unknown', traceId: recorded.events[0]!.traceId })

  const replayed = await stand.browser.put<FaultList>('/api/standin/faults', {
    faults: recorded.faults,
  })
  expect(replayed.body.events).toEqual([])
  expect(await run()).toEqual(first)
  expect((await list()).events).toMatchObject([{ seq: 1, subject: 'alipay.trade.query' }])
  expect((await stand.browser.delete('/api/standin/faults/none')).status).toBe(404)
})

test('notifications come twice, late, and after a later one', async () => {
  const shop = await listen(() => ({}))
  const told = { notifyUrl: shop.url }
  const heard = () => shop.heard.map(({ params }) => params['out_trade_no'])

  await set({ kind: 'notify-twice' })
  const twice = order()
  await pay(twice, told)
  await shop.hears(2)
  expect(heard()).toEqual([twice, twice])
  expect(shop.heard[0]!.params['notify_id']).toBe(shop.heard[1]!.params['notify_id'])

  await set({ kind: 'notify-late', delayMs: 1500 })
  const late = order()
  const began = Date.now()
  await pay(late, told)
  await shop.hears(3)
  expect(shop.heard[2]!.at - began).toBeGreaterThan(1400)

  await set({ kind: 'notify-after', delayMs: 20_000 })
  const [earlier, later] = [order(), order()]
  await pay(earlier, told)
  await pay(later, told)
  await shop.hears(5)
  expect(heard().slice(3)).toEqual([later, earlier])
  await shop.close()
})

test('a fault that makes no sense is refused', async () => {
  const refused = await stand.browser.post('/api/standin/faults', { kind: 'explode' })
  expect(refused).toMatchObject({ status: 400, body: { error: { field: 'kind' } } })
  expect(refused.body.error.message).toContain('`kind` must be late or silent or busy')
})

test('a fault that no call can meet is refused, with the methods that can', async () => {
  const cases: [FaultRule, RegExp][] = [
    [{ kind: 'busy', method: 'alipay.trade.pai' }, /alipay\.trade\.pay, .*alipay\.fund\.account/],
    [{ kind: 'busy', method: 'constructor' }, /^method: busy knows no constructor\. Send one of/],
    [{ kind: 'waiting', method: 'alipay.trade.query' }, /Send one of alipay\.trade\.pay, or leave/],
    [
      { kind: 'stale', method: 'alipay.trade.query' },
      /one of alipay\.trade\.pay, alipay\.fund\.auth\.order\.freeze, or/,
    ],
    [{ kind: 'notify-twice', method: 'alipay.trade.pay' }, /notifications, which have no method/],
  ]
  for (const [rule, message] of cases) {
    const posted = await stand.browser.post('/api/standin/faults', rule)
    expect(posted).toMatchObject({
      status: 400,
      body: { error: { field: 'method', message: expect.stringMatching(message) } },
    })
    const put = await stand.browser.put('/api/standin/faults', {
      faults: [{ kind: 'late' }, rule],
    })
    expect(put).toMatchObject({ status: 400, body: { error: { field: 'faults.1.method' } } })
  }
  expect(await list()).toEqual({ faults: [], events: [] })
  for (const kind of ['stale', 'waiting'] as const) await set({ kind, method: 'alipay.trade.pay' })
})
