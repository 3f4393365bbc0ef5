import type { SubCode } from '#gateway/sub-codes.ts'

import { order } from '../../engine/people.ts'
import { dayMs, guess, hourMs, type Provocations, query, type Tools } from './tools.ts'

/** An order for 10.00 that is paid. */
const paid = async ({ stand, pay }: Tools, more: object = {}) => {
  const answer = await pay(await stand.person(100), more)
  if (answer['code'] !== '10000') throw new Error(JSON.stringify(answer))
  return { tradeNo: answer['tradeNo'], outTradeNo: answer['outTradeNo'] }
}
const refund = 'alipay.trade.refund'
const create = 'alipay.trade.create'
const newOrder = () => ({ outTradeNo: order(), totalAmount: '10.00', subject: '早餐' })

type Shares =
  | 'ILLEGAL_SETTLE_STATE'
  | 'ALLOC_AMOUNT_VALIDATE_ERROR'
  | 'ROYALTY_RECEIVER_INVALID'
  | 'ROYALTY_ACCOUNT_NOT_EXIST'
  | 'TRADE_SETTLE_ERROR'
  | 'DUP_OUT_REQUEST_NO'
  | 'USER_NOT_EXIST'
  | 'INVALID_RECEIVER_TYPE'
  | 'RECEIVER_LIST_EMPTY'
export type ShareCode = `ACQ.${Shares}`
type Mine = Exclude<Extract<SubCode<'40004'>, `ACQ.${string}`>, ShareCode>

/** Payments, refunds, cancels: `alipay.trade.*` without shares. */
export const trades: Provocations<Mine> = {
  'ACQ.INVALID_PARAMETER': async ({ stand, pay }) => pay(await stand.person(10), { subject: '' }),
  'ACQ.TOTAL_FEE_EXCEED': async ({ stand, pay }) =>
    pay(await stand.person(10), { totalAmount: '100000000.01' }),
  'ACQ.PAYMENT_AUTH_CODE_INVALID': async ({ stand, pay }) =>
    pay(await stand.person(10), { authCode: '6222021234567890' }),
  'ACQ.PAYMENT_REQUEST_HAS_RISK': async ({ stand, pay }) => {
    const payer = await stand.person(10)
    const by = await stand.open()
    const show = (authCode: string) => pay(payer, { authCode, terminalId: 'T1' }, by)
    await guess(show, stand.code(payer))
    return show(stand.code(payer))
  },
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': async ({ stand, pay }) => pay(await stand.person(9)),
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': async ({ stand, pay }) => {
    const rich = await stand.person(100_000, { passwordFreeLimit: 10_000_000n })
    await pay(rich, { totalAmount: '30000.00' })
    return pay(rich, { totalAmount: '20000.01' })
  },
  'ACQ.BUYER_ENABLE_STATUS_FORBID': async ({ stand, pay }) => {
    const payer = await stand.person(10)
    await stand.sql`update member set state = 'suspended' where member_id = ${payer.memberId}`
    return pay(payer)
  },
  'ACQ.BUYER_NOT_EXIST': ({ ask }) => ask(create, { ...newOrder(), buyerId: '2088000000000000' }),
  'ACQ.BUYER_SELLER_EQUAL': ({ ask, shop }) =>
    ask(create, { ...newOrder(), buyerId: shop.merchantId }),
  'ACQ.SELLER_NOT_EXIST': async ({ stand, pay }) =>
    pay(await stand.person(10), { sellerId: '2088000000000000' }),
  'ACQ.SELLER_BEEN_BLOCKED': async ({ stand, pay }) => {
    const by = await stand.open()
    await stand.sql`update merchant set state = 'suspended' where merchant_id = ${by.merchantId}`
    return pay(await stand.person(10), {}, by)
  },
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': async ({ stand, pay, ask }) => {
    const by = await stand.open()
    const { tradeNo } = await pay(await stand.person(10), {}, by)
    const payeeInfo = {
      identity: (await stand.person(0)).memberId,
      identityType: 'ALIPAY_USER_ID',
    }
    const transfer = { outBizNo: order(), transAmount: '0.01', payeeInfo }
    await ask('alipay.fund.trans.uni.transfer', transfer, by)
    return ask(refund, { tradeNo, refundAmount: '10.00' }, by)
  },
  'ACQ.TRADE_BUYER_NOT_MATCH': async ({ stand, pay, ask }) => {
    const mine = { ...newOrder(), buyerId: (await stand.person(10)).memberId }
    await ask(create, mine)
    return pay(await stand.person(10), { outTradeNo: mine.outTradeNo })
  },
  'ACQ.TRADE_NOT_EXIST': ({ ask }) => ask(query, { outTradeNo: 'none' }),
  'ACQ.TRADE_HAS_SUCCESS': async (tools) => {
    const { outTradeNo } = await paid(tools)
    return tools.pay(await tools.stand.person(10), { outTradeNo })
  },
  'ACQ.TRADE_HAS_CLOSE': async ({ stand, ask, pay }) => {
    const outTradeNo = order()
    await ask('alipay.trade.cancel', { outTradeNo })
    return pay(await stand.person(10), { outTradeNo })
  },
  'ACQ.TRADE_HAS_FINISHED': async (tools) => {
    const { tradeNo } = await paid(tools)
    return tools.later(366 * dayMs, () => tools.ask(refund, { tradeNo, refundAmount: '10.00' }))
  },
  'ACQ.TRADE_STATUS_ERROR': async (tools) => tools.ask('alipay.trade.close', await paid(tools)),
  'ACQ.TRADE_CANCEL_TIME_OUT': async (tools) => {
    const { tradeNo } = await paid(tools)
    return tools.later(25 * hourMs, () => tools.ask('alipay.trade.cancel', { tradeNo }))
  },
  'ACQ.CONTEXT_INCONSISTENT': async (tools) => {
    const { outTradeNo } = await paid(tools)
    return tools.pay(await tools.stand.person(10), { outTradeNo, totalAmount: '9.99' })
  },
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': async ({ stand, pay }) =>
    pay(await stand.person(10), { timeExpire: '2020-01-01 00:00:00' }),
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': async (tools) => {
    const { tradeNo } = await paid(tools)
    return tools.ask(refund, { tradeNo, refundAmount: '10.01', outRequestNo: 'r1' })
  },
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': async (tools) => {
    const { tradeNo } = await paid(tools)
    return tools.ask(refund, { tradeNo, refundAmount: '9.99' })
  },
  'ACQ.DISCORDANT_REPEAT_REQUEST': async (tools) => {
    const { tradeNo } = await paid(tools)
    await tools.ask(refund, { tradeNo, refundAmount: '1.00', outRequestNo: 'r1' })
    return tools.ask(refund, { tradeNo, refundAmount: '2.00', outRequestNo: 'r1' })
  },
  'ACQ.AUTH_NO_ERROR': ({ ask }) => ask('alipay.trade.pay', { ...newOrder(), authNo: '2026' }),
  'ACQ.AUTH_AMOUNT_NOT_ENOUGH': async ({ stand, freeze, ask }) => {
    const { authNo } = await freeze(await stand.person(10))
    return ask('alipay.trade.pay', { ...newOrder(), totalAmount: '10.01', authNo })
  },
}
