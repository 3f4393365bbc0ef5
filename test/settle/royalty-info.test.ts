import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { asker, openAsking, sell, type Asking } from '../fund/ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const bind = (account: string) =>
  ask('alipay.trade.royalty.relation.bind', {
    receiverList: [{ type: 'userId', account }],
    outRequestNo: order(),
  })
const receiver = async (): Promise<Person> => {
  const person = await stand.person(0)
  expect(await bind(person.memberId)).toMatchObject({ resultCode: 'SUCCESS' })
  return person
}
const share = (transIn: string, amount: string, more: object = {}) => ({
  transIn,
  transInType: 'userId',
  amount,
  ...more,
})
const info = (...shares: object[]) => ({
  royaltyInfo: { royaltyType: 'ROYALTY', royaltyDetailInfos: shares },
})
const payBiz = (authCode: string, more: object = {}) => ({
  outTradeNo: order(),
  totalAmount: '10.00',
  subject: '早餐',
  authCode,
  ...more,
})
const pay = (authCode: string, more: object = {}) => ask('alipay.trade.pay', payBiz(authCode, more))
const unsettled = async (tradeNo: string | undefined) =>
  (await ask('alipay.trade.order.onsettle.query', { tradeNo }))['unsettledAmount']
const suspend = (member: Person, state: 'active' | 'suspended') =>
  stand.sql`update member set state = ${state}, version = version + 1
    where member_id = ${member.memberId}`

