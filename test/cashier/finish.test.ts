import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'
import { finishDue } from '#notify/finish-due.ts'

import { order } from '../engine/people.ts'
import { exec, openDesk, openPage, tokenIn, type Desk, type Merchant } from './desk.ts'

let desk: Desk
let merchant: Merchant
beforeAll(async () => {
  desk = await openDesk({ env: { TONGBAO_REFUND_TIME: '30d' } })
  merchant = await desk.merchant()
})
afterAll(async () => {
  expect((await audit(desk.sql)).broken).toEqual([])
  await desk.close()
})

const refundMs = 30 * 86_400_000
const sweep = () => finishDue(desk.sql, desk.engine, { now: desk.clock.now, refundMs })
const query = async (outTradeNo: string) =>
  (await exec(merchant, 'alipay.trade.query', { outTradeNo }))['tradeStatus']

async function paid(way: 'page' | 'wap', phone: string): Promise<string> {
  const bizContent = { outTradeNo: order(), totalAmount: '2.00', subject: '茶' }
  const notifyUrl = 'http://127.0.0.1:1/told'
  const page = merchant.sdk.pageExecute(`alipay.trade.${way}.pay`, 'GET', { bizContent, notifyUrl })
  const token = tokenIn(await openPage(page))
  const secret = { phone, paymentPassword: '246810' }
  const reply = await desk.browser().post(`/api/cashier/orders/${token}/pay`, secret)
  expect(reply.body.state).toBe('paid')
  return bizContent.outTradeNo
}

test('a paid order is finished when its time for refunds is over', async () => {
  const { phone } = await desk.buyer(20)
  const early = await paid('wap', phone)
  desk.clock.now += 1000
  const [page, wap, back] = [
    await paid('page', phone),
    await paid('wap', phone),
    await paid('wap', phone),
  ]
  const refund = (outTradeNo: string, more: object = {}) =>
    exec(merchant, 'alipay.trade.refund', { outTradeNo, refundAmount: '2.00', ...more })
  await refund(back)
  desk.clock.now += refundMs - 1000
  expect(await sweep()).toBe(1)
  expect(await query(early)).toBe('TRADE_FINISHED')
  expect(await query(page)).toBe('TRADE_SUCCESS')
  expect(await refund(wap, { refundAmount: '0.50', outRequestNo: 'part' })).toMatchObject({
    code: '10000',
  })
  desk.clock.now += 1000
  // Refused from the very moment on, noted or not.
  expect(await refund(page)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_FINISHED' })
  expect(await sweep()).toBe(2)
  expect(await sweep()).toBe(0)
  expect(await Promise.all([page, wap, back].map(query))).toEqual([
    'TRADE_FINISHED',
    'TRADE_FINISHED',
    'TRADE_CLOSED',
  ])
  expect(await refund(wap)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_FINISHED' })
  expect(await exec(merchant, 'alipay.trade.cancel', { outTradeNo: wap })).toMatchObject({
    subCode: 'ACQ.TRADE_HAS_FINISHED',
  })
  const statuses = async (outTradeNo: string) =>
    (await desk.told(outTradeNo)).map((told) => told['trade_status'])
  expect(await statuses(page)).toEqual(['TRADE_SUCCESS'])
  expect(await statuses(wap)).toEqual(['TRADE_SUCCESS', 'TRADE_FINISHED'])
  expect(await statuses(back)).toEqual(['TRADE_SUCCESS', 'TRADE_CLOSED'])
})

test('many become due at once, and none is left', async () => {
  const { merchantId } = merchant
  const at = desk.clock.now
  await desk.sql`
    insert into trade (merchant_id, out_trade_no, trade_no, state, amount, currency, refunded,
        subject, created_at, expires_at, paid_at)
      select ${merchantId}, 'bulk' || n, 'bulk' || n, 'TRADE_SUCCESS', 0, 'CNY', 0, '', ${at},
        ${at}, ${at} from generate_series(1, 1001) n`
  desk.clock.now += refundMs
  expect(await sweep()).toBe(1001)
  const [left] = await desk.sql`
    select count(*)::int as n from trade where merchant_id = ${merchantId} and state = 'TRADE_SUCCESS'`
  expect(left!['n']).toBe(0)
  await desk.sql`delete from trade where merchant_id = ${merchantId} and subject = ''`
})
