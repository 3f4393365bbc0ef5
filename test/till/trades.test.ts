import { afterAll, beforeAll, expect, test } from 'vitest'

import type { TillDay, TillDetail, TillResult } from '#wire/till.ts'

import type { Browser } from '../setup/browser.ts'
import { openWorld, type Shop, type World } from '../setup/world.ts'

let world: World
let shop: Shop
beforeAll(async () => {
  world = await openWorld()
  shop = await world.shop()
})
afterAll(() => world.close())

async function tillOf(role: 'cashier' | 'supervisor' | 'owner', at: Shop = shop): Promise<Browser> {
  const till = world.browser()
  const reply = await till.post('/api/till/login', at.login(role))
  expect(reply).toMatchObject({ status: 200, body: { role, mayRefund: role !== 'cashier' } })
  return till
}

let orders = 0
async function sell(till: Browser, amount = '10') {
  const member = await world.member({ yuan: 500 })
  const outTradeNo = `R${++orders}`
  const paid = await till.post('/api/till/pay', { outTradeNo, amount, code: member.code() })
  expect(paid.body.state).toBe('paid')
  return { outTradeNo, member, path: `/api/till/trades/${outTradeNo}` }
}

const balanceOf = async (memberId: string): Promise<bigint> => {
  const [row] = await world.sql<{ balance: bigint }[]>`
    select balance from account where owner_id = ${memberId}`
  return row!.balance
}

test('refunds are a supervisor’s, never above what was paid, and once per number', async () => {
  const cashier = await tillOf('cashier')
  const supervisor = await tillOf('supervisor')
  const { path, member } = await sell(cashier)
  const refund = (till: Browser, outRequestNo: string, amount: unknown) =>
    till.post<TillResult>(`${path}/refund`, { outRequestNo, amount } as object)
  expect(await refund(cashier, 'A', '1')).toMatchObject({
    status: 403,
    body: { error: { code: 'NOT_ALLOWED' } },
  })
  const both = await Promise.all([refund(supervisor, 'A', '4'), refund(supervisor, 'A', '4')])
  for (const reply of both) expect(reply.body).toMatchObject({ state: 'paid', refunded: '4.00' })
  expect((await refund(supervisor, 'A', '5')).body).toMatchObject({
    error: { code: 'REFUND_INCONSISTENT' },
  })
  expect((await refund(supervisor, 'B', '6.01')).body).toMatchObject({
    error: { code: 'REFUND_TOO_MUCH' },
  })
  expect((await refund(supervisor, 'B', '0')).body).toMatchObject({
    error: { code: 'AMOUNT_INVALID', field: 'amount' },
  })
  expect((await refund(supervisor, 'B', 6)).body).toMatchObject({
    state: 'closed',
    refunded: '10.00',
    failure: null,
  })
  expect(await balanceOf(member.memberId)).toBe(50_000n)
})

const code = async (till: Browser, path: string) =>
  (await till.post(`${path}/cancel`, {})).body.error?.code

test('a cashier takes back what this terminal was paid within ten minutes', async () => {
  const cashier = await tillOf('cashier')
  const { path, member } = await sell(cashier)
  world.clock.now += 10 * 60_000
  const cancelled = await cashier.post<TillResult>(`${path}/cancel`, {})
  expect(cancelled.body).toMatchObject({ state: 'closed', refunded: '10.00' })
  world.clock.now += 1
  expect((await cashier.post(`${path}/cancel`, {})).body.state).toBe('closed')
  expect(await balanceOf(member.memberId)).toBe(50_000n)

  const older = await sell(cashier)
  world.clock.now += 10 * 60_000 + 1
  const refused = await cashier.post(`${older.path}/cancel`, {})
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'NOT_ALLOWED' } } })
  expect(refused.body.error.message).toContain('last 10 minutes')
  expect(await balanceOf(older.member.memberId)).toBe(49_000n)
  const supervisor = await tillOf('supervisor')
  expect((await supervisor.post(`${older.path}/cancel`, {})).body.state).toBe('closed')
})

test('a cashier takes back nothing that another terminal was paid', async () => {
  const here = await world.shop()
  await world.sql`insert into terminal (merchant_id, terminal_id, store_id, name, state, created_at)
    values (${here.merchantId}, 'T-next', ${here.storeId}, '2号', 'active', now())`
  const { path } = await sell(await tillOf('cashier', here))
  const next = world.browser()
  await next.post('/api/till/login', { ...here.login('cashier'), terminalId: 'T-next' })
  expect(await code(next, path)).toBe('NOT_ALLOWED')
  expect(await code(await tillOf('supervisor', here), path)).toBeUndefined()
})

