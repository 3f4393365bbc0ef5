import { afterAll, beforeAll, expect, test } from 'vitest'

import type { DeviceIssued, Me } from '#wire/wallet.ts'

import type { Browser } from '../setup/browser.ts'
import { phoneOf } from '../setup/phone.ts'
import { openWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => {
  console.log(world.lines.filter((l) => l.includes('error')).join(''))
  return world.close()
})

async function smsCode(browser: Browser, phone: string, purpose = 'login'): Promise<string> {
  world.clock.now += 1000
  const sent = await browser.post('/api/wallet/sms', { phone, purpose })
  expect(sent.status).toBe(200)
  const inbox = await browser.get(`/api/demo/sms?phone=${phone}`)
  return inbox.body.messages[0].code
}

async function logIn(phone: string): Promise<Browser> {
  const browser = world.browser()
  const code = await smsCode(browser, phone)
  const reply = await browser.post('/api/wallet/login', { phone, smsCode: code })
  expect(reply.status).toBe(200)
  return browser
}

test('a phone signs up, sets a payment password, turns codes on and pays', async () => {
  const phone = '13911112222'
  const browser = await logIn(phone)
  const me = await browser.get<Me>('/api/wallet/me')
  expect(me.body).toMatchObject({
    phone: '139****2222',
    name: '用户2222',
    isNew: true,
    balance: '0.00',
    passwordFreeLimit: '1000.00',
    passwordFreeLimitMax: '2000.00',
    codeFormat: { prefix: '28', handleDigits: 10, otpDigits: 6 },
    serverTime: world.clock.now,
  })

  const early = await browser.post('/api/wallet/devices', {
    paymentPassword: '246810',
    name: '手机',
  })
  expect(early).toMatchObject({ status: 409, body: { error: { code: 'PAYMENT_PASSWORD_NEEDED' } } })
  const weak = await browser.put('/api/wallet/payment-password', { next: '123456' })
  expect(weak).toMatchObject({ status: 400, body: { error: { field: 'next' } } })
  const set = await browser.put<Me>('/api/wallet/payment-password', { next: '246810' })
  expect(set).toMatchObject({ status: 200, body: { isNew: false } })
  const again = await browser.put('/api/wallet/payment-password', { next: '135791' })
  expect(again).toMatchObject({ status: 400, body: { error: { field: 'current' } } })

  const issued = await browser.post<DeviceIssued>('/api/wallet/devices', {
    paymentPassword: '246810',
    name: '我的手机',
  })
  expect(issued.status).toBe(200)
  expect(Buffer.from(issued.body.seed, 'base64')).toHaveLength(32)
  expect(issued.body.handles.list).toHaveLength(72 * 60)

  const { memberId } = me.body
  await world.engine.submit({ kind: 'topup', memberId, amount: 10_000n, ref: 'x', title: '充值' })
  const shop = await world.shop()
  const till = world.browser()
  expect(await till.post('/api/till/login', shop.login('cashier'))).toMatchObject({ status: 200 })
  const code = phoneOf(issued.body, () => world.clock.now).code()
  const paid = await till.post('/api/till/pay', { outTradeNo: 'A1', amount: '12.50', code })
  expect(paid).toMatchObject({
    status: 200,
    body: { state: 'paid', amount: '12.50', payer: '139****2222', failure: null },
  })
  const bills = await browser.get('/api/wallet/bills')
  expect(bills.body.bills[0]).toMatchObject({
    kind: 'payment',
    amount: '-12.50',
    balanceAfter: '87.50',
    title: '小店',
    tradeState: 'TRADE_SUCCESS',
  })
})
