import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'
import type { TillResult } from '#wire/till.ts'

import type { Browser } from '../setup/browser.ts'
import { openWorld, type Shop, type World } from '../setup/world.ts'

let world: World
let shop: Shop
let till: Browser
beforeAll(async () => {
  world = await openWorld()
  shop = await world.shop({ name: '百家福', storeName: '人民路店' })
  till = world.browser()
  await till.post('/api/till/login', shop.login('cashier'))
})
afterAll(() => world.close())

let orders = 0
const order = () => `T${++orders}`
const pay = (body: object) => till.post<TillResult>('/api/till/pay', body)

/** What the shop has received, by the ledger. */
async function received(): Promise<bigint> {
  const [row] = await world.sql<{ sum: bigint }[]>`
    select coalesce(sum(amount), 0)::bigint as sum from entry where owner_id = ${shop.merchantId}`
  return row?.sum ?? 0n
}

test('a payment is paid once, and its repeat gets the same answer', async () => {
  const member = await world.member({ yuan: 100 })
  const body = { outTradeNo: order(), amount: '19.90', code: member.code() }
  const before = await received()
  const first = await pay(body)
  expect(first).toMatchObject({
    status: 200,
    body: { state: 'paid', amount: '19.90', refunded: '0.00', failure: null, expiresAt: null },
  })
  expect(first.body.payer).toBe(`137****${member.phone.slice(-4)}`)
  expect(first.body.tradeNo).toMatch(/^20260301\d{20}$/)
  // What the till was answered by is what the payer's bill names.
  const { traceId } = first.body
  expect(traceId).toBe(first.headers['trace_id'])
  const { bills } = await listBills(world.sql, member.memberId, {})
  expect(bills[0]).toMatchObject({ kind: 'payment', traceId })
  const repeats = await Promise.all([pay(body), pay(body), pay(body)])
  for (const repeat of repeats) expect(repeat.body).toEqual(first.body)
  const asked = await till.get(`/api/till/trades/${body.outTradeNo}`)
  expect(asked.body).toEqual({ ...first.body, refunds: [] })
  expect(await received()).toBe(before + 1990n)
  const [row] = await world.sql`select operator_id, terminal_id, store_id, subject, extra from trade
    where out_trade_no = ${body.outTradeNo}`
  expect(row).toEqual({
    operator_id: shop.login('cashier').login,
    terminal_id: shop.terminalId,
    store_id: shop.storeId,
    subject: '百家福',
    extra: { merchantName: '百家福', storeName: '人民路店' },
  })
})

test('an amount that is no amount moves nothing', async () => {
  const member = await world.member({ yuan: 100 })
  const before = await received()
  const amounts = ['0', '0.00', '-1', '1.001', '1e2', '1,00', '', ' 1', '１', '012', '+1', 'NaN']
  for (const amount of [...amounts, '100000000.01', 0, -1, 0.001, 1e21, 0.1 + 0.2]) {
    const reply = await till.post('/api/till/pay', {
      outTradeNo: order(),
      amount,
      code: member.code(),
    })
    expect([amount, reply.status, reply.body.error.code, reply.body.error.field]).toEqual([
      amount,
      400,
      'AMOUNT_INVALID',
      'amount',
    ])
  }
  for (const amount of [null, {}, [1], true]) {
    const reply = await till.post('/api/till/pay', {
      outTradeNo: order(),
      amount,
      code: member.code(),
    })
    expect(reply.body.error).toMatchObject({ code: 'INVALID_REQUEST', field: 'amount' })
  }
  expect(await received()).toBe(before)
  for (const amount of [1, '0.5', 0.01]) {
    expect(
      (
        await pay({
          outTradeNo: order(),
          amount,
          code: member.code(amount === 1 ? 0 : amount === '0.5' ? 1 : 2),
        })
      ).body.state,
    ).toBe('paid')
  }
  expect(await received()).toBe(before + 151n)
})

