import type { FundFailure } from '#fund/failure.ts'
import type { FailureCode } from '#wire/codes.ts'

import type { Method } from './call.ts'
import { type Answer, refusal, Refused } from './codes.ts'
import { failureAnswer } from './failure.ts'
import type { SubCode } from './sub-codes.ts'
import { inBoth } from './words.ts'

/**
 * Each in full, since `alipay.trade.*` prefixes its failures and `alipay.fund.*` does not, and a sentence in Chinese and English: what is
 * wrong and what to do.
 */
const table: Record<
  FundFailure,
  readonly [subCode: SubCode<'40004'>, chinese: string, english: string]
> = {
  PAYER_BALANCE_NOT_ENOUGH: [
    'PAYER_BALANCE_NOT_ENOUGH',
    '付款方余额不足',
    "The merchant's receipts do not cover it; nothing moved",
  ],
  PAYER_STATUS_ERROR: [
    'PAYER_STATUS_ERROR',
    '付款账户状态异常',
    "The merchant's account is suspended; ask the operator",
  ],
  PAYEE_NOT_EXIST: [
    'PAYEE_NOT_EXIST',
    '收款账号不存在',
    'This network has no such member; check identity',
  ],
  PAYEE_USER_INFO_ERROR: [
    'PAYEE_USER_INFO_ERROR',
    '收款账号和姓名不匹配',
    "name is not the payee's; check it, or leave it out",
  ],
  PAYEE_ACCOUNT_STATUS_ERROR: [
    'PAYEE_ACCOUNT_STATUS_ERROR',
    '收款账户状态异常',
    "The payee's account is suspended",
  ],
  PAYER_PAYEE_CANNOT_SAME: [
    'PAYER_PAYEE_CANNOT_SAME',
    '收付款方不能相同',
    'Payer and payee are the same',
  ],
  PAYMENT_INFO_INCONSISTENCY: [
    'PAYMENT_INFO_INCONSISTENCY',
    '商户单号重复且参数不一致',
    'This out_biz_no was used with another payee or amount; use a new one',
  ],
  EXCEED_LIMIT_SM_AMOUNT: [
    'EXCEED_LIMIT_SM_AMOUNT',
    '单笔额度超限',
    'More than one transfer may carry; split it',
  ],
  EXCEED_LIMIT_DM_AMOUNT: [
    'EXCEED_LIMIT_DM_AMOUNT',
    '日累计额度超限',
    "The merchant's limit of the day is reached",
  ],
  ORDER_NOT_EXIST: [
    'ORDER_NOT_EXIST',
    '转账订单不存在',
    'No such transfer; check out_biz_no and order_id',
  ],
  AUTH_ORDER_NOT_EXIST: [
    'AUTH_ORDER_NOT_EXIST',
    '资金授权订单不存在',
    'No such pre-authorisation; check auth_no and out_order_no',
  ],
  AUTH_OPERATION_NOT_EXIST: [
    'AUTH_OPERATION_NOT_EXIST',
    '资金操作流水不存在',
    'The order has no such operation; check operation_id and out_request_no',
  ],
  ORDER_ALREADY_CLOSED: [
    'ORDER_ALREADY_CLOSED',
    '授权订单已关闭',
    'The order is closed; use a new out_order_no',
  ],
  ORDER_ALREADY_FINISH: [
    'ORDER_ALREADY_FINISH',
    '授权订单已完结',
    'Nothing is held any more; use a new out_order_no',
  ],
  FREEZE_ALREADY_SUCCESS: [
    'FREEZE_ALREADY_SUCCESS',
    '授权订单已冻结成功',
    'The amount is held already; query the order',
  ],
  UNIQUE_VIOLATION: [
    'UNIQUE_VIOLATION',
    '商户单号重复且参数不一致',
    'The number was used with another amount or request; use a new one',
  ],
  REQUEST_AMOUNT_EXCEED: [
    'REQUEST_AMOUNT_EXCEED',
    '请求解冻金额超限',
    'More than is still held; query the order',
  ],
  ILLEGAL_STATUS: [
    'ILLEGAL_STATUS',
    '订单状态非法',
    'The state of the order does not allow it; query the order',
  ],
  AUTH_NO_ERROR: [
    'ACQ.AUTH_NO_ERROR',
    '授权号不正确或状态不对',
    'No money is held by this auth_no',
  ],
  AUTH_AMOUNT_NOT_ENOUGH: [
    'ACQ.AUTH_AMOUNT_NOT_ENOUGH',
    '授权余额不足',
    'More than is still held by this auth_no',
  ],
  ILLEGAL_SETTLE_STATE: [
    'ACQ.ILLEGAL_SETTLE_STATE',
    '交易状态不允许分账',
    'Only a paid trade that is not given back nor finished can be shared',
  ],
  ALLOC_AMOUNT_VALIDATE_ERROR: [
    'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
    '分账金额超过最大可分账金额',
    'More than is left of the payment, or than the receiver got of it and did not give back',
  ],
  ROYALTY_RECEIVER_INVALID: [
    'ACQ.ROYALTY_RECEIVER_INVALID',
    '收入方不在分账关系内',
    'A receiver is not bound, is suspended, or is the merchant itself; bind it first',
  ],
  ROYALTY_ACCOUNT_NOT_EXIST: [
    'ACQ.ROYALTY_ACCOUNT_NOT_EXIST',
    '分账收款账号不存在',
    'This network has no such receiver; nothing was taken; check trans_in',
  ],
  TRADE_SETTLE_ERROR: [
    'ACQ.TRADE_SETTLE_ERROR',
    '交易结算异常，分账收入方余额不足',
    'A receiver has not got the share any more; nothing moved; refund without it',
  ],
  DUP_OUT_REQUEST_NO: [
    'ACQ.DUP_OUT_REQUEST_NO',
    '外部请求号重复',
    'This out_request_no was used for other shares; use a new one',
  ],
  USER_NOT_EXIST: [
    'ACQ.USER_NOT_EXIST',
    '分账接收方不存在',
    'This network has no such receiver; check account and name',
  ],
  INVALID_RECEIVER_TYPE: [
    'ACQ.INVALID_RECEIVER_TYPE',
    '分账收款方类型参数非法',
    'type: send userId or loginName',
  ],
  RECEIVER_LIST_EMPTY: [
    'ACQ.RECEIVER_LIST_EMPTY',
    '分账收款方列表为空',
    'receiver_list: name at least one',
  ],
}

