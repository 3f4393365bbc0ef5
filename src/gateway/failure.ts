import type { FailureCode } from '#wire/codes.ts'

import { type Answer, refusal } from './codes.ts'
import type { SubCode } from './sub-codes.ts'
import { inBoth } from './words.ts'

type Detail = Record<string, string | number>
type Entry = readonly [
  subCode: SubCode<'40004'> | 'ACQ.SYSTEM_ERROR',
  chinese: string | ((detail: Detail) => string),
  english: string | ((detail: Detail) => string),
]

const unexpected: Entry = [
  'ACQ.SYSTEM_ERROR',
  '系统错误，请用相同的订单号查询',
  'Query the order by the same number',
]

const stale = (zh: boolean) => (detail: Detail) => {
  const age = Number(detail['ageSeconds'])
  if (!Number.isFinite(age)) {
    return zh ? '付款码已过期，请顾客刷新后重扫' : 'The code is too old; scan a fresh one'
  }
  if (age < 0) {
    return zh
      ? `付款码来自时钟快 ${-age} 秒的手机，请顾客校准时间`
      : `The code comes from a phone whose clock is ${-age} s ahead; set the phone's time`
  }
  return zh
    ? `付款码已过期 ${age} 秒，请顾客刷新后重扫`
    : `The code is ${age} s old; scan a fresh one, and check the phone's clock if it repeats`
}

