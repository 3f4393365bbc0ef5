import { dateTime } from '#web/ui/format.ts'
import type { TillTrade } from '#wire/till.ts'

import type { Words } from '../words/zh.ts'
import { stateWords } from './state.ts'

/** Quotes a cell. A leading `=`, `+`, `-`, `@` would be a formula to a spreadsheet; long numbers would lose digits: both become text. */
function cell(value: string): string {
  const risky = /^[=+\-@\t\r]/.test(value)
  const long = /^[0-9]{12,}$/.test(value)
  const safe = risky ? `'${value}` : long ? `\t${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}

/** The day's trades as CSV with a byte order mark, so that Excel reads the Chinese. */
export function csvOf(trades: TillTrade[], say: Words): string {
  const { columns } = say.today
  const head = [
    say.today.created,
    say.today.paidAt,
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
  ]
  const rows = trades.map((trade) => [
    dateTime(trade.createdAt),
    trade.paidAt === null ? '' : dateTime(trade.paidAt),
    trade.amount,
    trade.refunded,
    stateWords(trade, say),
    trade.payer ?? '',
    trade.outTradeNo,
    trade.tradeNo ?? '',
    trade.cashier,
    trade.terminalId,
    trade.terminalName,
    trade.storeId,
    trade.storeName,
  ])
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Hands a text to the browser as a file to save. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
