import type { TillResult } from '#wire/till.ts'

/**
 * One sale at this till, from the scan to a result that stands. `unknown` means just that: the network may or may not have taken
 * the money, and the page must say so until it knows.
 */
export type Sale = {
  outTradeNo: string
  /** `"12.50"` */
  amount: string
  /** When the first scan was sent, in milliseconds since 1970. */
  startedAt: number
  phase: 'sending' | 'unknown' | 'waiting' | 'cancelling' | 'done'
  result: TillResult | null
  /** Why it is unknown: the code of the last error, `OFFLINE` when nothing came back. */
  trouble: string | null
}

/** Whether the network kept an order, so that the day's list has its number; a refusal before that, or a tombstone, is in none. */
export const isKept = (result: TillResult): boolean => result.tradeNo !== null

/** What a till is told when an order never reached the network and has been shut out for good. */
export function neverArrived(sale: Sale, at: number): TillResult {
  return {
    state: 'closed',
    outTradeNo: sale.outTradeNo,
    tradeNo: null,
    amount: sale.amount,
    refunded: '0.00',
    payer: null,
    at,
    expiresAt: null,
    traceId: null,
    failure: { code: 'NEVER_ARRIVED', message: 'The order never arrived.', retry: false },
  }
}

/** A refusal that came as an error instead of a result: nothing was done. */
export function refused(
  sale: Sale,
  at: number,
  failure: { code: string; message: string },
): TillResult {
  return {
    ...neverArrived(sale, at),
    state: 'failed',
    failure: { ...failure, retry: failure.code.startsWith('CODE_') },
  }
}