test('a code that cannot pay says why, and whether a fresh one helps', async () => {
  const poor = await world.member({ yuan: 5 })
  const rich = await world.member({ yuan: 500 })
  const tried = async (code: string, more = {}) => {
    const reply = await pay({ outTradeNo: order(), amount: '10', code, ...more })
    expect(reply.status).toBe(200)
    return [reply.body.state, reply.body.failure?.code, reply.body.failure?.retry]
  }
  expect(await tried('123')).toEqual(['failed', 'CODE_INVALID', true])
  expect(await tried('28abcdefghijklmnop')).toEqual(['failed', 'CODE_INVALID', true])
  expect(await tried('289999999999999999')).toEqual(['failed', 'CODE_UNKNOWN', true])
  const unkept = { outTradeNo: order(), amount: '10', code: '289999999999999999' }
  expect((await pay(unkept)).body.tradeNo).toBeNull()
  expect(await tried(poor.code())).toEqual(['failed', 'BALANCE_NOT_ENOUGH', true])
  expect(await tried(poor.code())).toEqual(['failed', 'CODE_USED', true])
  const stale = rich.code()
  world.clock.now += 5 * 60_000
  expect(await tried(stale)).toEqual(['failed', 'CODE_STALE', true])
  const outTradeNo = order()
  expect(await tried(poor.code(), { outTradeNo })).toEqual(['failed', 'BALANCE_NOT_ENOUGH', true])
  expect((await till.get(`/api/till/trades/${outTradeNo}`)).body.state).toBe('failed')
  expect(await tried(rich.code(), { outTradeNo })).toEqual(['paid', undefined, undefined])
  expect(await tried(rich.code(1), { outTradeNo })).toEqual(['failed', 'TRADE_HAS_SUCCESS', false])
  const other = { outTradeNo, amount: '11' }
  expect(await tried(rich.code(2), other)).toEqual(['failed', 'CONTEXT_INCONSISTENT', false])
})

test('order numbers and subjects are kept as they are or refused, never changed', async () => {
  const member = await world.member({ yuan: 100 })
  for (const outTradeNo of ['', 'a b', "a'--", 'a/b', '单号', 'x'.repeat(65), 'a\0']) {
    const reply = await till.post('/api/till/pay', { outTradeNo, amount: '1', code: member.code() })
    expect(reply.body.error).toMatchObject({ code: 'INVALID_REQUEST', field: 'outTradeNo' })
  }
  const subject = `<script>alert(1)</script> '; drop table trade; -- {"a":"\\"} 👩‍👩‍👧 `
  const outTradeNo = order()
  const paid = await pay({ outTradeNo, amount: '1', code: member.code(), subject })
  expect(paid.body.state).toBe('paid')
  const day = await till.get(`/api/till/trades?q=${encodeURIComponent('drop table')}`)
  expect(day.body.trades.map((trade: { subject: string }) => trade.subject)).toEqual([
    subject.trim(),
  ])
  for (const odd of ['\u202e', '\u2068', '\u200e', '\n', '\u001b', '\u2029']) {
    const turned = { outTradeNo: order(), amount: '1', code: member.code(), subject: `拿${odd}铁` }
    const { status, body } = await till.post('/api/till/pay', turned)
    expect([status, body.error]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'subject' }])
  }
  const whole = { amount: '1', code: member.code(2), subject: '👍'.repeat(256) }
  expect((await pay({ outTradeNo: order(), ...whole })).body.state).toBe('paid')
  const gun = { amount: '1', code: `${member.code(3)}\r\n`, outTradeNo: order() }
  expect((await pay(gun)).body.state).toBe('paid')
})

test('a till that is not logged in, or no longer, takes nothing', async () => {
  const stranger = world.browser()
  const body = { outTradeNo: order(), amount: '1', code: '281234567890123456' }
  expect((await stranger.post('/api/till/pay', body)).body.error.code).toBe('NOT_LOGGED_IN')
  stranger.cookies.set('tongbao_till', till.cookies.get('tongbao_till')!.replace(/^./, '_'))
  expect((await stranger.post('/api/till/pay', body)).status).toBe(401)
  await stranger.post('/api/till/login', shop.login('cashier'))
  stranger.cookies.set('copy', stranger.cookies.get('tongbao_till')!)
  const token = stranger.cookies.get('tongbao_till')!
  expect((await stranger.post('/api/till/logout', {})).status).toBe(204)
  stranger.cookies.set('tongbao_till', token)
  expect((await stranger.post('/api/till/pay', body)).status).toBe(401)
  stranger.cookies.set('tongbao_wallet', token)
  expect((await stranger.get('/api/wallet/me')).status).toBe(401)
})
