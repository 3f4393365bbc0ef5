import iconv from 'iconv-lite'

import type { Sql } from '#kernel/db.ts'
import { zip } from '#kernel/zip.ts'

import { businessSheets, hasBusiness } from './business.ts'
import { digitsOf, type Period } from './period.ts'
import { hasReceipts, receiptSheets } from './receipts.ts'

/** `trade`: payments and refunds. `signcustomer`: everything that moved the merchant's receipts. */
export const billTypes = ['trade', 'signcustomer'] as const
export type BillType = (typeof billTypes)[number]

export type Bill = { type: BillType; merchantId: string; period: Period }

const names: Record<BillType, string> = { trade: '业务明细', signcustomer: '账务明细' }

/** The bill's account: the partner number and four digits, as Alipay numbers it. */
const accountOf = (merchantId: string): string => `${merchantId}0156`

export const fileNameOf = ({ merchantId, period }: Bill): string =>
  `${accountOf(merchantId)}_${digitsOf(period)}.csv.zip`

/** Whether there is anything to tell of the period. */
export const hasBill = (sql: Sql, { type, merchantId, period }: Bill): Promise<boolean> =>
  (type === 'trade' ? hasBusiness : hasReceipts)(sql, merchantId, period)

/** The bill as it is downloaded: a ZIP of two GBK files with GBK names, the lines and their sums. */
export async function makeBill(sql: Sql, bill: Bill, madeAt: number): Promise<Buffer> {
  const { type, merchantId, period } = bill
  const account = accountOf(merchantId)
  const make = type === 'trade' ? businessSheets : receiptSheets
  const sheets = await make(sql, { merchantId, account, period, madeAt })
  const stem = `${account}_${digitsOf(period)}_${names[type]}`
  const modifiedAt = new Date(madeAt)
  const file = (name: string, data: Buffer) => ({
    name: iconv.encode(name, 'gbk'),
    data,
    modifiedAt,
  })
  return zip([file(`${stem}.csv`, sheets.detail), file(`${stem}(汇总).csv`, sheets.summary)])
}
