import type { Hold } from '#fund/hold.ts'
import { beijingText } from '#kernel/clock.ts'
import { type Fen, yuan } from '#kernel/money.ts'
import { maskPhone } from '#trade/tell.ts'
import type { Trade } from '#trade/trade.ts'

/** The wire's names of the payer; nothing while nobody has shown a code. */
export const buyerFields = (trade: Trade) => ({
  buyer_user_id: trade.buyerId ?? undefined,
  buyer_logon_id: trade.buyerPhone === null ? undefined : maskPhone(trade.buyerPhone),
})

/** The same of whose money is held. */
export const holderFields = (hold: Hold) => ({
  payer_user_id: hold.memberId ?? undefined,
  payer_logon_id: hold.memberPhone === null ? undefined : maskPhone(hold.memberPhone),
})

/** What was paid, in the four ways Alipay counts it; all "0.00" while nothing was. */
export function paidAmounts(fen: Fen) {
  const amount = yuan(fen)
  return {
    receipt_amount: amount,
    buyer_pay_amount: amount,
    point_amount: '0.00',
    invoice_amount: amount,
  }
}

/** Where the money came from: the payer's balance, all of it. */
export const fundBills = (fen: Fen) =>
  fen === 0n ? [] : [{ fund_channel: 'ALIPAYACCOUNT', amount: yuan(fen) }]

export const timeField = (ms: number | null): string | undefined =>
  ms === null ? undefined : beijingText(ms)
