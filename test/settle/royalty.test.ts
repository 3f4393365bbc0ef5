import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { asker, openAsking, sell, type Asking } from '../fund/ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const bind = (receiverList: object[]) =>
  ask('alipay.trade.royalty.relation.bind', { receiverList, outRequestNo: order() })
const unbind = (receiverList: object[]) =>
  ask('alipay.trade.royalty.relation.unbind', { receiverList, outRequestNo: order() })
const list = (more: object = {}) =>
  ask('alipay.trade.royalty.relation.batchquery', { outRequestNo: order(), ...more })
const settle = (tradeNo: string, shares: object[], more: object = {}) =>
  ask('alipay.trade.order.settle', {
    outRequestNo: order(),
    tradeNo,
    royaltyParameters: shares,
    ...more,
  })
const unsettled = async (tradeNo: string) =>
  (await ask('alipay.trade.order.onsettle.query', { tradeNo }))['unsettledAmount']

const byId = (id: string) => ({ type: 'userId', account: id })
const share = (id: string, amount: string, more: object = {}) => ({
  transIn: id,
  transInType: 'userId',
  amount,
  ...more,
})
const receiver = async (): Promise<Person> => {
  const person = await stand.person(0)
  expect(await bind([byId(person.memberId)])).toMatchObject({ resultCode: 'SUCCESS' })
  return person
}

test('receivers are bound, listed page by page, and unbound', async () => {
  const own = await stand.open()
  const mine = asker(own)
  const member = await stand.person(0)
  const partner = await stand.open()
  const receiverList = [
    { ...byId(member.memberId), name: '测试', memo: '供应商' },
    { type: 'loginName', account: member.phone },
    byId(partner.merchantId),
  ]
  const relation = (verb: string, content: object) =>
    mine(`alipay.trade.royalty.relation.${verb}`, { outRequestNo: order(), ...content })
  expect(await relation('bind', { receiverList })).toMatchObject({
    code: '10000',
    resultCode: 'SUCCESS',
  })
  expect(await relation('bind', { receiverList })).toMatchObject({ resultCode: 'SUCCESS' })
  expect(await relation('batchquery', { pageNum: 1, pageSize: 2 })).toMatchObject({
    resultCode: 'SUCCESS',
    totalPageNum: '2',
    totalRecordNum: '3',
    currentPageNum: '1',
    currentPageSize: '2',
  })
  const gone = [byId(partner.merchantId)]
  expect(await relation('unbind', { receiverList: gone })).toMatchObject({ resultCode: 'SUCCESS' })
  expect(await relation('unbind', { receiverList: gone })).toMatchObject({ resultCode: 'SUCCESS' })
  const left = (await relation('batchquery', {}))['receiverList'] as unknown as object[]
  expect(left).toHaveLength(2)
  expect(left).toContainEqual({ ...byId(member.memberId), name: '测试', memo: '供应商' })
})

test('what cannot be bound is refused', async () => {
  const member = await stand.person(0)
  const refused = async (receiverList: object[], subCode: string) =>
    expect(await bind(receiverList)).toMatchObject({ code: '40004', subCode })
  await refused([], 'ACQ.RECEIVER_LIST_EMPTY')
  await refused([byId('2088000000000001')], 'ACQ.USER_NOT_EXIST')
  await refused([{ ...byId(member.memberId), name: '别人' }], 'ACQ.USER_NOT_EXIST')
  await refused([{ type: 'cardAliasNo', account: '1' }], 'ACQ.INVALID_RECEIVER_TYPE')
  await refused([byId(shop.merchantId)], 'ACQ.ROYALTY_RECEIVER_INVALID')
  await refused(
    Array.from({ length: 51 }, () => byId(member.memberId)),
    'ACQ.INVALID_PARAMETER',
  )
  expect(await list({ pageSize: 101 })).toMatchObject({ subCode: 'ACQ.INVALID_PARAMETER' })
  expect(await list({ pageNum: 0 })).toMatchObject({ subCode: 'ACQ.INVALID_PARAMETER' })
})

test('shares go out at once, once, and can be looked up', async () => {
  const member = await receiver()
  const partner = await stand.open()
  await bind([byId(partner.merchantId)])
  const { tradeNo } = await sell(stand, shop, '100.00')
  expect(await unsettled(tradeNo)).toBe('100.00')
  const outRequestNo = order()
  const shares = [
    share(member.memberId, '20.00', { desc: '推广费', transOut: shop.merchantId }),
    share(partner.merchantId, '30.00'),
    share(member.memberId, '1.50'),
  ]
  const given = await settle(tradeNo, shares, { outRequestNo })
  expect(given).toMatchObject({ code: '10000', tradeNo })
  expect(given['settleNo']).toMatch(/^\d{28}$/)
  expect(await settle(tradeNo, shares, { outRequestNo })).toEqual(given)
  expect(await stand.balance(member)).toBe(2150n)
  expect(await stand.received(partner.merchantId)).toBe(3000n)
  expect(await unsettled(tradeNo)).toBe('48.50')
  const { bills } = await listBills(stand.sql, member.memberId, {})
  expect(
    bills.map(({ kind, amount, balanceAfter, title }) => [kind, amount, balanceAfter, title]),
  ).toEqual([
    ['royalty', '1.50', '21.50', '分账'],
    ['royalty', '20.00', '20.00', '推广费'],
  ])
  const looked = await ask('alipay.trade.order.settle.query', { settleNo: given['settleNo'] })
  expect(looked).toMatchObject({
    code: '10000',
    outRequestNo,
    royaltyDetailList: [
      { operationType: 'transfer', transIn: member.memberId, amount: '20.00', state: 'SUCCESS' },
      { transIn: partner.merchantId, transOut: shop.merchantId, amount: '30.00' },
      { transIn: member.memberId, amount: '1.50' },
    ],
  })
  expect(await ask('alipay.trade.order.settle.query', { outRequestNo, tradeNo })).toEqual(looked)

  const last = [share(member.memberId, '48.00')]
  const finish = { extendParams: { royaltyFinish: 'true' } }
  expect(await settle(tradeNo, last, finish)).toMatchObject({ code: '10000' })
  expect(await unsettled(tradeNo)).toBe('0.00')
  expect(await settle(tradeNo, [share(member.memberId, '0.50')])).toMatchObject({
    subCode: 'ACQ.ILLEGAL_SETTLE_STATE',
  })
})

