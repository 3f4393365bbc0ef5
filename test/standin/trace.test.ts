import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Bill, Bills } from '#wire/wallet.ts'
import type { CallDetail, CallPage } from '#wire/standin.ts'

import { follow } from '../notify/follow.ts'
import type { Browser } from '../setup/browser.ts'
import { listen, openStand, order, type Payer, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand.shut())

/** The payer's wallet, and what its phone is told. */
async function openWallet({ phone }: Payer): Promise<Browser> {
  const browser = stand.browse()
  await browser.post('/api/wallet/sms', { purpose: 'login', phone })
  const inbox = await browser.get(`/api/demo/sms?phone=${phone}`)
  const smsCode = inbox.body.messages[0].code as string
  expect((await browser.post('/api/wallet/login', { phone, smsCode })).status).toBe(200)
  return browser
}
const followPhone = async (wallet: Browser) => {
  const url = `${stand.endpoint}/api/wallet/events`
  const phone = await follow(url, { cookie: wallet.cookieHeader() })
  await phone.until((frames) => frames.length > 0)
  return phone
}
const newestBill = async (wallet: Browser) => {
  const [newest] = (await wallet.get<Bills>('/api/wallet/bills')).body.bills
  const { body } = await wallet.get<Bill>(`/api/wallet/bills/${newest!.billNo}`)
  expect(body).toEqual(newest)
  return body
}
const find = async (text: string) => {
  const { body } = await stand.browser.get<CallPage>(`/api/standin/calls?text=${text}`)
  expect(body.calls).toHaveLength(1)
  return (await stand.browser.get<CallDetail>(`/api/standin/calls/${text}`)).body
}
const biz = (payer: Payer, totalAmount: string) => ({
  outTradeNo: order(),
  totalAmount,
  subject: '拿铁',
  authCode: payer.code(),
  scene: 'bar_code',
})

test('merchant, phone, bill and call log know a payment and its refund by one trace id each', async () => {
  const listener = await listen(() => ({}))
  const payer = await stand.payer(10)
  const wallet = await openWallet(payer)
  const phone = await followPhone(wallet)
  const asked = biz(payer, '1.00')
  const { url: notifyUrl } = listener
  const paid = await stand.sdk.exec('alipay.trade.pay', { notifyUrl, bizContent: asked })
  expect(paid['code']).toBe('10000')
  const { traceId } = paid
  expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  await phone.until((frames) => frames.length > 1)
  expect(phone.frames[1]).toMatchObject({ event: 'paid', data: { traceId } })
  expect(await newestBill(wallet)).toMatchObject({ kind: 'payment', traceId })
  await listener.hears(1)
  expect(await find(traceId!)).toMatchObject({
    traceId,
    outTradeNo: asked.outTradeNo,
    notifications: [{ url: notifyUrl }],
  })

  const { outTradeNo } = asked
  const bizContent = { outTradeNo, refundAmount: '0.40', outRequestNo: order() }
  const refunded = await stand.sdk.exec('alipay.trade.refund', { bizContent })
  expect(refunded.traceId).not.toBe(traceId)
  await phone.until((frames) => frames.length > 2)
  expect(phone.frames[2]).toMatchObject({
    event: 'refunded',
    data: { traceId: refunded.traceId },
  })
  expect(await newestBill(wallet)).toMatchObject({ kind: 'refund', traceId: refunded.traceId })
  await find(refunded.traceId!)

  // Read back, they are the same.
  const again = await follow(`${stand.endpoint}/api/wallet/events`, {
    cookie: wallet.cookieHeader(),
    after: phone.frames[1]!.id,
  })
  const last = phone.frames[2]
  await again.until((frames) => frames.at(-1)?.id === last?.id)
  expect(again.frames.at(-1)).toEqual(last)
  again.close()
  phone.close()
  await listener.close()
})

test('what is asked bears the merchant’s call, what is agreed to the wallet’s', async () => {
  const payer = await stand.payer(5000)
  const wallet = await openWallet(payer)
  const phone = await followPhone(wallet)
  const asked = await stand.sdk.exec('alipay.trade.pay', { bizContent: biz(payer, '2000.00') })
  expect(asked['code']).toBe('10003')
  await phone.until((frames) => frames.length > 1)
  expect(phone.frames[1]).toMatchObject({ event: 'waiting', data: { traceId: asked.traceId } })
  const { tradeNo } = phone.frames[1]!.data as { tradeNo: string }
  const { paymentPassword } = stand
  const path = `/api/wallet/pending/${tradeNo}/confirm`
  const agreed = await wallet.post(path, { paymentPassword })
  expect(agreed.status).toBe(200)
  const traceId = agreed.headers['trace_id']
  await phone.until((frames) => frames.length > 2)
  expect(phone.frames[2]).toMatchObject({ event: 'paid', data: { traceId } })
  expect(await newestBill(wallet)).toMatchObject({ kind: 'payment', traceId })
  phone.close()
})

test('V3 answers bear it too', async () => {
  const payer = await stand.payer(10)
  const wallet = await openWallet(payer)
  const { outTradeNo, ...rest } = biz(payer, '1.00')
  const paid = await stand.sdk.curl<Record<string, string>>('POST', '/v3/alipay/trade/pay', {
    body: {
      out_trade_no: outTradeNo,
      total_amount: rest.totalAmount,
      subject: rest.subject,
      auth_code: rest.authCode,
      scene: rest.scene,
    },
  })
  expect(await newestBill(wallet)).toMatchObject({ outTradeNo, traceId: paid.traceId })
  await find(paid.traceId)
})
