/**
 * Every `error.code` and `failure.code` of the JSON APIs: pages keep a sentence for each, in Chinese and English, that says what
 * happened, whether money moved and what to do now.
 */
export const failureCodes = [
  // paying with a code
  'CODE_INVALID', // not a code of this network: length, digits, prefix
  'CODE_UNKNOWN', // no phone made this code
  'CODE_STALE', // was a code, too old (detail.ageSeconds) or from a phone whose clock is ahead
  'CODE_USED', // was shown before
  'CODE_DEVICE_SUSPENDED', // the phone was revoked or suspended
  'CODE_BLOCKED', // too many wrong codes here: wait (detail.waitSeconds)
  'BALANCE_NOT_ENOUGH',
  'DAY_LIMIT',
  'PAYER_SUSPENDED',
  'MERCHANT_SUSPENDED',
  'BUYER_SELLER_EQUAL',
  // orders
  'TRADE_NOT_EXIST',
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_CLOSE',
  'TRADE_HAS_FINISHED',
  'TRADE_STATUS_ERROR',
  'CONTEXT_INCONSISTENT', // same order number, other amount or subject
  'AMOUNT_INVALID',
  'EXPIRY_INVALID',
  'REFUND_TOO_MUCH', // more than is left of the payment
  'REFUND_REQUEST_NO_NEEDED', // a partial refund needs a request number of its own
  'REFUND_INCONSISTENT', // same request number, other amount
  'MERCHANT_BALANCE_NOT_ENOUGH',
  'CANCEL_TIME_OUT', // paid more than 24 hours ago
  'TRADE_BUYER_NOT_MATCH', // the merchant made this order for another buyer
  'SCAN_UNKNOWN', // what was scanned names no order of this network
  'PAYER_REFUSED',
  'CANCELLED',
  'TIMED_OUT',
  // cards and banks
  'CARD_INVALID', // not a card number: a digit is wrong
  'CARD_BOUND', // bound already
  'CARD_UNKNOWN', // no such card is bound, or no longer
  'NAME_BOUND', // no other name while a card is bound
  'BANK_UNKNOWN', // which bank's card this is cannot be told from its number
  'BANK_REFUSED', // the bank says no (detail.reason)
  'BANK_SILENT', // the bank did not answer in time; of binding a card alone
  // people and sessions
  'NOT_LOGGED_IN',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'WRONG_SMS_CODE', // detail.attemptsLeft
  'SMS_TOO_OFTEN', // detail.waitSeconds
  'WRONG_PAYMENT_PASSWORD', // detail.attemptsLeft
  'PAYMENT_PASSWORD_LOCKED', // detail.waitSeconds
  'PAYMENT_PASSWORD_NEEDED', // none set yet
  'PAYMENT_PASSWORD_WEAK', // 123456, 111111
  'PAYMENT_PASSWORD_SAME', // the new one is the one there is
  'WRONG_LOGIN',
  'LOGIN_LOCKED', // detail.waitSeconds
  'DEVICE_REVOKED',
  'INVALID_REQUEST', // field
  'BUSY', // nothing was done; try again in a moment
  'UNAVAILABLE', // the outcome is not known here: ask again with the same order number
] as const
export type FailureCode = (typeof failureCodes)[number]
