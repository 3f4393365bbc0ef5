import { afterAll, beforeAll, expect, test } from 'vitest'

import { signUp } from '#member/sign-up.ts'
import type { DeviceIssued, Me } from '#wire/wallet.ts'

import { phoneOf } from '../setup/phone.ts'
import { openWorld, type World } from '../setup/world.ts'
import { logIn } from './log-in.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a phone signs up, sets a payment password, turns codes on and pays', async () => {
  const browser = await logIn(world, '13911112222')
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

  const request = { paymentPassword: '246810', name: '我的手机' }
  const early = await browser.post('/api/wallet/devices', request)
  expect(early).toMatchObject({ status: 409, body: { error: { code: 'PAYMENT_PASSWORD_NEEDED' } } })
  for (const next of ['123456', '000000', '987654', '890123']) {
    const weak = await browser.put('/api/wallet/payment-password', { next })
    expect(weak).toMatchObject({ status: 400, body: { error: { code: 'PAYMENT_PASSWORD_WEAK' } } })
  }
  const set = await browser.put<Me>('/api/wallet/payment-password', { next: '246810' })
  expect(set).toMatchObject({ status: 200, body: { isNew: false } })
  const again = await browser.put('/api/wallet/payment-password', { next: '135791' })
  expect(again).toMatchObject({ status: 400, body: { error: { field: 'current' } } })

  const issued = await browser.post<DeviceIssued>('/api/wallet/devices', request)
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
  expect(await browser.get(`/api/wallet/bills/${bills.body.bills[0].billNo}`)).toMatchObject({
    status: 200,
    body: { amount: '-12.50', merchantName: '小店', storeName: '总店' },
  })
})

test('a phone that signs up twice at once becomes one member', async () => {
  const person = { phone: '13911113333', passwordFreeLimit: 0n, now: world.clock.now }
  const ids = await Promise.all([1, 2, 3].map(() => world.sql.begin((tx) => signUp(tx, person))))
  expect(new Set(ids).size).toBe(1)
})

test('no secret lies in the database or in the log', async () => {
  const [row] = await world.sql`
    select string_agg(s.payment_password, ' ') as passwords, (select string_agg(code_mac, ' ') from sms_code)
      as codes from member_secret s where s.payment_password is not null`
  expect(row?.['passwords']).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(row?.['codes']).not.toMatch(/(^| )\d{6}( |$)/)
  expect(world.lines.join('')).not.toContain('246810')
})