test('an order that is unpaid or unknown may always be cancelled, a paid one for a day', async () => {
  const cashier = await tillOf('cashier')
  const unknown = await cashier.post<TillResult>('/api/till/trades/Never1/cancel', {})
  expect(unknown.body).toMatchObject({ state: 'closed', tradeNo: null })
  const oldest = await sell(cashier)
  world.clock.now += 24 * 3_600_000 + 1
  expect(await code(await tillOf('supervisor'), oldest.path)).toBe('CANCEL_TIME_OUT')
})

test('the list says why an order is unpaid, and where it was; cancelling it takes nothing', async () => {
  const till = await tillOf('cashier', await world.shop({ storeName: '南店' }))
  const poor = await world.member({ yuan: 1 })
  const pay = { outTradeNo: `R${++orders}`, amount: '2', code: poor.code() }
  expect((await till.post('/api/till/pay', pay)).body.state).toBe('failed')
  const list = async () => (await till.get<TillDay>('/api/till/trades')).body.trades
  expect(await list()).toMatchObject([
    {
      state: 'WAIT_BUYER_PAY',
      failure: 'BALANCE_NOT_ENOUGH',
      terminalName: '1号',
      storeName: '南店',
    },
  ])
  world.clock.now += 11 * 60_000
  const closed = await till.post<TillResult>(`/api/till/trades/${pay.outTradeNo}/cancel`, {})
  const failure = { code: 'CANCELLED' }
  expect(closed.body).toMatchObject({ state: 'closed', refunded: '0.00', failure })
  expect(await list()).toMatchObject([{ state: 'TRADE_CLOSED', failure: null }])
})

test('a sale’s detail has its refunds, with who, why and when', async () => {
  const supervisor = await tillOf('supervisor')
  const { path } = await sell(supervisor)
  const { login: cashier } = shop.login('supervisor')
  const at = world.clock.now
  const refund = { outRequestNo: 'd1', amount: '4', reason: '少一件' }
  await supervisor.post(`${path}/refund`, refund)
  world.clock.now += 1000
  await supervisor.post(`${path}/cancel`, {})
  const { body } = await supervisor.get<TillDetail>(path)
  expect(body).toMatchObject({ state: 'closed', refunded: '10.00' })
  expect(body.refunds).toMatchObject([
    { outRequestNo: 'd1', amount: '4.00', reason: '少一件', cashier, at },
    { amount: '6.00', reason: 'CANCELLED', cashier, at: at + 1000 },
  ])
})

test('a day’s list has every sale of the day once, and totals that add up', async () => {
  const here = await world.shop()
  const till = await tillOf('supervisor', here)
  const day = new Date(world.clock.now + 8 * 3_600_000).toISOString().slice(0, 10)
  for (let at = 0; at < 33; at++) await sell(till, '1.50')
  await till.post(`/api/till/trades/R${orders}/refund`, { outRequestNo: 'x', amount: '0.50' })
  await till.post(`/api/till/trades/R${orders - 1}/cancel`, {})
  const first = (await till.get<TillDay>(`/api/till/trades?day=${day}`)).body
  expect(first.trades).toHaveLength(30)
  const totals = { paidCount: 33, paid: '49.50', refundedCount: 2, refunded: '2.00', net: '47.50' }
  expect(first.totals).toEqual(totals)
  const rest = (await till.get<TillDay>(`/api/till/trades?day=${day}&cursor=${first.next}`)).body
  expect(rest).toMatchObject({ next: null, totals })
  const numbers = [...first.trades, ...rest.trades].map((trade) => trade.outTradeNo)
  expect(new Set(numbers).size).toBe(33)
  const found = await till.get<TillDay>(`/api/till/trades?day=${day}&q=R${orders}`)
  expect(found.body.trades).toMatchObject([
    { refunded: '0.50', cashier: here.login('supervisor').login, state: 'TRADE_SUCCESS' },
  ])
  const empty = (await till.get<TillDay>('/api/till/trades?day=2020-01-01')).body
  expect(empty).toMatchObject({ trades: [], totals: { paidCount: 0, net: '0.00' } })
  for (const bad of ['2026-02-30', '2026-13-01', '20260301', 'x']) {
    expect((await till.get(`/api/till/trades?day=${bad}`)).status).toBe(400)
  }
})

