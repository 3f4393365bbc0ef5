import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'
import type { WalletOrder } from '#wire/cashier.ts'
import type { PaymentResult } from '#wire/wallet.ts'

import { order } from '../engine/people.ts'
import type { Browser } from '../setup/browser.ts'
import { exec, openDesk, tokenOfQr, type Desk, type Merchant } from './desk.ts'

let desk: Desk
let merchant: Merchant
beforeAll(async () => {
  desk = await openDesk({ env: { TONGBAO_QR_PREFIX: 'https://qr.shop.example/' } })
  merchant = await desk.merchant()
})
afterAll(async () => {
  expect((await audit(desk.sql)).broken).toEqual([])
  await desk.close()
})

type Refused = { error: { code: string; detail?: Record<string, unknown> } }

const scan = (wallet: Browser, text: string) =>
  wallet.post<WalletOrder & Refused>('/api/wallet/scan', { text })
const pay = (wallet: Browser, token: string, paymentPassword = '246810') =>
  wallet.post<PaymentResult & Refused>(`/api/wallet/orders/${token}/pay`, { paymentPassword })

const precreate = async (more: object = {}, beside: object = {}) => {
  const outTradeNo = order()
  const biz = { outTradeNo, totalAmount: '12.34', subject: '拿铁 ☕', ...more }
  const answer = await exec(merchant, 'alipay.trade.precreate', biz, beside)
  return { outTradeNo, biz, answer, qr: answer['qrCode']!, token: tokenOfQr(answer['qrCode']) }
}
const query = (outTradeNo: string) => exec(merchant, 'alipay.trade.query', { outTradeNo })

