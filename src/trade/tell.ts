import type { MemberFact, StoredEvent } from '#engine/facts.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { TradeEvent } from '#wire/event.ts'

import type { Rules } from './rules.ts'
import type { Trade } from './trade.ts'

/** `13800001234` → `138****1234`: what a till sees of a payer. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

type Telling = {
  kind: TradeEvent['kind']
  trade: Trade
  /** The payer and, where it is known, the balance after it; absent when nobody is concerned yet. */
  payer: MemberFact | undefined
  balance?: Fen
  amount?: Fen
  reason?: string
}

/** The events that tell the phone and, for orders of our own till pages, the till. */
export function tell(telling: Telling, rules: Rules): StoredEvent[] {
  const { kind, trade, payer } = telling
  const event = (recipient: string, balance: string | null): StoredEvent => {
    const eventId = rules.newId()
    return {
      recipient,
      eventId,
      kind,
      payload: {
        eventId,
        at: rules.now,
        kind,
        tradeNo: trade.tradeNo,
        outTradeNo: trade.outTradeNo,
        amount: yuan(telling.amount ?? trade.amount),
        subject: trade.subject,
        merchantName: trade.extra.merchantName ?? '',
        storeName: trade.extra.storeName ?? '',
        payer: payer ? maskPhone(payer.phone) : null,
        balance,
        reason: telling.reason ?? null,
        expiresAt: kind === 'waiting' ? trade.expiresAt : null,
      },
    }
  }
  const toPayer = payer
    ? [
        event(
          `member:${payer.memberId}`,
          telling.balance === undefined ? null : yuan(telling.balance),
        ),
      ]
    : []
  const toTill =
    trade.appId === null && trade.terminalId !== null
      ? [event(`terminal:${trade.merchantId}:${trade.terminalId}`, null)]
      : []
  return [...toPayer, ...toTill]
}
