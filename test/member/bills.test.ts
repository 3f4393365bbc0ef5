import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Bills } from '#wire/wallet.ts'

import type { Browser } from '../setup/browser.ts'
import { openWorld, type Member, type World } from '../setup/world.ts'
import { logIn } from './log-in.ts'

let world: World
let member: Member
let browser: Browser
let till: Browser
beforeAll(async () => {
  world = await openWorld()
  member = await world.member({ yuan: 1000 })
  browser = await logIn(world, member.phone)
  const shop = await world.shop({ name: "O'Brien & 100%_店" })
  till = world.browser()
  await till.post('/api/till/login', shop.login('supervisor'))
  for (let at = 0; at < 24; at++) {
    world.clock.now += 60_000
    const subject = at === 3 ? '一杯 50% 糖的_奶茶' : `第 ${at} 单`
    const order = { outTradeNo: `Bill_${at}`, amount: '1', code: member.code(), subject }
    expect((await till.post('/api/till/pay', order)).body.state).toBe('paid')
  }
  const refund = { outRequestNo: 'R1', amount: '0.40', reason: '少放了珍珠' }
  await till.post('/api/till/trades/Bill_3/refund', refund)
})
afterAll(() => world.close())

const bills = (query: Record<string, string>) =>
  browser.get<Bills>(`/api/wallet/bills?${new URLSearchParams(query).toString()}`)

test('bills come newest first, page after page, none twice and none lost', async () => {
  const first = (await bills({})).body
  expect(first.bills).toHaveLength(20)
  expect(first.bills[0]).toMatchObject({ kind: 'refund', amount: '0.40', balanceAfter: '976.40' })
  const second = (await bills({ cursor: first.next ?? '' })).body
  expect(second.next).toBeNull()
  const all = [...first.bills, ...second.bills].map((bill) => bill.billNo)
  expect(all).toHaveLength(26)
  expect(all).toEqual([...new Set(all)].toSorted().toReversed())
})

test('a payment tells what became of it', async () => {
  const { bills: found } = (await bills({ q: 'Bill_3', kind: 'payment' })).body
  expect(found).toMatchObject([
    { outTradeNo: 'Bill_3', refunded: '0.40', tradeState: 'TRADE_SUCCESS' },
  ])
  expect((await bills({ kind: 'topup' })).body.bills).toMatchObject([
    { amount: '1000.00', tradeState: null },
  ])
})

test('a refund tells its reason, and a cancel that it is one', async () => {
  const reasons = async (q: string) =>
    (await bills({ q })).body.bills.map(({ kind, reason }) => [kind, reason])
  expect(await reasons('Bill_3')).toEqual([
    ['refund', '少放了珍珠'],
    ['payment', null],
  ])
  // Two at the same moment of the same amount cannot be told apart: no reason is better than the other's.
  for (const [outRequestNo, reason] of Object.entries({ R2: '一', R3: '二' })) {
    await till.post('/api/till/trades/Bill_23/refund', { outRequestNo, amount: '0.10', reason })
  }
  expect(await reasons('Bill_23')).toEqual([
    ['refund', null],
    ['refund', null],
    ['payment', null],
  ])
  await till.post('/api/till/trades/Bill_22/cancel')
  expect(await reasons('Bill_22')).toEqual([
    ['refund', 'CANCELLED'],
    ['payment', null],
  ])
})

test('a search takes every character as itself', async () => {
  const titles = async (q: string) => (await bills({ q })).body.bills.map((bill) => bill.title)
  expect(await titles('50%')).toHaveLength(2)
  expect(await titles('的_奶')).toHaveLength(2)
  expect(await titles('0_糖')).toEqual([])
  expect(await titles('\\')).toEqual([])
  expect(await titles("o'brien")).toHaveLength(20)
  expect(await titles("'; drop table bill; --")).toEqual([])
  expect((await bills({ q: 'a\0b' })).status).toBe(400)
})

test('nobody reads another’s bills', async () => {
  const [mine] = (await bills({})).body.bills
  const other = await logIn(world, (await world.member()).phone)
  expect((await other.get(`/api/wallet/bills/${mine?.billNo}`)).status).toBe(404)
  expect((await other.get<Bills>('/api/wallet/bills')).body.bills).toEqual([])
})
