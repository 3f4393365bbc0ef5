import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findTrade } from '#trade/find.ts'

import { order } from '../engine/people.ts'
import { openShop, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

/** The SDK verifies the signature of every answer, errors too; an exception would fail the test. */
const exec = async (method: string, bizContent: object, more: object = {}) => {
  const result = await shop.sdk.exec(method, { bizContent, ...more }, { validateSign: true })
  const { traceId, ...rest } = result
  expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  return rest as Record<string, string>
}

const payBiz = (authCode: string, more: object = {}) => ({
  outTradeNo: order(),
  totalAmount: '12.34',
  subject: '拿铁 ☕🧧',
  authCode,
  scene: 'bar_code',
  productCode: 'FACE_TO_FACE_PAYMENT',
  ...more,
})

test('pay, query, refund in parts, ask for the refunds', async () => {
  const payer = await stand.person(100)
  const biz = payBiz(stand.code(payer), { storeId: 'S-7', terminalId: 'T9', operatorId: 'op1' })
  const paid = await exec('alipay.trade.pay', biz)
  expect(paid).toMatchObject({
    code: '10000',
    msg: 'Success',
    outTradeNo: biz.outTradeNo,
    buyerUserId: payer.memberId,
    buyerLogonId: `${payer.phone.slice(0, 3)}****${payer.phone.slice(-4)}`,
    totalAmount: '12.34',
    receiptAmount: '12.34',
    buyerPayAmount: '12.34',
    pointAmount: '0.00',
    invoiceAmount: '12.34',
    fundBillList: [{ fundChannel: 'ALIPAYACCOUNT', amount: '12.34' }],
  })
  expect(paid['tradeNo']).toMatch(/^\d{8}2200\d{16}$/)
  expect(paid['gmtPayment']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  expect(await stand.balance(payer)).toBe(8766n)
  const trade = await findTrade(stand.sql, {
    merchantId: shop.merchantId,
    tradeNo: paid['tradeNo']!,
  })
  expect(trade).toMatchObject({
    subject: '拿铁 ☕🧧',
    storeId: 'S-7',
    terminalId: 'T9',
    operatorId: 'op1',
  })

  const { outTradeNo } = biz
  expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
    code: '10000',
    tradeStatus: 'TRADE_SUCCESS',
    tradeNo: paid['tradeNo'],
    sendPayDate: paid['gmtPayment'],
    storeId: 'S-7',
    terminalId: 'T9',
    subject: '拿铁 ☕🧧',
  })
  const refund = { outTradeNo, refundAmount: '2.34', outRequestNo: 'r1', refundReason: '退一杯' }
  const refunded = await exec('alipay.trade.refund', refund)
  expect(refunded).toMatchObject({
    code: '10000',
    fundChange: 'Y',
    refundFee: '2.34',
    refundDetailItemList: [{ fundChannel: 'ALIPAYACCOUNT', amount: '2.34' }],
  })
  expect(await exec('alipay.trade.refund', refund)).toMatchObject({
    fundChange: 'N',
    refundFee: '2.34',
  })
  expect(await exec('alipay.trade.refund', { ...refund, refundAmount: '1.00' })).toMatchObject({
    code: '40004',
    subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST',
  })
  expect(await exec('alipay.trade.refund', { outTradeNo, refundAmount: 5 })).toMatchObject({
    subCode: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
  })
  const tooMuch = { outTradeNo, refundAmount: '10.01', outRequestNo: 'r2' }
  expect(await exec('alipay.trade.refund', tooMuch)).toMatchObject({
    subCode: 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  })
  const rest = { tradeNo: paid['tradeNo'], refundAmount: 10, outRequestNo: 'r2' }
  expect(await exec('alipay.trade.refund', rest)).toMatchObject({
    fundChange: 'Y',
    refundFee: '12.34',
  })
  expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'TRADE_CLOSED',
  })
  expect(await stand.balance(payer)).toBe(10_000n)

  const query = 'alipay.trade.fastpay.refund.query'
  expect(await exec(query, { outTradeNo, outRequestNo: 'r1' })).toMatchObject({
    refundStatus: 'REFUND_SUCCESS',
    refundAmount: '2.34',
    totalAmount: '12.34',
    refundReason: '退一杯',
    gmtRefundPay: refunded['gmtRefundPay'],
  })
  expect(await exec(query, { outTradeNo, outRequestNo: 'r9' })).toEqual({
    code: '10000',
    msg: 'Success',
  })
  const rows =
    await stand.sql`select count(*)::int as n from refund where out_trade_no = ${outTradeNo}`
  expect(rows[0]!['n']).toBe(2)
})