/** Every failure of the house in Alipay's words: the code a till acts on, and a sentence for the person at it. */
const table: Record<FailureCode, Entry> = {
  CODE_INVALID: [
    'ACQ.PAYMENT_AUTH_CODE_INVALID',
    '不是本网络的付款码，请扫描付款码',
    'Not a payment code of this network; scan the payment code',
  ],
  CODE_UNKNOWN: [
    'ACQ.PAYMENT_AUTH_CODE_INVALID',
    '付款码无效，请顾客刷新后重扫',
    'No phone made this code; scan a fresh one',
  ],
  CODE_STALE: ['ACQ.PAYMENT_AUTH_CODE_INVALID', stale(true), stale(false)],
  CODE_USED: [
    'ACQ.PAYMENT_AUTH_CODE_INVALID',
    '付款码已使用过，请顾客刷新后重扫',
    'The code was used before; scan a fresh one',
  ],
  CODE_DEVICE_SUSPENDED: [
    'ACQ.BUYER_ENABLE_STATUS_FORBID',
    '该手机的付款码已停用',
    'Codes of this phone are suspended or revoked; the payer turns them on again',
  ],
  CODE_BLOCKED: [
    'ACQ.PAYMENT_REQUEST_HAS_RISK',
    '错误的付款码过多，请稍后再试',
    (d) => `Too many wrong codes here; wait ${d['waitSeconds'] ?? 600} s`,
  ],
  BALANCE_NOT_ENOUGH: [
    'ACQ.BUYER_BALANCE_NOT_ENOUGH',
    '买家余额不足',
    'The payer tops up or pays another way',
  ],
  DAY_LIMIT: [
    'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
    '买家当日付款额度超限',
    "The payer's limit of the day is reached; pay another way",
  ],
  PAYER_SUSPENDED: [
    'ACQ.BUYER_ENABLE_STATUS_FORBID',
    '买家账户状态非正常',
    "The payer's account is suspended",
  ],
  MERCHANT_SUSPENDED: [
    'ACQ.SELLER_BEEN_BLOCKED',
    '商家账户被冻结',
    "The merchant's account is suspended; ask the operator",
  ],
  BUYER_SELLER_EQUAL: [
    'ACQ.BUYER_SELLER_EQUAL',
    '买卖家不能相同',
    'Payer and merchant are the same',
  ],
  TRADE_NOT_EXIST: [
    'ACQ.TRADE_NOT_EXIST',
    '交易不存在',
    'No such trade; check out_trade_no and trade_no',
  ],
  TRADE_HAS_SUCCESS: [
    'ACQ.TRADE_HAS_SUCCESS',
    '交易已被支付',
    'The order is paid already; use a new out_trade_no for another one',
  ],
  TRADE_HAS_CLOSE: [
    'ACQ.TRADE_HAS_CLOSE',
    '交易已经关闭',
    'The order is closed; use a new out_trade_no',
  ],
  TRADE_HAS_FINISHED: [
    'ACQ.TRADE_HAS_FINISHED',
    '交易已完结',
    'The trade is finished and takes no more changes',
  ],
  TRADE_STATUS_ERROR: [
    'ACQ.TRADE_STATUS_ERROR',
    '交易状态不合法',
    'The state of the trade does not allow it; query the trade',
  ],
  CONTEXT_INCONSISTENT: [
    'ACQ.CONTEXT_INCONSISTENT',
    '交易信息被篡改',
    'The order exists with another amount, subject or seller; use a new out_trade_no',
  ],
  AMOUNT_INVALID: ['ACQ.INVALID_PARAMETER', '金额不合法', 'The amount is not allowed'],
  EXPIRY_INVALID: [
    'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
    '订单有效期不合法',
    'time_expire or timeout_express lies in the past or more than 15 days ahead',
  ],
  REFUND_TOO_MUCH: [
    'ACQ.REASON_TRADE_REFUND_FEE_ERR',
    '退款金额超过可退金额',
    (d) => `More than is left of the payment${d['left'] === undefined ? '' : ` (${d['left']})`}`,
  ],
  REFUND_REQUEST_NO_NEEDED: [
    'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
    '部分退款必须传入退款请求号',
    'A refund of a part needs an out_request_no of its own',
  ],
  REFUND_INCONSISTENT: [
    'ACQ.DISCORDANT_REPEAT_REQUEST',
    '请求信息不一致',
    'This out_request_no was used with another amount; use a new one',
  ],
  MERCHANT_BALANCE_NOT_ENOUGH: [
    'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    '商家余额不足',
    "The merchant's receipts do not cover it; top up and try again",
  ],
  CANCEL_TIME_OUT: [
    'ACQ.TRADE_CANCEL_TIME_OUT',
    '超过撤销时间范围',
    'Paid more than 24 hours ago; refund it instead',
  ],
  TRADE_BUYER_NOT_MATCH: [
    'ACQ.TRADE_BUYER_NOT_MATCH',
    '交易买家不匹配',
    'The order was made for another buyer; use a new out_trade_no',
  ],
  SCAN_UNKNOWN: unexpected,
  PAYER_REFUSED: [
    'ACQ.TRADE_HAS_CLOSE',
    '买家已取消付款',
    'The payer refused; use a new out_trade_no',
  ],
  CANCELLED: [
    'ACQ.TRADE_HAS_CLOSE',
    '交易已撤销',
    'The order was cancelled; use a new out_trade_no',
  ],
  TIMED_OUT: [
    'ACQ.TRADE_HAS_CLOSE',
    '交易已超时关闭',
    'The order timed out; use a new out_trade_no',
  ],
  CARD_INVALID: unexpected,
  CARD_BOUND: unexpected,
  NAME_BOUND: unexpected,
  CARD_UNKNOWN: unexpected,
  BANK_UNKNOWN: unexpected,
  BANK_REFUSED: unexpected,
  BANK_SILENT: unexpected,
  NOT_LOGGED_IN: unexpected,
  NOT_ALLOWED: unexpected,
  NOT_FOUND: ['ACQ.TRADE_NOT_EXIST', '交易不存在', 'No such trade'],
  WRONG_SMS_CODE: unexpected,
  SMS_TOO_OFTEN: unexpected,
  WRONG_PAYMENT_PASSWORD: unexpected,
  PAYMENT_PASSWORD_LOCKED: unexpected,
  PAYMENT_PASSWORD_NEEDED: unexpected,
  PAYMENT_PASSWORD_WEAK: unexpected,
  PAYMENT_PASSWORD_SAME: unexpected,
  WRONG_LOGIN: unexpected,
  LOGIN_LOCKED: unexpected,
  DEVICE_REVOKED: unexpected,
  INVALID_REQUEST: [
    'ACQ.INVALID_PARAMETER',
    '参数无效',
    (d) => `${d['field'] ?? 'A field'} is not valid`,
  ],
  BUSY: [
    'ACQ.SYSTEM_ERROR',
    '系统繁忙，未做任何处理，请稍后重试',
    'Busy; nothing was done; try again in a moment',
  ],
  UNAVAILABLE: unexpected,
}

type Fields = Parameters<typeof refusal>[3]

/** The answer for a failure; `20000` where the caller must ask again, `40004` otherwise. */
export function failureAnswer(code: FailureCode, detail: Detail = {}, fields?: Fields): Answer {
  const [subCode, chinese, english] = table[code]
  const say = (words: Entry[1]) => (typeof words === 'string' ? words : words(detail))
  const subMsg = inBoth(say(chinese), say(english))
  return subCode === 'ACQ.SYSTEM_ERROR'
    ? refusal('20000', subCode, subMsg, fields)
    : refusal('40004', subCode, subMsg, fields)
}