test('a QR is no trade until it is scanned, and is paid with the payment password', async () => {
  const buyer = await desk.buyer(100)
  const { outTradeNo, answer, qr, token, biz } = await precreate(
    { storeId: 'S1', terminalId: 'T9', operatorId: 'op', body: '大杯', passbackParams: 'a%3D1' },
    { notifyUrl: 'http://127.0.0.1:1/told' },
  )
  expect(answer).toMatchObject({ code: '10000', outTradeNo })
  expect(qr).toMatch(/^https:\/\/qr\.shop\.example\/[\w-]{32}$/)
  expect(await query(outTradeNo)).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' })
  expect(await exec(merchant, 'alipay.trade.close', { outTradeNo })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
  expect((await exec(merchant, 'alipay.trade.precreate', biz))['qrCode']).toBe(qr)
  expect(await desk.order(token)).toMatchObject({ state: 'waiting', tradeNo: null, qr })

  const scanned = await scan(buyer.wallet, qr)
  expect(scanned).toMatchObject({
    status: 200,
    body: {
      token,
      product: 'precreate',
      merchantName: '小店',
      subject: '拿铁 ☕',
      amount: '12.34',
      state: 'waiting',
      balance: '100.00',
      paidByMe: false,
      returnUrl: null,
    },
  })
  expect(await query(outTradeNo)).toMatchObject({
    tradeStatus: 'WAIT_BUYER_PAY',
    tradeNo: scanned.body.tradeNo,
    totalAmount: '12.34',
  })
  expect((await pay(buyer.wallet, token, '111112')).body.error.code).toBe('WRONG_PAYMENT_PASSWORD')
  const paid = { status: 200, body: { state: 'paid', amount: '12.34', balance: '87.66' } }
  expect(await pay(buyer.wallet, token)).toMatchObject(paid)
  expect(await pay(buyer.wallet, token)).toMatchObject(paid)
  expect(await buyer.balance()).toBe(8766n)
  expect(await query(outTradeNo)).toMatchObject({
    tradeStatus: 'TRADE_SUCCESS',
    buyerUserId: buyer.memberId,
    buyerPayAmount: '12.34',
    storeId: 'S1',
    terminalId: 'T9',
    passbackParams: 'a%3D1',
    fundBillList: [{ fundChannel: 'ALIPAYACCOUNT', amount: '12.34' }],
  })
  expect(await desk.told(outTradeNo)).toMatchObject([
    { trade_status: 'TRADE_SUCCESS', buyer_id: buyer.memberId, body: '大杯' },
  ])
  expect((await scan(buyer.wallet, qr)).body).toMatchObject({ state: 'paid', paidByMe: true })
  expect(await exec(merchant, 'alipay.trade.precreate', biz)).toMatchObject({
    subCode: 'ACQ.TRADE_HAS_SUCCESS',
  })
  const bills = await buyer.wallet.get('/api/wallet/bills')
  expect(bills.body.bills[0]).toMatchObject({ kind: 'payment', amount: '-12.34', outTradeNo })

  const refund = { outTradeNo, refundAmount: '12.34' }
  expect(await exec(merchant, 'alipay.trade.refund', refund)).toMatchObject({ fundChange: 'Y' })
  expect((await scan(buyer.wallet, qr)).body.state).toBe('closed')
  // Face to face, the merchant is told of the payment alone.
  expect(await desk.told(outTradeNo)).toHaveLength(1)
})

test('of two who pay at once one pays, and the other keeps the money', async () => {
  const [one, two] = [await desk.buyer(50), await desk.buyer(50)]
  const before = await desk.received(merchant)
  const { token, outTradeNo, qr } = await precreate()
  await Promise.all([scan(one.wallet, qr), scan(two.wallet, qr)])
  const replies = await Promise.all([
    pay(one.wallet, token),
    pay(two.wallet, token),
    pay(one.wallet, token),
    pay(two.wallet, token),
  ])
  const paid = replies.filter(({ status }) => status === 200)
  const refused = replies.filter(({ status }) => status === 409)
  expect([paid.length, refused.length]).toEqual([2, 2])
  for (const { body } of refused) expect(body.error.code).toBe('TRADE_HAS_SUCCESS')
  expect((await one.balance()) + (await two.balance())).toBe(10_000n - 1234n)
  expect((await desk.received(merchant)) - before).toBe(1234n)
  expect(await query(outTradeNo)).toMatchObject({ tradeStatus: 'TRADE_SUCCESS' })
})

test('an order that is paid without having been looked at comes into being with its payment', async () => {
  const buyer = await desk.buyer(20)
  const { token, outTradeNo } = await precreate()
  expect((await pay(buyer.wallet, token)).body.balance).toBe('7.66')
  expect(await query(outTradeNo)).toMatchObject({ tradeStatus: 'TRADE_SUCCESS' })
})

test('a QR can be scanned for two hours, or as long as the merchant says', async () => {
  const buyer = await desk.buyer(20)
  const { qr, token, outTradeNo, biz } = await precreate()
  const short = await precreate({ qrCodeTimeoutExpress: '5m' })
  desk.clock.now += 5 * 60_000
  expect((await scan(buyer.wallet, short.qr)).body).toMatchObject({ state: 'expired' })
  expect((await pay(buyer.wallet, short.token)).body.error.code).toBe('TIMED_OUT')
  expect(await query(short.outTradeNo)).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' })
  expect(await precreate({ qrCodeTimeoutExpress: '16d' })).toMatchObject({
    answer: { subCode: 'ACQ.INVALID_PARAMETER' },
  })
  // A QR that nobody scanned in time says nothing any more about its number.
  const anew = { ...short.biz, totalAmount: '1.00' }
  expect(await exec(merchant, 'alipay.trade.precreate', anew)).toMatchObject({ code: '10000' })

  desk.clock.now += 115 * 60_000 - 1
  expect((await scan(buyer.wallet, qr)).body.state).toBe('waiting')
  // From its beginning on, the order has its own time: three hours here.
  desk.clock.now += 3 * 3_600_000 - 1
  expect((await desk.order(token)).state).toBe('waiting')
  desk.clock.now += 1
  expect((await desk.order(token)).state).toBe('expired')
  expect(await exec(merchant, 'alipay.trade.precreate', biz)).toMatchObject({
    subCode: 'ACQ.TRADE_HAS_CLOSE',
  })
  expect((await pay(buyer.wallet, token)).body.error.code).toBe('TRADE_HAS_CLOSE')
  expect(await query(outTradeNo)).toMatchObject({ tradeStatus: 'TRADE_CLOSED' })
  expect((await desk.order(token)).state).toBe('expired')
  expect(await buyer.balance()).toBe(2000n)
})

test('a number says one thing only', async () => {
  const { biz, outTradeNo } = await precreate()
  const inconsistent = { code: '40004', subCode: 'ACQ.CONTEXT_INCONSISTENT' }
  const { sdk } = merchant
  for (const other of [{ totalAmount: '12.35' }, { subject: '茶' }]) {
    const changed = { ...biz, ...other }
    expect(await exec(merchant, 'alipay.trade.precreate', changed)).toMatchObject(inconsistent)
    const page = sdk.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: changed })
    expect(await (await fetch(page)).text()).toContain('ACQ.CONTEXT_INCONSISTENT')
  }
  expect(await exec(merchant, 'alipay.trade.cancel', { outTradeNo })).toMatchObject({
    code: '10000',
    retryFlag: 'N',
  })
  expect(await exec(merchant, 'alipay.trade.precreate', biz)).toMatchObject({
    subCode: 'ACQ.TRADE_HAS_CLOSE',
  })
})

