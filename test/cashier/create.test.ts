import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'
import type { WalletOrder } from '#wire/cashier.ts'

import { order } from '../engine/people.ts'
import { exec, openDesk, type Desk, type Merchant } from './desk.ts'

let desk: Desk
let merchant: Merchant
beforeAll(async () => {
  desk = await openDesk()
  merchant = await desk.merchant()
})
afterAll(async () => {
  expect((await audit(desk.sql)).broken).toEqual([])
  await desk.close()
})

const biz = (more: object) => ({
  outTradeNo: order(),
  totalAmount: '5.00',
  subject: '挂号费',
  ...more,
})
const create = (bizContent: object) => exec(merchant, 'alipay.trade.create', bizContent)
type Refused = { error: { code: string } }

test('an order for one buyer waits for that buyer alone', async () => {
  const [buyer, other] = [await desk.buyer(20), await desk.buyer(20)]
  const asked = biz({ buyerId: buyer.memberId })
  const { outTradeNo } = asked
  const made = await create(asked)
  expect(made).toMatchObject({ code: '10000', outTradeNo })
  expect(made['tradeNo']).toMatch(/^\d{8}2200\d{16}$/)
  expect((await create(asked))['tradeNo']).toBe(made['tradeNo'])
  expect(await exec(merchant, 'alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'WAIT_BUYER_PAY',
    buyerUserId: buyer.memberId,
    buyerPayAmount: '0.00',
  })
  const text = made['tradeNo']!
  const strange = await other.wallet.post<Refused>('/api/wallet/scan', { text })
  expect([strange.status, strange.body.error.code]).toEqual([403, 'TRADE_BUYER_NOT_MATCH'])
  const scanned = await buyer.wallet.post<WalletOrder>('/api/wallet/scan', { text })
  expect(scanned.body).toMatchObject({ product: 'create', state: 'waiting', amount: '5.00' })
  const { token } = scanned.body

  const secret = { paymentPassword: '246810' }
  const refused = await other.wallet.post<Refused>(`/api/wallet/orders/${token}/pay`, secret)
  expect(refused.body.error.code).toBe('TRADE_BUYER_NOT_MATCH')
  const atDesk = await desk
    .browser()
    .post<Refused>(`/api/cashier/orders/${token}/pay`, { phone: other.phone, ...secret })
  expect(atDesk.body.error.code).toBe('TRADE_BUYER_NOT_MATCH')
  const byCode = { ...asked, authCode: other.code() }
  expect(await exec(merchant, 'alipay.trade.pay', byCode)).toMatchObject({
    code: '40004',
    subCode: 'ACQ.TRADE_BUYER_NOT_MATCH',
    tradeNo: made['tradeNo'],
  })
  const paid = await buyer.wallet.post(`/api/wallet/orders/${token}/pay`, secret)
  expect(paid).toMatchObject({ status: 200, body: { state: 'paid', balance: '15.00' } })
  expect(await other.balance()).toBe(2000n)
  expect(await create(asked)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_SUCCESS' })
})

test('a buyer is named by number, open id or phone', async () => {
  const buyer = await desk.buyer(20)
  for (const named of [{ buyerOpenId: buyer.memberId }, { buyerLogonId: buyer.phone }]) {
    const asked = biz(named)
    expect(await create(asked)).toMatchObject({ code: '10000' })
    const byCode = { ...asked, authCode: buyer.code(named.buyerOpenId ? 1 : 2) }
    expect(await exec(merchant, 'alipay.trade.pay', byCode)).toMatchObject({ code: '10000' })
  }
  for (const named of [{ buyerId: '2088000000000000' }, { buyerLogonId: '13000000000' }]) {
    expect(await create(biz(named))).toMatchObject({ subCode: 'ACQ.BUYER_NOT_EXIST' })
  }
  expect(await create(biz({}))).toMatchObject({
    subCode: 'ACQ.INVALID_PARAMETER',
    subMsg: expect.stringContaining('buyer_id'),
  })
})

test('a created order says one thing, ends in time, and is refused of the suspended', async () => {
  const [buyer, other] = [await desk.buyer(20), await desk.buyer(20)]
  const asked = biz({ buyerId: buyer.memberId, timeoutExpress: '5m' })
  await create(asked)
  for (const more of [{ totalAmount: '6' }, { subject: '茶' }, { buyerId: other.memberId }]) {
    expect(await create({ ...asked, ...more })).toMatchObject({
      subCode: 'ACQ.CONTEXT_INCONSISTENT',
    })
  }
  desk.clock.now += 5 * 60_000
  expect(await create(asked)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_CLOSE' })
  const { outTradeNo } = asked
  expect(await exec(merchant, 'alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'TRADE_CLOSED',
  })
  const blocked = await desk.merchant()
  await desk.sql`update merchant set state = 'suspended' where merchant_id = ${blocked.merchantId}`
  const late = biz({ buyerId: buyer.memberId })
  expect(await exec(blocked, 'alipay.trade.create', late)).toMatchObject({
    subCode: 'ACQ.SELLER_BEEN_BLOCKED',
  })
})

test('precreate and create have paths of the REST API, pages have none', async () => {
  const buyer = await desk.buyer(20)
  const { sdk } = merchant
  const body = { out_trade_no: order(), total_amount: '5.00', subject: '茶' }
  const { out_trade_no } = body
  const precreated = await sdk.curl('POST', '/v3/alipay/trade/precreate', { body })
  expect(precreated.data).toMatchObject({ out_trade_no, qr_code: expect.stringMatching(/\/q\//) })
  const bound = { ...body, out_trade_no: order(), buyer_id: buyer.memberId }
  const created = await sdk.curl('POST', '/v3/alipay/trade/create', { body: bound })
  expect(created.data).toMatchObject({ trade_no: expect.stringMatching(/^\d{28}$/) })
  await expect(sdk.curl('POST', '/v3/alipay/trade/page/pay', { body })).rejects.toThrow(
    /not offered here/,
  )
})
