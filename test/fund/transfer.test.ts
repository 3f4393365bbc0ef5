import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'
import { eventsAfter } from '#notify/stream/read.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { asker, openAsking, sell, type Answered, type Asking } from './ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => {
  ;({ stand, shop, ask } = await openAsking())
  await sell(stand, shop, '900.00')
})
afterAll(() => shutAudited(stand))

const biz = (payee: Person, more: object = {}) => ({
  outBizNo: order(),
  transAmount: '12.34',
  productCode: 'TRANS_ACCOUNT_NO_PWD',
  bizScene: 'DIRECT_TRANSFER',
  orderTitle: '工资',
  payeeInfo: { identity: payee.memberId, identityType: 'ALIPAY_USER_ID' },
  ...more,
})
const transfer = (content: object) => ask('alipay.fund.trans.uni.transfer', content)
const available = async () => {
  const answer = await ask('alipay.fund.account.query', {
    alipayUserId: shop.merchantId,
    accountType: 'ACCTRANS_ACCOUNT',
  })
  expect(answer).toMatchObject({ code: '10000', freezeAmount: '0.00' })
  return Number(answer['availableAmount'])
}

test('a member is paid by number or by phone, hears of it, and the merchant can look it up', async () => {
  const payee = await stand.person(0)
  const before = await available()
  const first = biz(payee)
  const sent = await transfer(first)
  expect(sent).toMatchObject({ code: '10000', outBizNo: first.outBizNo, status: 'SUCCESS' })
  expect(sent['orderId']).toMatch(/^\d{28}$/)
  expect(sent['transDate']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  expect(await transfer(first)).toEqual(sent)
  const byPhone = { identity: payee.phone, identityType: 'ALIPAY_LOGON_ID', name: '测试' }
  await stand.sql`insert into member_phone (phone, member_id) values (${payee.phone}, ${payee.memberId})`
  expect(await transfer(biz(payee, { payeeInfo: byPhone, transAmount: 0.66 }))).toMatchObject({
    code: '10000',
  })
  expect(await stand.balance(payee)).toBe(1300n)
  expect(await available()).toBe(before - 13)

  const looked = await ask('alipay.fund.trans.common.query', { outBizNo: first.outBizNo })
  expect(looked).toMatchObject({
    code: '10000',
    orderId: sent['orderId'],
    status: 'SUCCESS',
    transAmount: '12.34',
    payDate: sent['transDate'],
  })
  const { orderId } = sent
  expect(await ask('alipay.fund.trans.common.query', { orderId })).toEqual(looked)

  const { bills } = await listBills(stand.sql, payee.memberId, { kind: 'transfer' })
  expect(bills).toMatchObject([
    { amount: '0.66', balanceAfter: '13.00', title: '工资', merchantName: '小店' },
    { amount: '12.34', balanceAfter: '12.34', outTradeNo: first.outBizNo, tradeNo: orderId },
  ])
  const { events } = await eventsAfter(stand.sql, `member:${payee.memberId}`, '0')
  expect(events.map((event) => event.payload)).toMatchObject([
    { kind: 'received', amount: '12.34', balance: '12.34', subject: '工资' },
    { kind: 'received', amount: '0.66', balance: '13.00' },
  ])
})

test('every refusal has its word, and moves nothing', async () => {
  const payee = await stand.person(1)
  const before = await available()
  const refused = async (content: object, subCode: string) =>
    expect(await transfer(content)).toMatchObject({ code: '40004', subCode })
  const to = (identity: string, more: object = {}) => ({
    payeeInfo: { identity, identityType: 'ALIPAY_USER_ID', ...more },
  })
  await refused(biz(payee, { transAmount: '5000.00' }), 'PAYER_BALANCE_NOT_ENOUGH')
  await refused(biz(payee, to('2088000000000001')), 'PAYEE_NOT_EXIST')
  const nobody = { identity: '13000000000', identityType: 'ALIPAY_LOGON_ID' }
  await refused(biz(payee, { payeeInfo: nobody }), 'PAYEE_NOT_EXIST')
  await refused(biz(payee, to(payee.memberId, { name: '别人' })), 'PAYEE_USER_INFO_ERROR')
  await refused(biz(payee, to(shop.merchantId)), 'PAYER_PAYEE_CANNOT_SAME')
  await refused(biz(payee, { transAmount: '100000.01' }), 'EXCEED_LIMIT_SM_AMOUNT')
  const done = biz(payee)
  await transfer(done)
  await refused({ ...done, transAmount: '12.35' }, 'PAYMENT_INFO_INCONSISTENCY')
  await refused({ ...done, ...to((await stand.person(0)).memberId) }, 'PAYMENT_INFO_INCONSISTENCY')
  await stand.sql`update member set state = 'suspended', version = version + 1
    where member_id = ${payee.memberId}`
  await refused(biz(payee), 'PAYEE_ACCOUNT_STATUS_ERROR')
  expect(await ask('alipay.fund.trans.common.query', { outBizNo: 'none' })).toMatchObject({
    subCode: 'ORDER_NOT_EXIST',
  })
  expect(await stand.balance(payee)).toBe(1334n)
  expect(await available()).toBeCloseTo(before - 12.34, 2)
})

test('older SDKs send and ask by the older methods', async () => {
  const payee = await stand.person(0)
  const sent = {
    outBizNo: order(),
    payeeType: 'ALIPAY_USERID',
    payeeAccount: payee.memberId,
    payeeRealName: '测试',
    amount: '3.00',
    remark: '报销',
  }
  const toAccount = (content: object) => ask('alipay.fund.trans.toaccount.transfer', content)
  const first = await toAccount(sent)
  expect(first).toMatchObject({ code: '10000', outBizNo: sent.outBizNo })
  expect(await toAccount(sent)).toEqual(first)
  expect(await stand.balance(payee)).toBe(300n)
  const { outBizNo } = sent
  expect(await ask('alipay.fund.trans.order.query', { outBizNo })).toMatchObject({
    orderId: first['orderId'],
    status: 'SUCCESS',
    payDate: first['payDate'],
  })
  expect(await toAccount({ ...sent, payeeType: 'CARD' })).toMatchObject({
    subCode: 'INVALID_PARAMETER',
  })
  const byPhone = { payeeType: 'ALIPAY_LOGONID', payeeAccount: '13000000000' }
  expect(await toAccount({ ...sent, ...byPhone, outBizNo: order() })).toMatchObject({
    subCode: 'PAYEE_NOT_EXIST',
  })
})

test('fields are checked by name', async () => {
  const payee = await stand.person(0)
  const cases: [object, RegExp][] = [
    [{ outBizNo: undefined }, /^参数无效：out_biz_no .+。out_biz_no: is missing/],
    [{ transAmount: '1.001' }, /^参数无效：trans_amount .+。trans_amount: /],
    [{ productCode: 'STD_RED_PACKET' }, /^参数无效：product_code .+。product_code: /],
    [{ bizScene: 'PERSONAL' }, /^参数无效：biz_scene .+。biz_scene: /],
    [{ payeeInfo: undefined }, /^参数无效：payee_info .+。payee_info: is missing/],
    [
      { payeeInfo: { identity: 'x', identityType: 'CARD' } },
      /^参数无效：payee_info.identity_type .+。payee_info.identity_type: /,
    ],
  ]
  for (const [more, message] of cases) {
    expect(await transfer(biz(payee, more))).toMatchObject({
      code: '40004',
      subCode: 'INVALID_PARAMETER',
      subMsg: expect.stringMatching(message),
    })
  }
  const query = (method: string, content: object) =>
    expect(ask(method, content)).resolves.toMatchObject({ subCode: 'INVALID_PARAMETER' })
  await query('alipay.fund.trans.common.query', {})
  await query('alipay.fund.account.query', { alipayUserId: payee.memberId })
  await query('alipay.fund.account.query', { accountType: 'CARD' })
})

test('a suspended merchant pays nobody, and a day has its limit', async () => {
  const other = await stand.open()
  const payee = await stand.person(0)
  const asOther = asker(other)
  await sell(stand, other, '500.00')
  const day = new Date(stand.clock.now + 8 * 3600_000).toISOString().slice(0, 10)
  await stand.sql`insert into payout_day (merchant_id, day, amount, count)
    values (${other.merchantId}, ${day}, 99999500, 9)`
  const send = (content: object): Promise<Answered> =>
    asOther('alipay.fund.trans.uni.transfer', content)
  const tooMuch = { code: '40004', subCode: 'EXCEED_LIMIT_DM_AMOUNT' }
  expect(await send(biz(payee, { transAmount: '5.01' }))).toMatchObject(tooMuch)
  expect(await send(biz(payee, { transAmount: '5.00' }))).toMatchObject({ code: '10000' })
  await stand.sql`update payout_day set amount = 500 where merchant_id = ${other.merchantId}`
  await stand.sql`update merchant set state = 'suspended' where merchant_id = ${other.merchantId}`
  expect(await send(biz(payee))).toMatchObject({ subCode: 'PAYER_STATUS_ERROR' })
})

test('of many transfers at once no more go through than there is money for, each once', async () => {
  const rich = await stand.open()
  await sell(stand, rich, '10.00')
  const payee = await stand.person(0)
  const asRich = asker(rich)
  const numbers = Array.from({ length: 6 }, order)
  const answers = await Promise.all(
    [...numbers, ...numbers].map((outBizNo) =>
      asRich('alipay.fund.trans.uni.transfer', biz(payee, { outBizNo, transAmount: '3.00' })),
    ),
  )
  const paid = new Set(answers.filter(({ code }) => code === '10000').map((a) => a['outBizNo']))
  expect(paid.size).toBe(3)
  expect(await stand.balance(payee)).toBe(900n)
})
