import { recall, remember } from '#web/ui/store.ts'

import type { Sale } from './sale.ts'

/**
 * Sales whose outcome is not known are kept in this browser until it is, so that a reload, a crash or a flat battery loses none.
 * The payment code is never kept: it is a secret of the payer, and the order number is enough to ask what happened.
 */
const prefix = (terminalId: string) => `tongbao.till.sale.${terminalId}.`

export function keepSale(terminalId: string, sale: Sale): void {
  const { outTradeNo, amount, startedAt } = sale
  remember(`${prefix(terminalId)}${outTradeNo}`, JSON.stringify({ outTradeNo, amount, startedAt }))
}

export const dropSale = (terminalId: string, outTradeNo: string) =>
  remember(`${prefix(terminalId)}${outTradeNo}`, null)

function read(text: string | null): Sale | null {
  try {
    const { outTradeNo, amount, startedAt } = JSON.parse(text ?? '') as Partial<Sale>
    if (!outTradeNo || !amount || !startedAt) return null
    return { outTradeNo, amount, startedAt, phase: 'unknown', result: null, trouble: null }
  } catch {
    return null
  }
}

/** The sales of this terminal that are still open, oldest first. */
export function keptSales(terminalId: string): Sale[] {
  return storedKeys()
    .filter((key) => key.startsWith(prefix(terminalId)))
    .map((key) => read(recall(key)))
    .filter((sale) => sale !== null)
    .toSorted((a, b) => a.startedAt - b.startedAt)
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}
