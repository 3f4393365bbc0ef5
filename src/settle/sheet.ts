import iconv from 'iconv-lite'

import { chineseTime, type Period } from './period.ts'

/**
 * A cell of Alipay's bills: a TAB behind the value keeps spreadsheets from taking numbers for numbers, and every reader of these files
 * trims it.
 */
function cell(value: string): string {
  const text = `${value.replace(/[\t\r\n]+/g, ' ')}\t`
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const row = (values: readonly string[]): string => values.map(cell).join(',')

/** Lines in GBK, as every bill of Alipay. */
export const encode = (lines: readonly string[]): Buffer =>
  iconv.encode(lines.map((line) => `${line}\r\n`).join(''), 'gbk')

const rule = (name: string): string => `#${'-'.repeat(41)}${name}${'-'.repeat(40)}`

/** A whole file: four lines of head, the columns' names, the rows as they were encoded page by page, and a foot. */
export function sheet(parts: {
  title: string
  list: string
  account: string
  period: Period
  columns: readonly string[]
  pages: readonly Buffer[]
  foot: readonly string[]
  madeAt: number
}): Buffer {
  const { title, list, account, period, columns, pages, foot, madeAt } = parts
  const from = chineseTime(period.start)
  const head = [
    `#${title}`,
    `#账号：[${account}]`,
    `#起始日期：[${from}]   终止日期：[${chineseTime(period.end)}]`,
    rule(list),
    columns.join(','),
  ]
  const end = [
    rule(`${list}结束`),
    ...foot.map((line) => `#${line}`),
    `#导出时间：[${chineseTime(madeAt)}]`,
  ]
  return Buffer.concat([encode(head), ...pages, encode(end)])
}
