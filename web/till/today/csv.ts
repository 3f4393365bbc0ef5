import type { TillDayRefund, TillTrade } from '#wire/till.ts'

import { networkTime } from '../network-time.ts'
import type { Words } from '../words/zh.ts'
import { stateWords } from './state.ts'

/** Quotes a cell. A leading `=`, `+`, `-`, `@` would be a formula to a spreadsheet; long numbers would lose digits: both become text, save for
 * a negative amount, which is to be added up. */
function cell(value: string): string {
  const risky = /^[=+\-@\t\r]/.test(value) && !/^-[0-9]+\.[0-9]{2}$/.test(value)
  const long = /^[0-9]{12,}$/.test(value)
  const safe = risky ? `'${value}` : long ? `\t${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}

/** The network's zone, in the heads of times: a file is read far from the till. */
const zone = ' (UTC+8)'

export type DayRows = { trades: TillTrade[]; refunds: TillDayRefund[] }

/**
 * A day's orders and then its refunds as CSV with a byte order mark, so that Excel reads the Chinese. A refund is a line
 * with a negative amount and the order it belongs to, which may be of an earlier day.
 */
export function csvOf({ trades, refunds }: DayRows, say: Words): string {
  const { columns } = say.today
  const head = [
    say.today.created + zone,
    say.today.paidAt + zone,
    columns.amount,
    say.result.refunded,
    columns.state,
    columns.payer,
    columns.order,
    say.result.trade,
    say.today.cashier,
    say.today.terminal,
    say.today.terminalName,
    say.today.storeNo,
    say.today.storeName,
    say.today.refundedAt + zone,
    say.today.refundNo,
  ]
  const sales = trades.map((trade) => [
    ...timesOf(trade),
    trade.amount,
    trade.refunded,
    stateWords(trade, say),
    ...namesOf(trade, trade.cashier),
    '',
    '',
  ])
  const backs = refunds.map(({ trade, amount, cashier, at, outRequestNo }) => [
    ...timesOf(trade),
    `-${amount}`,
    '',
    say.today.refund,
    ...namesOf(trade, cashier ?? ''),
    networkTime(at),
    outRequestNo,
  ])
  const rows = [head, ...sales, ...backs]
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

const timesOf = ({ createdAt, paidAt }: TillTrade): string[] => [
  networkTime(createdAt),
  paidAt === null ? '' : networkTime(paidAt),
]

const namesOf = (trade: TillTrade, cashier: string): string[] => [
  trade.payer ?? '',
  trade.outTradeNo,
  trade.tradeNo ?? '',
  cashier,
  trade.terminalId,
  trade.terminalName,
  trade.storeId,
  trade.storeName,
]

/** Hands a text to the browser as a file to save. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