test('every refusal has its word, and moves nothing', async () => {
  const member = await receiver()
  const { tradeNo } = await sell(stand, shop, '10.00')
  const to = (amount: string) => [share(member.memberId, amount)]
  const refused = async (subCode: string, asked: Promise<Record<string, string>>) =>
    expect(await asked).toMatchObject({ code: '40004', subCode: `ACQ.${subCode}` })
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', settle(tradeNo, to('10.01')))
  const stranger = await stand.person(0)
  await refused('ROYALTY_RECEIVER_INVALID', settle(tradeNo, [share(stranger.memberId, '1.00')]))
  await refused('INVALID_RECEIVER_TYPE', settle(tradeNo, [{ ...to('1')[0], transInType: 'card' }]))
  await refused('TRADE_NOT_EXIST', settle('2026', to('1.00')))
  await refused('INVALID_PARAMETER', settle(tradeNo, []))
  await refused('INVALID_PARAMETER', settle(tradeNo, to('0')))
  await refused('INVALID_PARAMETER', settle(tradeNo, [{ ...to('1')[0], transOut: '2088' }]))
  await refused('INVALID_PARAMETER', settle(tradeNo, [{ ...to('1')[0], royaltyType: 'replenish' }]))
  await bind([byId(stranger.memberId)])
  await unbind([byId(stranger.memberId)])
  await refused('ROYALTY_RECEIVER_INVALID', settle(tradeNo, [share(stranger.memberId, '1.00')]))
  const outRequestNo = order()
  await settle(tradeNo, to('1.00'), { outRequestNo })
  await refused('DUP_OUT_REQUEST_NO', settle(tradeNo, to('2.00'), { outRequestNo }))

  const payer = await stand.person(10, { passwordFreeLimit: 0n })
  const waiting = await ask('alipay.trade.pay', {
    outTradeNo: order(),
    totalAmount: '5.00',
    subject: '早餐',
    authCode: stand.code(payer),
  })
  expect(waiting).toMatchObject({ code: '10003' })
  expect(await unsettled(waiting['tradeNo']!)).toBe('0.00')
  await refused('ILLEGAL_SETTLE_STATE', settle(waiting['tradeNo']!, to('1.00')))
  const back = await sell(stand, shop, '6.00')
  await ask('alipay.trade.refund', {
    tradeNo: back.tradeNo,
    refundAmount: '2.00',
    outRequestNo: 'r',
  })
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', settle(back.tradeNo, to('4.01')))
  await ask('alipay.trade.refund', {
    tradeNo: back.tradeNo,
    refundAmount: '4.00',
    outRequestNo: 's',
  })
  await refused('ILLEGAL_SETTLE_STATE', settle(back.tradeNo, to('1.00')))

  const paidOut = await stand.open()
  const asPaidOut = asker(paidOut)
  await asPaidOut('alipay.trade.royalty.relation.bind', { receiverList: [byId(member.memberId)] })
  const sold = await sell(stand, paidOut, '8.00')
  await asPaidOut('alipay.fund.trans.uni.transfer', {
    outBizNo: order(),
    transAmount: '8.00',
    payeeInfo: { identity: member.memberId, identityType: 'ALIPAY_USER_ID' },
  })
  const poor = { outRequestNo: order(), tradeNo: sold.tradeNo, royaltyParameters: to('1.00') }
  await refused('SELLER_BALANCE_NOT_ENOUGH', asPaidOut('alipay.trade.order.settle', poor))
  await stand.sql`update merchant set state = 'suspended'
    where merchant_id = ${paidOut.merchantId}`
  await refused('SELLER_BEEN_BLOCKED', asPaidOut('alipay.trade.order.settle', poor))
  await stand.sql`update member set state = 'suspended', version = version + 1
    where member_id = ${member.memberId}`
  await refused('ROYALTY_RECEIVER_INVALID', settle(tradeNo, to('1.00')))
  const absent = { settleNo: '2026' }
  await refused('TRADE_NOT_EXIST', ask('alipay.trade.order.settle.query', absent))
  await refused('INVALID_PARAMETER', ask('alipay.trade.order.settle.query', {}))
  await refused('TRADE_NOT_EXIST', ask('alipay.trade.order.onsettle.query', { tradeNo: '2026' }))
  expect(await unsettled(tradeNo)).toBe('9.00')
})

test('of many requests at once no more goes out than was paid', async () => {
  const member = await receiver()
  const { tradeNo } = await sell(stand, shop, '10.00')
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => settle(tradeNo, [share(member.memberId, '3.00')])),
  )
  expect(answers.filter(({ code }) => code === '10000')).toHaveLength(3)
  expect(await stand.balance(member)).toBe(900n)
})
