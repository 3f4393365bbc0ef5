import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { openAsking, type Asking } from './ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const bound = async (person: Person) => {
  const receiverList = [{ type: 'userId', account: person.memberId }]
  const biz = { receiverList, outRequestNo: order() }
  expect(await ask('alipay.trade.royalty.relation.bind', biz)).toMatchObject({ code: '10000' })
  return person
}
const freeze = async (payer: Person) => {
  const frozen = await ask('alipay.fund.auth.order.freeze', {
    authCode: stand.code(payer),
    outOrderNo: order(),
    outRequestNo: order(),
    orderTitle: '房间押金',
    amount: '100.00',
    productCode: 'PRE_AUTH',
  })
  expect(frozen).toMatchObject({ code: '10000', status: 'SUCCESS' })
  return frozen['authNo']!
}
type Share = { to: Person; amount: string }
const capture = (authNo: string, shares: Share[], more: object = {}) => ({
  outTradeNo: order(),
  totalAmount: '60.00',
  subject: '房费',
  productCode: 'PRE_AUTH',
  authNo,
  royaltyInfo: {
    royaltyType: 'ROYALTY',
    royaltyDetailInfos: shares.map(({ to, amount }) => ({
      transInType: 'userId',
      transIn: to.memberId,
      amount,
    })),
  },
  ...more,
})
const pay = (biz: object) => ask('alipay.trade.pay', biz)
const unsettled = async (tradeNo: string | undefined) =>
  (await ask('alipay.trade.order.onsettle.query', { tradeNo }))['unsettledAmount']

test('shares of a capture go out with it, once, and what is left can be shared later', async () => {
  const payer = await stand.person(100)
  const member = await bound(await stand.person(0))
  const authNo = await freeze(payer)
  const before = await stand.received(shop.merchantId)
  const biz = capture(authNo, [{ to: member, amount: '12.50' }])
  const paid = await pay(biz)
  expect(paid).toMatchObject({ code: '10000', totalAmount: '60.00' })
  expect(await pay(biz)).toEqual(paid)
  expect(await stand.balance(member)).toBe(1250n)
  expect(await stand.received(shop.merchantId)).toBe(before + 4750n)
  expect(await unsettled(paid['tradeNo'])).toBe('47.50')
  const other = {
    ...biz,
    royaltyInfo: capture(authNo, [{ to: member, amount: '1.00' }]).royaltyInfo,
  }
  expect(await pay(other)).toMatchObject({ subCode: 'ACQ.CONTEXT_INCONSISTENT' })
  const refund = {
    tradeNo: paid['tradeNo'],
    refundAmount: '60.00',
    refundRoyaltyParameters: [
      { transOutType: 'userId', transOut: member.memberId, amount: '12.50' },
    ],
  }
  expect(await ask('alipay.trade.refund', refund)).toMatchObject({ code: '10000' })
  expect(await stand.balance(member)).toBe(0n)
  expect(await stand.received(shop.merchantId)).toBe(before)
})

test('whose money it was may have a share, and gets the rest back besides', async () => {
  const payer = await bound(await stand.person(100))
  const authNo = await freeze(payer)
  const share = [{ to: payer, amount: '10.00' }]
  const paid = await pay(capture(authNo, share, { authConfirmMode: 'COMPLETE' }))
  expect(paid).toMatchObject({ code: '10000' })
  expect(await stand.balance(payer)).toBe(5000n)
  const { bills } = await listBills(stand.sql, payer.memberId, {})
  expect(
    bills.slice(0, 4).map(({ kind, amount, balanceAfter }) => [kind, amount, balanceAfter]),
  ).toEqual([
    ['unfreeze', '40.00', '50.00'],
    ['royalty', '10.00', '10.00'],
    ['payment', '-60.00', '0.00'],
    ['unfreeze', '60.00', '60.00'],
  ])
})

test('what cannot be shared leaves the money held', async () => {
  const payer = await stand.person(100)
  const stranger = await stand.person(0)
  const member = await bound(await stand.person(0))
  const authNo = await freeze(payer)
  const cases: [string, Share[]][] = [
    ['ACQ.ROYALTY_RECEIVER_INVALID', [{ to: stranger, amount: '1.00' }]],
    ['ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', [{ to: member, amount: '60.01' }]],
  ]
  for (const [subCode, shares] of cases) {
    expect(await pay(capture(authNo, shares))).toMatchObject({ code: '40004', subCode })
  }
  const all = [{ to: member, amount: '100.00' }]
  expect(await pay(capture(authNo, all, { totalAmount: '100.00' }))).toMatchObject({
    code: '10000',
  })
  expect(await stand.balance(member)).toBe(10_000n)
})