type Fields = Parameters<typeof refusal>[3]

/** The answer for a failure of a fund method, or of shares. */
export const fundFailure = (code: FundFailure, fields?: Fields): Answer => {
  const [subCode, chinese, english] = table[code]
  return refusal('40004', subCode, inBoth(chinese, english), fields)
}

/** What fund and bill methods may meet of the shared table, without the prefix or in their own words. */
const bareOf: Partial<Record<SubCode, SubCode>> = {
  'ACQ.SYSTEM_ERROR': 'SYSTEM_ERROR',
  'ACQ.INVALID_PARAMETER': 'INVALID_PARAMETER',
  'ACQ.PAYMENT_AUTH_CODE_INVALID': 'PAYMENT_AUTH_CODE_INVALID',
  'ACQ.PAYMENT_REQUEST_HAS_RISK': 'PAYMENT_REQUEST_HAS_RISK',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': 'BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': 'NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'MONEY_NOT_ENOUGH',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': 'PAYER_USER_STATUS_LIMIT',
  'ACQ.SELLER_BEEN_BLOCKED': 'PAYEE_USER_STATUS_LIMIT',
}

/** Fund and bill methods name their failures without `ACQ.`, those of a wrong field too. */
export const unprefixed =
  (method: Method): Method =>
  async (call) => {
    try {
      return bare(await method(call))
    } catch (error) {
      throw error instanceof Refused ? new Refused(bare(error.answer)) : error
    }
  }

function bare(answer: Answer): Answer {
  const code = answer.sub_code && bareOf[answer.sub_code]
  return code ? { ...answer, sub_code: code } : answer
}

/** What the engine answers when it could not take the command, or does not know. */
export const notTaken = (outcome: { kind: string }): Answer => {
  const code: FailureCode = outcome.kind === 'busy' ? 'BUSY' : 'UNAVAILABLE'
  return failureAnswer(code)
}
