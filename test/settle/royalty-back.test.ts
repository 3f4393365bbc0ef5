import { afterAll, beforeAll, expect, test } from 'vitest'

import { listBills } from '#member/bills.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { asker, openAsking, sell, type Asking } from '../fund/ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const share = (transIn: string, amount: string) => ({ transIn, transInType: 'userId', amount })
const back = (transOut: string, amount: string, more: object = {}) => ({
  transOut,
  transOutType: 'userId',
  amount,
  ...more,
})

/** A payment of 10.00 that was shared with these. */
const sold = async (shares: [id: string, amount: string][], payer?: Person) => {
  await ask('alipay.trade.royalty.relation.bind', {
    receiverList: shares.map(([account]) => ({ type: 'userId', account })),
    outRequestNo: order(),
  })
  const royaltyInfo = {
    royaltyType: 'ROYALTY',
    royaltyDetailInfos: shares.map(([id, amount]) => share(id, amount)),
  }
  const buyer = payer ?? (await stand.person(10))
  const { tradeNo } = await sell(stand, shop, '10.00', { payer: buyer, more: { royaltyInfo } })
  return { tradeNo, buyer }
}
const refund = (tradeNo: string, refundAmount: string, shares: object[], more: object = {}) =>
  ask('alipay.trade.refund', {
    tradeNo,
    refundAmount,
    outRequestNo: order(),
    refundRoyaltyParameters: shares,
    ...more,
  })
const unsettled = async (tradeNo: string) =>
  (await ask('alipay.trade.order.onsettle.query', { tradeNo }))['unsettledAmount']

test('shares come back with the refund, once, and are in every book', async () => {
  const member = await stand.person(0)
  const partner = await stand.open()
  const before = await stand.received(shop.merchantId)
  const { tradeNo, buyer } = await sold([
    [member.memberId, '4.00'],
    [partner.merchantId, '3.00'],
  ])
  const shares = [
    back(member.memberId, '1.50', { transIn: shop.merchantId, royaltyType: 'transfer' }),
    back(partner.merchantId, '3.00'),
  ]
  const outRequestNo = order()
  const answer = await refund(tradeNo, '5.00', shares, { outRequestNo })
  expect(answer).toMatchObject({
    code: '10000',
    fundChange: 'Y',
    refundFee: '5.00',
    refundRoyaltys: [
      { transOut: member.memberId, transIn: shop.merchantId, refundAmount: '1.50' },
      { transOut: partner.merchantId, refundAmount: '3.00', resultCode: 'SUCCESS' },
    ],
  })
  const again = await refund(tradeNo, '5.00', shares, { outRequestNo })
  expect(again).toMatchObject({ code: '10000', fundChange: 'N', refundFee: '5.00' })
  expect(await refund(tradeNo, '5.00', [], { outRequestNo })).toMatchObject({
    subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST',
  })
  expect(await stand.balance(buyer)).toBe(500n)
  expect(await stand.balance(member)).toBe(250n)
  expect(await stand.received(partner.merchantId)).toBe(0n)
  expect((await stand.received(shop.merchantId)) - before).toBe(250n)
  const { bills } = await listBills(stand.sql, member.memberId, {})
  expect(bills.map(({ kind, amount, balanceAfter }) => [kind, amount, balanceAfter])).toEqual([
    ['royalty', '-1.50', '2.50'],
    ['royalty', '4.00', '4.00'],
  ])
  expect(await unsettled(tradeNo)).toBe('2.50')
  expect(await refund(tradeNo, '5.00', [back(member.memberId, '2.50')])).toMatchObject({
    code: '10000',
    refundFee: '10.00',
  })
  expect(await stand.balance(member)).toBe(0n)
  expect(await unsettled(tradeNo)).toBe('0.00')
})

test('what does not come back moves nothing', async () => {
  const own = await stand.open()
  const mine = asker(own)
  const member = await stand.person(0)
  const { tradeNo, buyer } = await sold([[member.memberId, '4.00']])
  const refused = async (subCode: string, asked: Promise<Record<string, string>>) =>
    expect(await asked).toMatchObject({ code: '40004', subCode: `ACQ.${subCode}` })
  const from = (amount: string, more: object = {}) => [back(member.memberId, amount, more)]
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', refund(tradeNo, '5.00', from('4.01')))
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', refund(tradeNo, '1.00', from('1.01')))
  const twice = [...from('2.00'), ...from('2.01')]
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', refund(tradeNo, '5.00', twice))
  await refused('ALLOC_AMOUNT_VALIDATE_ERROR', refund(tradeNo, '5.00', [back(own.merchantId, '1')]))
  await refused('INVALID_PARAMETER', refund(tradeNo, '5.00', from('1.00', { transIn: '2088' })))
  await refused('INVALID_PARAMETER', refund(tradeNo, '5.00', from('0')))
  await refused('TRADE_NOT_EXIST', refund('2026', '5.00', from('1.00')))
  await refused('TRADE_NOT_EXIST', mine('alipay.trade.refund', { tradeNo, refundAmount: '10.00' }))
  // The member has spent a part of its share.
  await sell(stand, own, '1.00', { payer: member })
  await refused('TRADE_SETTLE_ERROR', refund(tradeNo, '5.00', from('4.00')))
  expect(await stand.balance(member)).toBe(300n)
  expect(await stand.balance(buyer)).toBe(0n)
  expect(await refund(tradeNo, '5.00', from('3.00'))).toMatchObject({ code: '10000' })
})

test('a buyer who got a share gives it back and gets its money', async () => {
  const buyer = await stand.person(10)
  const { tradeNo } = await sold([[buyer.memberId, '4.00']], buyer)
  expect(await stand.balance(buyer)).toBe(400n)
  const answer = await refund(tradeNo, '10.00', [back(buyer.memberId, '4.00')])
  expect(answer).toMatchObject({ code: '10000' })
  expect(await stand.balance(buyer)).toBe(1000n)
  const { bills } = await listBills(stand.sql, buyer.memberId, {})
  const lines = bills.map(({ kind, balanceAfter }) => [kind, balanceAfter])
  expect(lines.slice(0, 2)).toEqual([
    ['refund', '10.00'],
    ['royalty', '0.00'],
  ])
})

test('of many refunds at once no more comes back than was given', async () => {
  const member = await stand.person(100)
  const { tradeNo } = await sold([[member.memberId, '3.00']])
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => refund(tradeNo, '1.00', [back(member.memberId, '1.00')])),
  )
  expect(answers.filter(({ code }) => code === '10000')).toHaveLength(3)
  expect(await stand.balance(member)).toBe(10_000n)
})
