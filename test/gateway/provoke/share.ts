import { order, type Person } from '../../engine/people.ts'
import type { Provocations, Tools } from './tools.ts'
import type { ShareCode } from './trade.ts'

const bind = (tools: Tools, ...receiverList: object[]) =>
  tools.ask('alipay.trade.royalty.relation.bind', { receiverList, outRequestNo: order() })

const share = (to: Person | string, amount: string) => ({
  transInType: 'userId',
  transIn: typeof to === 'string' ? to : to.memberId,
  amount,
})

/** Somebody who may receive shares of the shop's payments. */
async function receiver(tools: Tools): Promise<Person> {
  const person = await tools.stand.person(0)
  await bind(tools, { type: 'userId', account: person.memberId })
  return person
}

/** An order for 10.00 that is paid, with what `more` says. */
const sold = async ({ stand, pay }: Tools, more: object = {}) =>
  (await pay(await stand.person(10), more))['tradeNo']

const settle = (
  tools: Tools,
  tradeNo: string | undefined,
  shares: object[],
  outRequestNo = order(),
) => tools.ask('alipay.trade.order.settle', { outRequestNo, tradeNo, royaltyParameters: shares })

const info = (...royaltyDetailInfos: object[]) => ({
  royaltyInfo: { royaltyType: 'ROYALTY', royaltyDetailInfos },
})

/** Shares of payments. */
export const shares: Provocations<ShareCode> = {
  'ACQ.ILLEGAL_SETTLE_STATE': async (tools) => {
    const tradeNo = await sold(tools)
    await tools.ask('alipay.trade.refund', { tradeNo, refundAmount: '10.00' })
    return settle(tools, tradeNo, [share(await receiver(tools), '1.00')])
  },
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': async (tools) =>
    settle(tools, await sold(tools), [share(await receiver(tools), '10.01')]),
  'ACQ.ROYALTY_RECEIVER_INVALID': async (tools) =>
    settle(tools, await sold(tools), [share(await tools.stand.person(0), '1.00')]),
  'ACQ.ROYALTY_ACCOUNT_NOT_EXIST': async (tools) =>
    tools.pay(await tools.stand.person(10), info(share('2088000000000001', '1.00'))),
  'ACQ.TRADE_SETTLE_ERROR': async (tools) => {
    const spender = await receiver(tools)
    const tradeNo = await sold(tools, info(share(spender, '4.00')))
    await tools.pay(spender, { totalAmount: '0.01' })
    const refundRoyaltyParameters = [
      { transOutType: 'userId', transOut: spender.memberId, amount: '4.00' },
    ]
    const back = { tradeNo, refundAmount: '10.00', refundRoyaltyParameters }
    return tools.ask('alipay.trade.refund', back)
  },
  'ACQ.DUP_OUT_REQUEST_NO': async (tools) => {
    const [tradeNo, to, number] = [await sold(tools), await receiver(tools), order()]
    await settle(tools, tradeNo, [share(to, '1.00')], number)
    return settle(tools, tradeNo, [share(to, '2.00')], number)
  },
  'ACQ.USER_NOT_EXIST': (tools) => bind(tools, { type: 'userId', account: '2088000000000001' }),
  'ACQ.INVALID_RECEIVER_TYPE': (tools) => bind(tools, { type: 'cardAliasNo', account: '1' }),
  'ACQ.RECEIVER_LIST_EMPTY': (tools) => bind(tools),
}
