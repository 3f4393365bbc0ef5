import { dateTime } from '#web/ui/format.ts'
import type { Language } from '#web/ui/language.ts'
import { titleFor } from '#wire/titles.ts'
import type { Bill } from '#wire/wallet.ts'

import type { Words } from '../words.zh.ts'

/**
 * A cell of RFC 4180. Text that a spreadsheet would run as a formula gets a quote mark before it;
 * an amount may stay negative.
 */
function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![0-9.]+$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * The bills as CSV. Numbers of trades are written as text so that a spreadsheet keeps all their
 * digits.
 */
export function billsCsv(bills: readonly Bill[], words: Words, language: Language): string {
  const rows = bills.map((bill) => [
    dateTime(bill.at),
    words.bill.kinds[bill.kind],
    bill.merchantName,
    bill.storeName,
    titleFor(bill, language),
    bill.amount,
    bill.balanceAfter,
    `${bill.tradeNo}\t`,
    `${bill.outTradeNo}\t`,
  ])
  return [words.bills.csv, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}

/** Saves what is shown as a file; the mark in front tells Excel that it is UTF-8. */
export function saveCsv(bills: readonly Bill[], words: Words, language: Language): void {
  const file = new Blob(['\uFEFF', billsCsv(bills, words, language)], {
    type: 'text/csv;charset=utf-8',
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `${words.bills.exportName}-${dateTime(Date.now()).slice(0, 10)}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
