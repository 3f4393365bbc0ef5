import { sayBankReason } from './bank-reasons.ts'
import type { Detail, FailureWords } from './failure-words.ts'
import { wait } from './format.ts'

const waited = (detail: Detail, otherwise: number) =>
  wait(Number(detail['waitSeconds'] ?? otherwise), 'en')

function left(detail: Detail): string {
  if (!('attemptsLeft' in detail)) return 'Please try again.'
  const count = Number(detail['attemptsLeft'])
  return count === 1 ? 'One try is left.' : `${count} tries are left.`
}

const unmoved = (detail: Detail) => (detail['setting'] ? '' : ' No money moved.')

export const failureWordsEn: FailureWords = {
  CODE_INVALID: () =>
    'This is not a payment code of this network. No money moved. Scan the code on the payer’s phone.',
  CODE_UNKNOWN: () =>
    'The code was not recognised. No money moved. Ask the payer for a fresh code and scan it.',
  CODE_STALE: ({ ageSeconds }) =>
    Number(ageSeconds) > 0
      ? `The code expired ${wait(Number(ageSeconds), 'en')} ago. No money moved. Scan a fresh one.`
      : 'The code does not match the time. No money moved. Set the phone’s clock, then scan a fresh code.',
  CODE_USED: () => 'This code has been used. No money moved again. Scan a fresh code.',
  CODE_DEVICE_SUSPENDED: {
    payer: () => 'Codes are off for this phone. No money moved. Turn them on again to pay.',
    cashier: () => 'Codes are off for the payer’s phone. No money moved. Take another way to pay.',
  },
  CODE_BLOCKED: (detail) =>
    `Too many wrong codes. No money moved. Try again in ${waited(detail, 60)}.`,
  BALANCE_NOT_ENOUGH: {
    payer: () => 'Your balance is not enough. No money moved. Please pay another way.',
    cashier: () => 'The payer’s balance is not enough. No money moved. Take another way to pay.',
  },
  DAY_LIMIT: {
    payer: () => 'This passes your limit for today. No money moved. Pay tomorrow or another way.',
    cashier: () =>
      'This passes the payer’s limit for today. No money moved. Take another way to pay.',
  },
  PAYER_SUSPENDED: {
    payer: () => 'Your account may not pay for now. No money moved. Contact support.',
    cashier: () =>
      'The payer’s account may not pay for now. No money moved. Take another way to pay.',
  },
  MERCHANT_SUSPENDED: {
    payer: () => 'This shop may not be paid for now. No money moved. Pay another way.',
    cashier: () => 'This shop may not be paid for now. No money moved. Contact the operator.',
  },
  BUYER_SELLER_EQUAL: () =>
    'Payer and shop are the same person. No money moved. Use someone else’s code.',
  TRADE_NOT_EXIST: () => 'There is no such order. No money moved. Check the order number.',
  TRADE_HAS_SUCCESS: () => 'This order is paid already. No money moved again.',
  TRADE_HAS_CLOSE: () => 'This order is closed. No money moved. Start a new order.',
  TRADE_HAS_FINISHED: () => 'This order is finished and can’t be refunded. No money moved.',
  TRADE_STATUS_ERROR: () =>
    'The order’s state does not allow this. No money moved. Reload to see it as it is.',
  CONTEXT_INCONSISTENT: () =>
    'This order number exists with other contents. No money moved. Use a new order number.',
  AMOUNT_INVALID: () =>
    'The amount is not valid. No money moved. Enter 0.01 or more, with at most two decimals.',
  EXPIRY_INVALID: () =>
    'The order’s expiry is not valid. No money moved. Correct it and try again.',
  REFUND_TOO_MUCH: () =>
    'This is more than is left to refund. Nothing was refunded. Check what was refunded before.',
  REFUND_REQUEST_NO_NEEDED: () =>
    'A refund of a part needs a number of its own. Nothing was refunded. Give it one and try again.',
  REFUND_INCONSISTENT: () =>
    'This refund number exists with another amount. Nothing was refunded again. Use a new number.',
  MERCHANT_BALANCE_NOT_ENOUGH: {
    payer: () => 'The shop’s balance is not enough. Nothing was refunded. Ask the shop.',
    cashier: () =>
      'The shop’s balance is not enough. Nothing was refunded. Try after more sales, or ask the operator.',
  },
  CANCEL_TIME_OUT: () =>
    'It was paid more than 24 hours ago and can’t be cancelled. No money moved. Refund it instead.',
  TRADE_BUYER_NOT_MATCH: {
    payer: () =>
      'The shop made this order for another buyer. No money moved. Ask the shop for a new order.',
    cashier: () => 'This order is another buyer’s. No money moved. Start a new order.',
  },
  SCAN_UNKNOWN: () =>
    'This is no order of this network. No money moved. Scan the code of the shop’s order.',
  PAYER_REFUSED: {
    payer: () => 'You refused this payment. No money moved.',
    cashier: () => 'The payer refused. No money moved. Take another way to pay.',
  },
  CANCELLED: {
    payer: () => 'The shop cancelled this order. What you had paid is back in your balance.',
    cashier: () => 'The order is cancelled. What was paid went back to the payer.',
  },
  TIMED_OUT: {
    payer: () => 'Time ran out and the order closed. No money moved. Ask the shop to charge again.',
    cashier: () => 'Time ran out and the order closed. No money moved. Charge again if needed.',
  },
  CARD_INVALID: () => 'This is no card number: a digit is wrong. Check it and try again.',
  CARD_BOUND: () => 'This card is bound already: you can top up from it.',
  NAME_BOUND: () =>
    'Your name stays while a bank card is bound: cards are in your own name. Remove the cards first.',
  CARD_UNKNOWN: () => 'This card is not bound, or no longer. No money moved. Choose another card.',
  BANK_UNKNOWN: () => 'The card number does not tell its bank. Choose the bank.',
  BANK_REFUSED: ({ reason }) => `The bank refused. ${sayBankReason(reason, 'en')}`,
  BANK_SILENT: () => 'The bank did not answer. No card was added. Try again in a moment.',
  NOT_LOGGED_IN: () => 'Your session has ended. Please log in again.',
  NOT_ALLOWED: () => 'You may not do this. Nothing changed. Ask someone who may.',
  NOT_FOUND: () => 'It was not found. It may have been removed: go back and reload.',
  WRONG_SMS_CODE: (detail) =>
    detail['attemptsLeft'] === 0
      ? 'This code is no longer valid. Get a new one.'
      : `The SMS code is wrong. ${left(detail)}`,
  SMS_TOO_OFTEN: (detail) => `Too many codes were sent. Ask again in ${waited(detail, 60)}.`,
  WRONG_PAYMENT_PASSWORD: (detail) =>
    `The payment password is wrong.${unmoved(detail)} ${left(detail)}`,
  PAYMENT_PASSWORD_LOCKED: (detail) =>
    `Too many wrong payment passwords.${unmoved(detail)} Wait ${waited(detail, 3600)}, or reset it by SMS.`,
  PAYMENT_PASSWORD_NEEDED: () => 'There is no payment password yet. Please set one first.',
  PAYMENT_PASSWORD_WEAK: () =>
    'This password is easy to guess and was not saved. Avoid runs and repeated digits.',
  PAYMENT_PASSWORD_SAME: () =>
    'This is the payment password you have already. Nothing changed. Choose another one.',
  WRONG_LOGIN: () => 'Login or password is wrong. Check them and try again.',
  LOGIN_LOCKED: (detail) => `Too many wrong logins. Try again in ${waited(detail, 300)}.`,
  DEVICE_REVOKED: {
    payer: () =>
      'Codes were turned off for this phone and its key was removed. Turn them on again to pay.',
    cashier: () => 'Codes are off for the payer’s phone. No money moved. Take another way to pay.',
  },
  INVALID_REQUEST: ({ field }) =>
    `${field ? `“${field}” is not valid` : 'Something is not valid'}. Nothing changed. Correct it and try again.`,
  BUSY: () => 'The system is busy. Nothing was done, no money moved. Try again in a few seconds.',
  UNAVAILABLE: {
    payer: () => 'The outcome is not known yet. Look at your bills before you pay again.',
    cashier: () => 'The outcome is not known yet. Ask again with the same order number.',
  },
  OFFLINE: {
    payer: () =>
      'There is no network, so this may not have arrived. Check online before you try again; codes work without it.',
    cashier: () =>
      'There is no network, the outcome is not known. Ask again with the same order number.',
  },
  TIMEOUT: {
    payer: () =>
      'The network is too slow, so it is not known whether this was done. Check before you try again.',
    cashier: () =>
      'The network is too slow. Ask again with the same order number; do not charge anew.',
  },
}