test('shares go out with the payment, once, and are in every book', async () => {
  const own = await stand.open()
  const mine = asker(own)
  const member = await stand.person(0)
  const partner = await stand.open()
  await mine('alipay.trade.royalty.relation.bind', {
    receiverList: [member.memberId, partner.merchantId].map((account) => ({
      type: 'userId',
      account,
    })),
    outRequestNo: order(),
  })
  const payer = await stand.person(10)
  const biz = payBiz(stand.code(payer), {
    totalAmount: '9.99',
    ...info(
      share(member.memberId, '1.00', { desc: '推广费', transOut: own.merchantId, serialNo: '1' }),
      share(member.memberId, '0.50'),
      { transIn: partner.merchantId, transInType: 'userId', amountPercentage: '33.33' },
    ),
  })
  const paid = await mine('alipay.trade.pay', biz)
  expect(paid).toMatchObject({ code: '10000', totalAmount: '9.99' })
  expect(await mine('alipay.trade.pay', biz)).toEqual(paid)
  expect(await stand.balance(payer)).toBe(1n)
  expect(await stand.balance(member)).toBe(150n)
  // 33.33 % of 9.99 is 3.329667: the broken fen stays with the merchant.
  expect(await stand.received(partner.merchantId)).toBe(332n)
  expect(await stand.received(own.merchantId)).toBe(999n - 150n - 332n)
  const { bills } = await listBills(stand.sql, member.memberId, {})
  expect(
    bills.map(({ kind, amount, balanceAfter, title, outTradeNo }) => [
      kind,
      amount,
      balanceAfter,
      title,
      outTradeNo,
    ]),
  ).toEqual([
    ['royalty', '0.50', '1.50', '分账', biz.outTradeNo],
    ['royalty', '1.00', '1.00', '推广费', biz.outTradeNo],
  ])
  const left = await mine('alipay.trade.order.onsettle.query', { tradeNo: paid['tradeNo'] })
  expect(left).toMatchObject({ unsettledAmount: '5.17' })
  const more = (amount: string) =>
    mine('alipay.trade.order.settle', {
      outRequestNo: order(),
      tradeNo: paid['tradeNo'],
      royaltyParameters: [share(member.memberId, amount)],
    })
  expect(await more('5.18')).toMatchObject({ subCode: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR' })
  expect(await more('5.17')).toMatchObject({ code: '10000' })
})

test('all of it may go out, to the payer too', async () => {
  const payer = await stand.person(10)
  await bind(payer.memberId)
  const other = await receiver()
  const shares = info(share(payer.memberId, '4.00'), share(other.memberId, '6.00'))
  const paid = await pay(stand.code(payer), shares)
  expect(paid).toMatchObject({ code: '10000' })
  expect(await stand.balance(payer)).toBe(400n)
  expect(await stand.balance(other)).toBe(600n)
  expect(await unsettled(paid['tradeNo'])).toBe('0.00')
  const { bills } = await listBills(stand.sql, payer.memberId, {})
  const lines = bills.map(({ kind, balanceAfter }) => [kind, balanceAfter])
  expect(lines.slice(0, 2)).toEqual([
    ['royalty', '4.00'],
    ['payment', '0.00'],
  ])
})

test('what cannot be shared is refused before anything is taken', async () => {
  const member = await receiver()
  const payer = await stand.person(100)
  const refused = async (subCode: string, more: object) =>
    expect(await pay(stand.code(payer), more)).toMatchObject({
      code: '40004',
      subCode: `ACQ.${subCode}`,
      buyerPayAmount: '0.00',
    })
  const to = (amount: string, more: object = {}) => share(member.memberId, amount, more)
  await refused('ROYALTY_ACCOUNT_NOT_EXIST', info(share('2088000000000001', '1.00')))
  const stranger = await stand.person(0)
  await refused('ROYALTY_RECEIVER_INVALID', info(to('1.00'), share(stranger.memberId, '1.00')))
  await refused('ROYALTY_RECEIVER_INVALID', info(share(shop.merchantId, '1.00')))
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', info(to('6.00'), to('4.01')))
  await refused('INVALID_RECEIVER_TYPE', info(to('1.00', { transInType: 'cardAliasNo' })))
  await refused('INVALID_PARAMETER', info())
  await refused('INVALID_PARAMETER', info(to('0')))
  await refused('INVALID_PARAMETER', info(to('1.00', { transOut: '2088' })))
  await refused('INVALID_PARAMETER', info(to('1.00', { amountPercentage: '10' })))
  await refused('INVALID_PARAMETER', info({ transIn: member.memberId, amountPercentage: '100.01' }))
  await refused('INVALID_PARAMETER', { royaltyInfo: { royaltyType: 'TRANSFER' } })
  await refused('AUTH_NO_ERROR', { authNo: '2026', ...info(to('1.00')) })
  await suspend(member, 'suspended')
  await refused('ROYALTY_RECEIVER_INVALID', info(to('1.00')))
  expect(await stand.balance(payer)).toBe(10_000n)
})

test('the repeat of a paid order hears that it is paid, whoever was unbound; other shares are another order', async () => {
  const member = await receiver()
  const payer = await stand.person(10)
  const biz = payBiz(stand.code(payer), info(share(member.memberId, '1.00')))
  const paid = await ask('alipay.trade.pay', biz)
  await suspend(member, 'suspended')
  await ask('alipay.trade.royalty.relation.unbind', {
    receiverList: [{ type: 'userId', account: member.memberId }],
    outRequestNo: order(),
  })
  expect(await ask('alipay.trade.pay', biz)).toEqual(paid)
  const other = { ...biz, ...info(share(member.memberId, '2.00')) }
  expect(await ask('alipay.trade.pay', other)).toMatchObject({
    subCode: 'ACQ.CONTEXT_INCONSISTENT',
  })
  expect(await stand.balance(member)).toBe(100n)
})

test('shares of an order that waits go out when the payer agrees', async () => {
  const member = await receiver()
  const { merchantId } = shop
  const wait = async () => {
    const payer = await stand.person(10, { passwordFreeLimit: 0n })
    const biz = payBiz(stand.code(payer), info(share(member.memberId, '3.00')))
    const waiting = await ask('alipay.trade.pay', biz)
    expect(waiting).toMatchObject({ code: '10003' })
    const { outTradeNo } = biz
    const agree = () =>
      stand.engine.submit({ kind: 'confirm', memberId: payer.memberId, merchantId, outTradeNo })
    return { agree, tradeNo: waiting['tradeNo'] }
  }
  const first = await wait()
  expect(await stand.balance(member)).toBe(0n)
  expect(await first.agree()).toMatchObject({ kind: 'paid', repeated: false })
  expect(await first.agree()).toMatchObject({ kind: 'paid', repeated: true })
  expect(await stand.balance(member)).toBe(300n)
  expect(await unsettled(first.tradeNo)).toBe('7.00')

  const second = await wait()
  await suspend(member, 'suspended')
  expect(await second.agree()).toMatchObject({ kind: 'paid' })
  expect(await stand.balance(member)).toBe(300n)
  expect(await unsettled(second.tradeNo)).toBe('10.00')
})

test('an order for one buyer shares when that buyer pays it', async () => {
  const member = await receiver()
  const buyer = await stand.person(10)
  const outTradeNo = order()
  const opened = await ask('alipay.trade.create', {
    outTradeNo,
    totalAmount: '10.00',
    subject: '早餐',
    buyerId: buyer.memberId,
    ...info(share(member.memberId, '2.50')),
  })
  expect(opened).toMatchObject({ code: '10000' })
  const sold = await sell(stand, shop, '10.00', { payer: buyer, more: { outTradeNo } })
  expect(sold.tradeNo).toBe(opened['tradeNo'])
  expect(await stand.balance(member)).toBe(250n)
})
