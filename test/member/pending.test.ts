import { afterAll, beforeAll, expect, test } from 'vitest'

import type { PaymentResult, PendingList } from '#wire/wallet.ts'

import type { Browser } from '../setup/browser.ts'
import { openWorld, type Member, type World } from '../setup/world.ts'
import { logIn } from './log-in.ts'

let world: World
let till: Browser
beforeAll(async () => {
  world = await openWorld()
  const shop = await world.shop({ name: '大商场', storeName: '三楼' })
  till = world.browser()
  await till.post('/api/till/login', shop.login('supervisor'))
})
afterAll(() => world.close())

let orders = 0
async function ask(member: Member, amount = '1500') {
  const outTradeNo = `P${++orders}`
  const code = member.code(orders % 8)
  const reply = await till.post('/api/till/pay', { outTradeNo, amount, code })
  return { outTradeNo, tradeNo: String(reply.body.tradeNo), state: reply.body.state as string }
}

const answer = (browser: Browser, tradeNo: string, verb: string, paymentPassword = '246810') =>
  browser.post<PaymentResult & { error: { code: string } }>(
    `/api/wallet/pending/${tradeNo}/${verb}`,
    { paymentPassword },
  )

test('above the limit the payer confirms, once, and a repeat tells the same', async () => {
  const member = await world.member({ yuan: 2000 })
  const browser = await logIn(world, member.phone)
  const { tradeNo, outTradeNo, state } = await ask(member)
  expect(state).toBe('waiting')
  const list = await browser.get<PendingList>('/api/wallet/pending')
  expect(list.body.pending).toMatchObject([
    {
      tradeNo,
      amount: '1500.00',
      merchantName: '大商场',
      storeName: '三楼',
      reason: 'above_limit',
    },
  ])
  expect((await answer(browser, tradeNo, 'confirm', '111112')).body.error.code).toBe(
    'WRONG_PAYMENT_PASSWORD',
  )
  const both = await Promise.all([1, 2].map(() => answer(browser, tradeNo, 'confirm')))
  for (const reply of [...both, await answer(browser, tradeNo, 'confirm')]) {
    expect(reply).toMatchObject({ status: 200, body: { state: 'paid', balance: '500.00' } })
  }
  expect((await answer(browser, tradeNo, 'refuse')).body.state).toBe('paid')
  expect((await till.get(`/api/till/trades/${outTradeNo}`)).body.state).toBe('paid')
  expect((await browser.get<PendingList>('/api/wallet/pending')).body.pending).toEqual([])
})

test('the payer says no, and the till is told', async () => {
  const member = await world.member({ yuan: 2000 })
  const browser = await logIn(world, member.phone)
  const { tradeNo, outTradeNo } = await ask(member)
  expect((await answer(browser, tradeNo, 'refuse')).body).toMatchObject({
    state: 'refused',
    balance: '2000.00',
  })
  expect((await answer(browser, tradeNo, 'confirm')).body.state).toBe('refused')
  expect((await till.get(`/api/till/trades/${outTradeNo}`)).body).toMatchObject({
    state: 'closed',
    failure: { code: 'PAYER_REFUSED' },
  })
})

test('what is no longer waiting cannot be paid by confirming', async () => {
  const member = await world.member({ yuan: 2000 })
  const browser = await logIn(world, member.phone)
  const cancelled = await ask(member)
  await till.post(`/api/till/trades/${cancelled.outTradeNo}/cancel`, {})
  expect((await answer(browser, cancelled.tradeNo, 'confirm')).body.state).toBe('closed')
  const late = await ask(member)
  world.clock.now += 3 * 3_600_000
  expect((await browser.get<PendingList>('/api/wallet/pending')).body.pending).toEqual([])
  expect((await answer(browser, late.tradeNo, 'confirm')).body).toMatchObject({
    state: 'closed',
    balance: '2000.00',
  })
})

test('too little money leaves it waiting, and nobody else can answer', async () => {
  const member = await world.member({ yuan: 1600 })
  const browser = await logIn(world, member.phone)
  const { tradeNo } = await ask(member)
  await ask(member, '900')
  expect(await answer(browser, tradeNo, 'confirm')).toMatchObject({
    status: 409,
    body: { error: { code: 'BALANCE_NOT_ENOUGH' } },
  })
  const other = await logIn(world, (await world.member()).phone)
  expect((await answer(other, tradeNo, 'confirm')).status).toBe(404)
  expect((await answer(other, tradeNo, 'refuse')).status).toBe(404)
  const list = await browser.get<PendingList>('/api/wallet/pending')
  expect(list.body.pending).toHaveLength(1)
})
