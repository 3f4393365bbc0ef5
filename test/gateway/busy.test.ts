import { afterAll, beforeAll, expect, test } from 'vitest'

import { order } from '../engine/people.ts'
import { openStand, type Shop, type Stand } from './stand.ts'

let stand: Stand
let shop: Shop
beforeAll(async () => {
  stand = await openStand({ alwaysWelcome: 1 })
  shop = await stand.open()
})
afterAll(() => stand.shut())

const asked = (count: number, method: string, bizContent: object) =>
  Promise.all(Array.from({ length: count }, () => shop.sdk.exec(method, { bizContent })))

test('calls beyond what can be done are told so, signed, and the SDK takes it as unknown', async () => {
  const payer = await stand.person(10)
  const bizContent = { outTradeNo: order(), totalAmount: '1.00', subject: 'x' }
  const paying = { ...bizContent, authCode: stand.code(payer) }
  const answers = await asked(60, 'alipay.trade.pay', paying)
  const busy = answers.filter(({ code }) => code === '20000')
  const paid = answers.filter(({ code }) => code === '10000')
  expect(busy.length).toBeGreaterThan(0)
  expect(paid.length).toBeGreaterThan(0)
  expect(busy.length + paid.length).toBe(60)
  expect(busy[0]).toMatchObject({ subCode: 'ACQ.SYSTEM_ERROR' })
  expect(new Set(paid.map((answer) => answer['tradeNo'])).size).toBe(1)
  const [later] = await asked(1, 'alipay.trade.query', { outTradeNo: bizContent.outTradeNo })
  expect(later).toMatchObject({ code: '10000', tradeStatus: 'TRADE_SUCCESS' })
})

test('the REST API tells it too', async () => {
  const ask = () =>
    shop.sdk
      .curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: 'none' } })
      .catch((error: unknown) => error)
  const errors = await Promise.all(Array.from({ length: 60 }, ask))
  const codes = errors.map((error) => (error as { code?: string }).code)
  expect(codes).toContain('ACQ.SYSTEM_ERROR')
})