test('a refund counts on the day it was made, and the day before stays as it was', async () => {
  const here = await world.shop()
  const till = await tillOf('supervisor', here)
  const dayOf = async (ms: number, more = '') => {
    const day = new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
    return (await till.get<TillDay>(`/api/till/trades?day=${day}${more}`)).body
  }
  const sold = world.clock.now
  const { outTradeNo, path } = await sell(till, '10')
  const closed = (await dayOf(sold)).totals
  expect(closed).toMatchObject({ paid: '10.00', refunded: '0.00', net: '10.00' })

  world.clock.now += 24 * 3_600_000
  await till.post('/api/till/login', here.login('supervisor'))
  await till.post(`${path}/refund`, { outRequestNo: 'next', amount: '4', reason: '少一件' })
  expect((await dayOf(sold)).totals).toEqual(closed)
  expect((await dayOf(sold)).refunds).toEqual([])
  const next = await dayOf(world.clock.now)
  expect(next.trades).toEqual([])
  expect(next.totals).toEqual({
    paidCount: 0,
    paid: '0.00',
    refundedCount: 1,
    refunded: '4.00',
    net: '-4.00',
  })
  expect(next.refunds).toMatchObject([
    {
      outRequestNo: 'next',
      amount: '4.00',
      reason: '少一件',
      cashier: here.login('supervisor').login,
      at: world.clock.now,
      trade: { outTradeNo, amount: '10.00', refunded: '4.00', terminalName: '1号' },
    },
  ])
  expect((await dayOf(world.clock.now, `&q=${outTradeNo}`)).refunds).toHaveLength(1)
  expect((await dayOf(world.clock.now, '&q=nothing')).refunds).toEqual([])
})

test('every refund of a day is on one of its pages, and on one alone', async () => {
  const here = await world.shop()
  const till = await tillOf('supervisor', here)
  for (let at = 0; at < 32; at++) {
    world.clock.now += 1000
    const { path } = await sell(till, '2')
    world.clock.now += 1000
    await till.post(`${path}/refund`, { outRequestNo: 'one', amount: '0.50' })
  }
  const first = (await till.get<TillDay>('/api/till/trades')).body
  const rest = (await till.get<TillDay>(`/api/till/trades?cursor=${first.next}`)).body
  expect([first.refunds.length, rest.refunds.length]).toEqual([30, 2])
  const numbers = [...first.refunds, ...rest.refunds].map(({ trade }) => trade.outTradeNo)
  expect(new Set(numbers).size).toBe(32)
})

test('an order paid after midnight counts on the day it was paid', async () => {
  const till = await tillOf('supervisor', await world.shop())
  const { outTradeNo } = await sell(till, '3')
  const made = world.clock.now
  const paid = made + 24 * 3_600_000
  await world.sql`update trade set paid_at = ${new Date(paid)} where out_trade_no = ${outTradeNo}`
  const dayOf = async (ms: number) => {
    const day = new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
    return (await till.get<TillDay>(`/api/till/trades?day=${day}`)).body
  }
  expect(await dayOf(made)).toMatchObject({ trades: [{ outTradeNo }], totals: { paid: '0.00' } })
  expect(await dayOf(paid)).toMatchObject({ trades: [{ outTradeNo }], totals: { paid: '3.00' } })
})

test('a shop sees itself alone; a terminal itself, or with `all` its store', async () => {
  const mine = await world.shop()
  const till = await tillOf('cashier', mine)
  const { path } = await sell(till)
  const other = await tillOf('owner', await world.shop())
  expect((await other.get(path)).status).toBe(404)
  const refund = await other.post(`${path}/refund`, { outRequestNo: 'a', amount: '1' })
  expect(refund).toMatchObject({ status: 404, body: { error: { code: 'TRADE_NOT_EXIST' } } })
  expect((await other.get<TillDay>('/api/till/trades?all=1')).body.trades).toEqual([])
  await world.sql`insert into terminal (merchant_id, terminal_id, store_id, name, state, created_at)
    values (${mine.merchantId}, 'T-second', ${mine.storeId}, '2号', 'active', now())`
  const second = world.browser()
  const login = { ...mine.login('cashier'), terminalId: 'T-second' }
  expect((await second.post('/api/till/login', login)).body.terminalName).toBe('2号')
  expect((await second.get<TillDay>('/api/till/trades')).body.trades).toEqual([])
  expect((await second.get<TillDay>('/api/till/trades?all=1')).body.trades).toHaveLength(1)
})