test('a cancelled QR is never paid, whether it was scanned or not', async () => {
  const buyer = await desk.buyer(20)
  for (const scannedFirst of [false, true]) {
    const { outTradeNo, qr, token } = await precreate()
    if (scannedFirst) await scan(buyer.wallet, qr)
    const cancelled = await exec(merchant, 'alipay.trade.cancel', { outTradeNo })
    expect(cancelled['action']).toBe(scannedFirst ? 'close' : undefined)
    expect((await scan(buyer.wallet, qr)).body.state).toBe('closed')
    expect((await pay(buyer.wallet, token)).body.error.code).toBe('TRADE_HAS_CLOSE')
  }
  expect(await buyer.balance()).toBe(2000n)
})

test('a till may take a code for an order whose QR waits', async () => {
  const buyer = await desk.buyer(20)
  const { biz, qr } = await precreate()
  await scan(buyer.wallet, qr)
  const paid = await exec(merchant, 'alipay.trade.pay', { ...biz, authCode: buyer.code() })
  expect(paid).toMatchObject({ code: '10000', buyerPayAmount: '12.34' })
  expect((await scan(buyer.wallet, qr)).body).toMatchObject({ state: 'paid', paidByMe: true })
})

test('who cannot pay leaves the order to others', async () => {
  const [poor, rich] = [await desk.buyer(1), await desk.buyer(50)]
  const { token, qr } = await precreate()
  expect((await pay(poor.wallet, token)).body.error.code).toBe('BALANCE_NOT_ENOUGH')
  expect((await scan(rich.wallet, qr)).body.state).toBe('waiting')
  const limited = await precreate({ totalAmount: '50000.01' })
  expect((await pay(rich.wallet, limited.token)).body.error.code).toBe('BALANCE_NOT_ENOUGH')
  await desk.engine.submit({
    kind: 'topup',
    memberId: rich.memberId,
    amount: 6_000_000n,
    ref: 'more',
    title: '充值',
  })
  expect((await pay(rich.wallet, limited.token)).body.error.code).toBe('DAY_LIMIT')
  await desk.sql`update member set state = 'suspended', version = version + 1
    where member_id = ${rich.memberId}`
  expect((await pay(rich.wallet, token)).body.error.code).toBe('PAYER_SUSPENDED')
  const other = await desk.merchant()
  const biz = { outTradeNo: order(), totalAmount: '1', subject: '茶' }
  const { qrCode } = await exec(other, 'alipay.trade.precreate', biz)
  await desk.sql`update merchant set state = 'suspended' where merchant_id = ${other.merchantId}`
  expect((await scan(poor.wallet, qrCode!)).body.error.code).toBe('MERCHANT_SUSPENDED')
  expect((await pay(poor.wallet, tokenOfQr(qrCode))).body.error.code).toBe('MERCHANT_SUSPENDED')
})

test('the wallet knows an order under every address it has, and says so when it knows none', async () => {
  const buyer = await desk.buyer(20)
  const { token, qr } = await precreate()
  for (const text of [
    qr,
    ` ${qr}\n`,
    `http://192.168.1.7:8300/q/${token}`,
    `https://pay.example/cashier/?t=${token}`,
  ]) {
    expect((await scan(buyer.wallet, text)).body.token).toBe(token)
  }
  for (const text of ['x', '6901234567892', 'https://example.org/', 'a=1&b=2', '28'.repeat(9)]) {
    expect((await scan(buyer.wallet, text)).body.error.code).toBe('SCAN_UNKNOWN')
  }
  for (const text of [`https://qr.shop.example/${'a'.repeat(32)}`, '1'.repeat(28)]) {
    expect((await scan(buyer.wallet, text)).body.error.code).toBe('TRADE_NOT_EXIST')
  }
  expect((await scan(desk.browser(), qr)).body.error.code).toBe('NOT_LOGGED_IN')
  const short = await fetch(`${new URL(desk.endpoint).origin}/q/${token}`, { redirect: 'manual' })
  expect(short.headers.get('location')).toBe(`/cashier/?t=${token}`)
})
