import { fail } from '#kernel/failure.ts'
import type { Failure } from '#kernel/failure.ts'

import type { FailureCode } from './codes.ts'

type Told = { status: number; message: string }

const told = (status: number, message: string): Told => ({ status, message })

/** Each code's HTTP status and its sentence in English: what happened, whether money moved, what to do now. */
const failures: Record<FailureCode, Told> = {
  CODE_INVALID: told(
    400,
    'This is not a payment code of this network. No money moved. Scan again.',
  ),
  CODE_UNKNOWN: told(404, 'No phone made this code. No money moved. Ask the payer to refresh it.'),
  CODE_STALE: told(410, 'This code is too old. No money moved. Ask the payer to refresh it.'),
  CODE_USED: told(409, 'This code was used before. No money moved now. Ask for a fresh one.'),
  CODE_DEVICE_SUSPENDED: told(
    403,
    'Payment codes are turned off on this phone. No money moved. Turn them on again in the wallet.',
  ),
  CODE_BLOCKED: told(429, 'Too many wrong codes here. No money moved. Wait before the next try.'),
  BALANCE_NOT_ENOUGH: told(409, 'The balance is not enough. No money moved.'),
  DAY_LIMIT: told(409, 'This would pass the limit of one day. No money moved.'),
  PAYER_SUSPENDED: told(403, 'The payer’s account is suspended. No money moved.'),
  MERCHANT_SUSPENDED: told(403, 'The merchant’s account is suspended. No money moved.'),
  BUYER_SELLER_EQUAL: told(409, 'Nobody can pay themselves. No money moved.'),
  TRADE_NOT_EXIST: told(404, 'There is no such order. Check the order number.'),
  TRADE_HAS_SUCCESS: told(409, 'This order is paid already. No money moved now.'),
  TRADE_HAS_CLOSE: told(409, 'This order is closed. No money moved now. Start a new order.'),
  TRADE_HAS_FINISHED: told(409, 'This order is finished and can no longer be changed.'),
  TRADE_STATUS_ERROR: told(409, 'The order’s state does not allow this. Look at the order again.'),
  CONTEXT_INCONSISTENT: told(
    409,
    'This order number was used with another amount or subject. No money moved. Use a new number.',
  ),
  AMOUNT_INVALID: told(
    400,
    'The amount must be yuan above 0.00 with at most two decimals, to 100000000.00. No money moved.',
  ),
  EXPIRY_INVALID: told(400, 'The time until which this can be paid is not usable. No money moved.'),
  REFUND_TOO_MUCH: told(409, 'This is more than is left of the payment. No money moved.'),
  REFUND_REQUEST_NO_NEEDED: told(
    400,
    'A refund of a part needs a request number of its own. No money moved.',
  ),
  REFUND_INCONSISTENT: told(
    409,
    'This refund number was used with another amount. No money moved. Use a new number.',
  ),
  MERCHANT_BALANCE_NOT_ENOUGH: told(
    409,
    'The merchant’s balance is not enough for this refund. No money moved.',
  ),
  CANCEL_TIME_OUT: told(
    409,
    'This was paid more than 24 hours ago and cannot be cancelled. No money moved. Refund it.',
  ),
  TRADE_BUYER_NOT_MATCH: told(
    403,
    'The merchant made this order for another buyer. No money moved.',
  ),
  SCAN_UNKNOWN: told(
    404,
    'This names no order of this network. No money moved. Scan the code of an order.',
  ),
  PAYER_REFUSED: told(409, 'The payer refused. No money moved.'),
  CANCELLED: told(409, 'The order was cancelled.'),
  TIMED_OUT: told(409, 'The time to pay is over. No money moved.'),
  CARD_INVALID: told(400, 'This is not a card number: a digit is wrong. Check it.'),
  CARD_BOUND: told(409, 'This card is bound already. Nothing was sent; top up from it.'),
  NAME_BOUND: told(
    409,
    'The name stays while a bank card is bound: cards are in one’s own name. Remove the cards first.',
  ),
  CARD_UNKNOWN: told(404, 'This card is not bound, or no longer. No money moved. Choose another.'),
  BANK_UNKNOWN: told(
    400,
    'Which bank’s card this is cannot be told from its number. Name the bank.',
  ),
  BANK_REFUSED: told(409, 'The bank refused. No money moved.'),
  BANK_SILENT: told(503, 'The bank did not answer. No card was bound; try again in a moment.'),
  NOT_LOGGED_IN: told(401, 'You are not logged in, or no longer. Log in and try again.'),
  NOT_ALLOWED: told(403, 'You may not do this.'),
  NOT_FOUND: told(404, 'There is no such thing here.'),
  WRONG_SMS_CODE: told(
    403,
    'The SMS code is wrong or no longer valid. Check it or ask for another.',
  ),
  SMS_TOO_OFTEN: told(429, 'SMS codes were asked for too often. Wait a moment.'),
  WRONG_PAYMENT_PASSWORD: told(403, 'The payment password is wrong. No money moved.'),
  PAYMENT_PASSWORD_LOCKED: told(
    423,
    'The payment password was wrong too often and is locked for a while. No money moved.',
  ),
  PAYMENT_PASSWORD_NEEDED: told(409, 'There is no payment password yet. Set one first.'),
  PAYMENT_PASSWORD_WEAK: told(
    400,
    'This payment password is easy to guess. Avoid one digit repeated and runs such as 123456.',
  ),
  PAYMENT_PASSWORD_SAME: told(
    409,
    'This is the payment password there is already. Nothing changed. Choose another one.',
  ),
  WRONG_LOGIN: told(401, 'The login or the password is wrong.'),
  LOGIN_LOCKED: told(423, 'The password was wrong too often; this login is locked for a while.'),
  DEVICE_REVOKED: told(410, 'Payment codes are turned off on this phone. Turn them on again.'),
  INVALID_REQUEST: told(400, 'The request does not fit. Correct it and send it again.'),
  BUSY: told(503, 'The system is busy. Nothing was done; try again in a moment.'),
  UNAVAILABLE: told(503, 'The outcome is not known here. Ask again with the same order number.'),
}

const isCode = (code: string): code is FailureCode => Object.hasOwn(failures, code)

/** The HTTP status of a failure's code; 500 for a word that is no code. */
export const statusOf = (code: string): number => (isCode(code) ? failures[code].status : 500)

/** The code's sentence; for a word that is no code, that of `UNAVAILABLE`. */
export const sentenceOf = (code: string): string =>
  failures[isCode(code) ? code : 'UNAVAILABLE'].message

/** A failure with its code's sentence. */
export const refuse = (
  code: FailureCode,
  more: Pick<Failure, 'field' | 'detail'> & { message?: string } = {},
): { ok: false; failure: Failure<FailureCode> } =>
  fail(code, more.message ?? sentenceOf(code), more)
