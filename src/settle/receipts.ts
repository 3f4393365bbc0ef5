import { beijingText } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { PostingKind } from '#ledger/post.ts'

import type { Period } from './period.ts'
import { eachPage, oneLook } from './rows.ts'
import { encode, row, sheet } from './sheet.ts'

/** What one posting did to a merchant's receipts, over all its stripes. */
type Line = {
  postingId: string
  ref: string
  kind: PostingKind
  at: number
  amount: Fen
  /** The merchant's own number and words, where a trade or a transfer has them. */
  number: string | null
  title: string | null
}

const lines = (tx: Tx, merchantId: string, { start, end }: Period) => tx`
  with moved as (
    select posting_id, min(ref) as ref, min(kind) as kind, min(at) as at, sum(amount)::bigint as amount
      from entry
     where owner_id = ${merchantId} and account like 'settlement.%' and at >= ${start} and at < ${end}
     group by posting_id)
  select m.posting_id as "postingId", m.ref, m.kind, m.at, m.amount,
         coalesce(t.out_trade_no, x.out_biz_no,
                  case when y.out_request_no = 'pay/' || y.out_trade_no then y.out_trade_no
                       else y.out_request_no end) as number,
         coalesce(t.subject, x.title) as title
    from moved m
    left join trade t on t.merchant_id = ${merchantId} and t.trade_no = m.ref
    left join transfer x on x.merchant_id = ${merchantId} and x.order_id = m.ref
    left join royalty y on y.merchant_id = ${merchantId} and y.settle_no = m.ref
   where m.amount <> 0
   order by m.at, m.posting_id`

/** What the receipts summed to before a moment, in fen. */
async function balanceBefore(tx: Tx, merchantId: string, moment: number): Promise<Fen> {
  const rows = await tx<{ sum: Fen }[]>`
    select coalesce(sum(amount), 0)::bigint as sum from entry
     where owner_id = ${merchantId} and account like 'settlement.%' and at < ${moment}`
  return rows[0]?.sum ?? 0n
}

/** Whether anything moved the merchant's receipts in the period. */
export async function hasReceipts(
  sql: Sql,
  merchantId: string,
  { start, end }: Period,
): Promise<boolean> {
  const rows = await sql<{ some: boolean }[]>`
    select exists (select from entry where owner_id = ${merchantId} and account like 'settlement.%'
                      and at >= ${start} and at < ${end}) as some`
  return rows[0]?.some ?? false
}

const columns = [
  '账务流水号',
  '业务流水号',
  '商户订单号',
  '商品名称',
  '发生时间',
  '对方账号',
  '收入金额（+元）',
  '支出金额（-元）',
  '账户余额（元）',
  '交易渠道',
  '业务类型',
  '备注',
]

const kinds: Partial<Record<PostingKind, string>> = {
  payment: '交易付款',
  refund: '交易退款',
  transfer: '转账',
  royalty: '分账',
  royalty_back: '退分账',
}

const summaryColumns = [
  '业务类型',
  '收入笔数',
  '收入金额（+元）',
  '支出笔数',
  '支出金额（-元）',
  '净额（元）',
]

type Totals = { incomes: number; income: Fen; outgoes: number; outgo: Fen }

const sum = (name: string, { incomes, income, outgoes, outgo }: Totals): string =>
  row([name, String(incomes), yuan(income), String(outgoes), yuan(outgo), yuan(income + outgo)])

function count(totals: Totals, amount: Fen): void {
  if (amount > 0n) {
    totals.incomes++
    totals.income += amount
  } else {
    totals.outgoes++
    totals.outgo += amount
  }
}

const noTotals = (): Totals => ({ incomes: 0, income: 0n, outgoes: 0, outgo: 0n })

/** The account bill: what moved the merchant's receipts in the period, with the balance after each, and the sums by kind. */
export async function receiptSheets(
  sql: Sql,
  bill: { merchantId: string; account: string; period: Period; madeAt: number },
): Promise<{ detail: Buffer; summary: Buffer }> {
  let before = 0n
  let balance = 0n
  const pages: Buffer[] = []
  const all = noTotals()
  const byKind = new Map<string, Totals>()
  await oneLook(sql, async (tx) => {
    before = await balanceBefore(tx, bill.merchantId, bill.period.start)
    balance = before
    await eachPage<Line>(tx, lines(tx, bill.merchantId, bill.period), (page) => {
      const rows = page.map((line) => {
        balance += line.amount
        const kind = kinds[line.kind] ?? line.kind
        const totals = byKind.get(kind) ?? noTotals()
        byKind.set(kind, totals)
        count(totals, line.amount)
        count(all, line.amount)
        return detail(line, kind, balance)
      })
      pages.push(encode(rows))
    })
  })
  const foot = [
    `期初余额：${yuan(before)}元，期末余额：${yuan(balance)}元`,
    `收入合计：${all.incomes}笔，共${yuan(all.income)}元`,
    `支出合计：${all.outgoes}笔，共${yuan(all.outgo)}元`,
  ]
  const sums = [...byKind].map(([kind, totals]) => sum(kind, totals))
  return {
    detail: sheet({
      ...bill,
      title: '支付宝账务明细查询',
      list: '账务明细列表',
      columns,
      pages,
      foot,
    }),
    summary: sheet({
      ...bill,
      title: '支付宝账务汇总查询',
      list: '账务汇总列表',
      columns: summaryColumns,
      pages: [encode([...sums, sum('合计', all)])],
      foot: [],
    }),
  }
}

const detail = (line: Line, kind: string, balance: Fen): string =>
  row([
    line.postingId,
    line.ref,
    line.number ?? '',
    line.title ?? '',
    beijingText(line.at),
    '',
    line.amount > 0n ? yuan(line.amount) : '0.00',
    line.amount < 0n ? yuan(line.amount) : '0.00',
    yuan(balance),
    '支付宝',
    kind,
    '',
  ])
