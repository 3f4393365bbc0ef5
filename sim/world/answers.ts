import { refundKey, tradeKey } from '#engine/facts.ts'
import { namesTrade, type Command, type Outcome, type TradeCommand } from '#trade/command.ts'
import type { PayCommand, RefundCommand } from '#trade/command.ts'
import type { Trade } from '#trade/trade.ts'

import type { Tables } from './tables.ts'

const gone = (trade: Trade): boolean =>
  trade.state === 'TRADE_CLOSED' && (trade.paidAt === null || trade.refunded === trade.amount)

/**
 * What is untrue in an answer, or null. Only claims that stay true are checked (paid, closed, refunded, this code took no money), so
 * that an answer can be held against the tables whenever it is heard, and again at the end.
 */
export function answerFault(
  tables: Tables,
  macOf: (code: string) => string,
  command: Command,
  outcome: Outcome,
): string | null {
  if (command.kind === 'topup') {
    const row = tables.topups.get(`${command.memberId}/${command.ref}`)
    const kept = outcome.kind !== 'toppedUp' || row?.amount === command.amount
    return kept ? null : `top-up ${command.memberId}/${command.ref} was told and is not there`
  }
  if (!namesTrade(command)) return null
  const order = tradeKey(command.merchantId, command.outTradeNo ?? '')
  const fault = namedFault(tables, macOf, command, outcome)
  return fault && `${order}: ${command.kind} was told ${outcome.kind}, ${fault}`
}

function namedFault(
  tables: Tables,
  macOf: (code: string) => string,
  command: TradeCommand,
  outcome: Outcome,
): string | null {
  const trade = tables.trades.get(tradeKey(command.merchantId, command.outTradeNo ?? ''))
  switch (outcome.kind) {
    case 'paid':
      if (!trade || trade.paidAt === null) return 'and is not paid'
      return command.kind === 'pay' && trade.codeMac !== macOf(command.code)
        ? 'by another code'
        : null
    case 'closed':
      return outcome.trade.state === 'TRADE_CLOSED' && !(trade && gone(trade))
        ? `and is ${trade?.state ?? 'nowhere'}`
        : null
    case 'refunded':
      return refundFault(tables, trade, command as RefundCommand, outcome)
    case 'failed':
      return command.kind === 'pay' ? failureFault(trade, macOf, command, outcome.code) : null
    default:
      return null
  }
}

function refundFault(
  tables: Tables,
  trade: Trade | undefined,
  command: RefundCommand,
  outcome: Extract<Outcome, { kind: 'refunded' }>,
): string | null {
  if (!trade) return 'of no trade'
  const { merchantId, outTradeNo } = trade
  const outRequestNo = command.outRequestNo ?? outTradeNo
  const row = tables.refunds.get(refundKey({ merchantId, outTradeNo, outRequestNo }))
  if (row?.amount !== command.amount) return 'and has no such refund'
  return outcome.trade.refunded < row.amount ? 'with a sum that leaves it out' : null
}

/**
 * A code that was refused has taken no money and never will. `CODE_UNKNOWN` is left out: of many unknown codes in one batch the
 * database looks only the first few up as stale.
 */
function failureFault(
  trade: Trade | undefined,
  macOf: (code: string) => string,
  command: PayCommand,
  code: string,
): string | null {
  if (!trade || trade.paidAt === null || code === 'CODE_UNKNOWN') return null
  if (trade.codeMac !== macOf(command.code) || gone(trade)) return null
  // The code paid the order as it was asked for at first; this request asked for another amount.
  if (code === 'CONTEXT_INCONSISTENT' && trade.amount !== command.amount) return null
  return `${code}, and its code has paid`
}