test('the same request again is the same answer; another code hears that it is paid', async () => {
  const payer = await stand.person(50)
  const biz = payBiz(stand.code(payer))
  const first = await exec('alipay.trade.pay', biz)
  expect(await exec('alipay.trade.pay', biz)).toEqual(first)
  const other = await exec('alipay.trade.pay', { ...biz, authCode: stand.code(payer, 1) })
  expect(other).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_HAS_SUCCESS' })
  const changed = { ...biz, authCode: stand.code(payer, 2), totalAmount: '1.00' }
  expect(await exec('alipay.trade.pay', changed)).toMatchObject({
    subCode: 'ACQ.CONTEXT_INCONSISTENT',
  })
  expect(await stand.balance(payer)).toBe(3766n)
})

test('above the password-free limit the till hears 10003, and the payer’s yes settles it', async () => {
  const payer = await stand.person(100, { passwordFreeLimit: 100n })
  const biz = payBiz(stand.code(payer))
  const waiting = await exec('alipay.trade.pay', biz)
  expect(waiting).toMatchObject({
    code: '10003',
    msg: ' order success pay inprocess',
    receiptAmount: '0.00',
    totalAmount: '12.34',
    buyerUserId: payer.memberId,
  })
  expect(waiting['gmtPayment']).toBeUndefined()
  const { outTradeNo } = biz
  expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'WAIT_BUYER_PAY',
    buyerPayAmount: '0.00',
  })
  const { merchantId } = shop
  await stand.engine.submit({ kind: 'confirm', memberId: payer.memberId, merchantId, outTradeNo })
  expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'TRADE_SUCCESS',
  })
  expect(await stand.balance(payer)).toBe(8766n)
})

