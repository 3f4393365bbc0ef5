import type { TillDay, TillDayRefund, TillTrade } from '#wire/till.ts'

/** A line of a day's list: an order, or a refund made that day. */
export type DayLine =
  | { kind: 'sale'; trade: TillTrade }
  | { kind: 'refund'; trade: TillTrade; refund: TillDayRefund }

type Page = Pick<TillDay, 'trades' | 'refunds'>

/** The orders of one page with the refunds between them, newest first; both come sorted so. */
export function linesOf({ trades, refunds }: Page): DayLine[] {
  const lines: DayLine[] = []
  const waiting = [...refunds]
  const put = (since: number) => {
    while (waiting[0] && waiting[0].at >= since) {
      const refund = waiting.shift()!
      lines.push({ kind: 'refund', trade: refund.trade, refund })
    }
  }
  for (const trade of trades) {
    put(trade.createdAt)
    lines.push({ kind: 'sale', trade })
  }
  put(-Infinity)
  return lines
}
