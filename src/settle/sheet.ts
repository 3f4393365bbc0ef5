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

const rule = (name: string): string => `#${'-'.repeat(41)}${name}${'-'.repeat(40)}`

/** A whole file: four lines of head, the columns' names, the rows, and a foot. In GBK, as every bill of Alipay. */
export function sheet(parts: {
  title: string
  list: string
  account: string
  period: Period
  columns: readonly string[]
  rows: readonly string[]
  foot: readonly string[]
  madeAt: number
}): Buffer {
  const { title, list, account, period, columns, rows, foot, madeAt } = parts
  const from = chineseTime(period.start)
  const lines = [
    `#${title}`,
    `#账号：[${account}]`,
    `#起始日期：[${from}]   终止日期：[${chineseTime(period.end)}]`,
    rule(list),
    columns.join(','),
    ...rows,
    rule(`${list}结束`),
    ...foot.map((line) => `#${line}`),
    `#导出时间：[${chineseTime(madeAt)}]`,
  ]
  return iconv.encode(`${lines.join('\r\n')}\r\n`, 'gbk')
}