test('cancel closes the unpaid, refunds the paid, and bars what never arrived', async () => {
  const payer = await stand.person(100)
  const paid = payBiz(stand.code(payer))
  await exec('alipay.trade.pay', paid)
  const cancelled = await exec('alipay.trade.cancel', { outTradeNo: paid.outTradeNo })
  expect(cancelled).toMatchObject({ code: '10000', retryFlag: 'N', action: 'refund' })
  expect(cancelled['tradeNo']).toMatch(/^\d{28}$/)
  expect(await exec('alipay.trade.cancel', { outTradeNo: paid.outTradeNo })).toEqual(cancelled)
  expect(await stand.balance(payer)).toBe(10_000n)

  const unpaid = payBiz(stand.code(payer, 1), { totalAmount: '2000.00' })
  expect(await exec('alipay.trade.pay', unpaid)).toMatchObject({
    code: '40004',
    subCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH',
    buyerPayAmount: '0.00',
    receiptAmount: '0.00',
    invoiceAmount: '0.00',
    pointAmount: '0.00',
  })
  expect(await exec('alipay.trade.cancel', { outTradeNo: unpaid.outTradeNo })).toMatchObject({
    action: 'close',
  })

  const late = payBiz(stand.code(payer, 2))
  expect(await exec('alipay.trade.cancel', { outTradeNo: late.outTradeNo })).toEqual({
    code: '10000',
    msg: 'Success',
    outTradeNo: late.outTradeNo,
    retryFlag: 'N',
  })
  expect(await exec('alipay.trade.query', { outTradeNo: late.outTradeNo })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
  expect(await exec('alipay.trade.pay', late)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_CLOSE' })
  expect(await exec('alipay.trade.cancel', { tradeNo: '2026' })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
})

test('close takes only what nobody paid', async () => {
  const payer = await stand.person(100, { passwordFreeLimit: 0n })
  const biz = payBiz(stand.code(payer))
  expect(await exec('alipay.trade.pay', biz)).toMatchObject({ code: '10003' })
  const closed = await exec('alipay.trade.close', { outTradeNo: biz.outTradeNo })
  expect(closed).toMatchObject({ code: '10000', outTradeNo: biz.outTradeNo })
  expect(await exec('alipay.trade.close', { outTradeNo: 'none' })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
  const again = await exec('alipay.trade.pay', { ...biz, authCode: stand.code(payer, 1) })
  expect(again).toMatchObject({ subCode: 'ACQ.TRADE_HAS_CLOSE' })
})

test('codes that do not pay say why', async () => {
  const payer = await stand.person(100)
  const invalid = 'ACQ.PAYMENT_AUTH_CODE_INVALID'
  const pay = (code: string) => exec('alipay.trade.pay', payBiz(code))
  const used = stand.code(payer)
  await pay(used)
  expect(await pay(used)).toMatchObject({
    subCode: invalid,
    subMsg: expect.stringMatching(/used before/),
  })
  const old = stand.code(payer, 0, Math.floor(stand.clock.now / 60_000) - 4)
  expect(await pay(old)).toMatchObject({
    subCode: invalid,
    subMsg: expect.stringMatching(/\d+ s old/),
  })
  expect(await pay('fp12345678901234567890123456789012345')).toMatchObject({ subCode: invalid })
  expect(await pay('6222021234567890')).toMatchObject({ subCode: invalid })
  await stand.sql`update device set state = 'revoked', version = version + 1
    where device_no = ${payer.deviceNo}`
  expect(await pay(stand.code(payer, 3))).toMatchObject({
    subCode: 'ACQ.BUYER_ENABLE_STATUS_FORBID',
  })
})

test('fields are checked by name', async () => {
  const payer = await stand.person(100)
  const cases: [object, RegExp][] = [
    [{ outTradeNo: undefined }, /^参数无效：out_trade_no .+。out_trade_no: is missing/],
    [{ outTradeNo: 'a-b' }, /^参数无效：out_trade_no .+。out_trade_no: only letters/],
    [{ totalAmount: '0' }, /^参数无效：total_amount .+。total_amount: must be yuan from 0.01/],
    [{ totalAmount: 1.001 }, /^参数无效：total_amount .+。total_amount: /],
    [{ subject: '' }, /^参数无效：subject .+。subject: is missing/],
    [{ subject: 'x'.repeat(257) }, /^参数无效：subject .+。subject: at most 256/],
    [{ authCode: undefined }, /^参数无效：auth_code .+。auth_code: is missing/],
    [{ scene: 'face' }, /^参数无效：scene .+。scene: /],
    [{ timeoutExpress: '99d' }, /^参数无效：timeout_express .+。timeout_express: /],
    [
      { royaltyInfo: { royaltyType: 'ROYALTY' } },
      /^参数无效：royalty_detail_infos .+。royalty_detail_infos: is missing/,
    ],
  ]
  for (const [more, message] of cases) {
    expect(await exec('alipay.trade.pay', payBiz(stand.code(payer), more))).toMatchObject({
      code: '40004',
      subCode: 'ACQ.INVALID_PARAMETER',
      subMsg: expect.stringMatching(message),
      buyerPayAmount: '0.00',
    })
  }
  const foreign = payBiz(stand.code(payer), { sellerId: '2088000000000000' })
  expect(await exec('alipay.trade.pay', foreign)).toMatchObject({ subCode: 'ACQ.SELLER_NOT_EXIST' })
  const past = payBiz(stand.code(payer), { timeExpire: '2020-01-01 00:00:00' })
  expect(await exec('alipay.trade.pay', past)).toMatchObject({
    subCode: 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
  })
  const url = { notifyUrl: 'ftp://shop.example/n' }
  expect(await exec('alipay.trade.pay', payBiz(stand.code(payer)), url)).toMatchObject({
    code: '40002',
    subCode: 'isv.invalid-parameter',
    subMsg: expect.stringMatching(/^参数无效：notify_url .+。notify_url: /),
  })
  const own = payBiz(stand.code(payer), { sellerId: shop.merchantId, totalAmount: 0.01 })
  expect(await exec('alipay.trade.pay', own)).toMatchObject({ code: '10000', totalAmount: '0.01' })
  expect(await stand.balance(payer)).toBe(9999n)
})

test('SQL and markup in texts are texts', async () => {
  const payer = await stand.person(10)
  const subject = `'; drop table trade; -- <script>alert(1)</script> "sign":"x" }`
  const biz = payBiz(stand.code(payer), { subject, totalAmount: '1.00', body: '\\"},"sign":"' })
  expect(await exec('alipay.trade.pay', biz)).toMatchObject({ code: '10000' })
  expect(await exec('alipay.trade.query', { outTradeNo: biz.outTradeNo })).toMatchObject({
    subject,
    body: '\\"},"sign":"',
  })
})

test('an app that nobody knows is told so in the exception that the SDK throws', async () => {
  const stranger = new AlipaySdk({ ...shop.sdk.config, appId: '2021000000000000' })
  const asked = stranger.exec(
    'alipay.trade.query',
    { bizContent: { outTradeNo: 'x' } },
    { validateSign: true },
  )
  await expect(asked).rejects.toThrow(/isv.invalid-app-id/)
})

test('what the gateway does not know is refused and signed', async () => {
  expect(await exec('alipay.trade.unheard.of', { outTradeNo: 'x' })).toMatchObject({
    code: '40002',
    subCode: 'isv.invalid-method',
  })
  const token = { appAuthToken: '2020' }
  expect(await exec('alipay.trade.query', { outTradeNo: 'x' }, token)).toMatchObject({
    code: '20001',
    subCode: 'aop.invalid-app-auth-token',
  })
  const closed = await stand.open()
  await stand.sql`update app set state = 'suspended' where app_id = ${closed.appId}`
  const answer = await closed.sdk.exec(
    'alipay.trade.query',
    { bizContent: { outTradeNo: 'x' } },
    { validateSign: true },
  )
  expect(answer).toMatchObject({ code: '40006', subCode: 'isv.insufficient-isv-permissions' })
})
