import { beijingText } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { maskPhone } from '#trade/tell.ts'
import { cancelReason } from '#wire/titles.ts'

import type { Period } from './period.ts'
import { eachPage, oneLook } from './rows.ts'
import { encode, row, sheet } from './sheet.ts'

/** A payment, or a refund with a negative amount. */
type Line = {
  tradeNo: string
  outTradeNo: string
  subject: string
  createdAt: number
  at: number
  storeId: string | null
  storeName: string | null
  operatorId: string | null
  terminalId: string | null
  buyerPhone: string | null
  amount: Fen
  /** The refund's number; null for a payment. */
  requestNo: string | null
  remark: string | null
}

/** What a merchant was paid and paid back in a period, in the order in which it happened. */
const lines = (tx: Tx, merchantId: string, { start, end }: Period) => tx`
  select trade_no as "tradeNo", out_trade_no as "outTradeNo", subject, created_at as "createdAt",
         paid_at as at, store_id as "storeId", extra ->> 'storeName' as "storeName",
         operator_id as "operatorId", terminal_id as "terminalId", buyer_phone as "buyerPhone", amount,
         null as "requestNo", null as remark
    from trade
   where merchant_id = ${merchantId} and paid_at >= ${start} and paid_at < ${end}
  union all
  select t.trade_no, t.out_trade_no, t.subject, t.created_at, r.at, t.store_id, t.extra ->> 'storeName',
         coalesce(r.operator_id, t.operator_id), t.terminal_id, t.buyer_phone, -r.amount,
         r.out_request_no, r.reason
    from refund r
    join trade t on t.merchant_id = r.merchant_id and t.out_trade_no = r.out_trade_no
   where r.merchant_id = ${merchantId} and r.at >= ${start} and r.at < ${end}
   order by at, "tradeNo", "requestNo" nulls first`

/** Whether the merchant was paid, or paid back, anything in the period. */
export async function hasBusiness(
  sql: Sql,
  merchantId: string,
  { start, end }: Period,
): Promise<boolean> {
  const rows = await sql<{ some: boolean }[]>`
    select exists (select from trade
                    where merchant_id = ${merchantId} and paid_at >= ${start} and paid_at < ${end})
        or exists (select from refund
                    where merchant_id = ${merchantId} and at >= ${start} and at < ${end}) as some`
  return rows[0]?.some ?? false
}

const columns = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '创建时间',
  '完成时间',
  '门店编号',
  '门店名称',
  '操作员',
  '终端号',
  '对方账户',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝红包（元）',
  '集分宝（元）',
  '支付宝优惠（元）',
  '商家优惠（元）',
  '券核销金额（元）',
  '券名称',
  '商家红包消费金额（元）',
  '卡消费金额（元）',
  '退款批次号/请求号',
  '服务费（元）',
  '分润（元）',
  '备注',
]

const nought = '0.00'

/** The words of whoever asked for it; a cancel has none of its own. */
const remarkOf = ({ remark }: Line): string => (remark === cancelReason ? '撤销' : (remark ?? ''))

const detail = (line: Line): string =>
  row([
    line.tradeNo,
    line.outTradeNo,
    line.requestNo === null ? '交易' : '退款',
    line.subject,
    beijingText(line.createdAt),
    beijingText(line.at),
    line.storeId ?? '',
    line.storeName ?? '',
    line.operatorId ?? '',
    line.terminalId ?? '',
    line.buyerPhone === null ? '' : maskPhone(line.buyerPhone),
    yuan(line.amount),
    yuan(line.amount),
    nought,
    nought,
    nought,
    nought,
    nought,
    '',
    nought,
    nought,
    line.requestNo ?? '',
    nought,
    nought,
    remarkOf(line),
  ])

type Totals = { payments: number; paid: Fen; refunds: number; refunded: Fen }
type StoreTotals = Totals & { storeId: string; storeName: string }

const noTotals = (): Totals => ({ payments: 0, paid: 0n, refunds: 0, refunded: 0n })

function count(totals: Totals, line: Line): void {
  if (line.requestNo === null) {
    totals.payments++
    totals.paid += line.amount
  } else {
    totals.refunds++
    totals.refunded += line.amount
  }
}

const summaryColumns = [
  '门店编号',
  '门店名称',
  '交易订单总笔数',
  '退款订单总笔数',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝优惠（元）',
  '商家优惠（元）',
  '卡消费金额（元）',
  '服务费（元）',
  '分润（元）',
  '实收净额（元）',
]

const summary = (storeId: string, storeName: string, totals: Totals): string => {
  const net = yuan(totals.paid + totals.refunded)
  const counts = [String(totals.payments), String(totals.refunds)]
  return row([storeId, storeName, ...counts, net, net, nought, nought, nought, nought, nought, net])
}

function storeOf(stores: Map<string, StoreTotals>, line: Line): StoreTotals {
  const storeId = line.storeId ?? ''
  const known = stores.get(storeId)
  const store = known ?? { ...noTotals(), storeId, storeName: line.storeName ?? '' }
  stores.set(storeId, store)
  return store
}

/** The trade bill: every payment and refund of the period, and the sums by store. Both from one look at the database. */
export async function businessSheets(
  sql: Sql,
  bill: { merchantId: string; account: string; period: Period; madeAt: number },
): Promise<{ detail: Buffer; summary: Buffer }> {
  const pages: Buffer[] = []
  const all = noTotals()
  const stores = new Map<string, StoreTotals>()
  await oneLook(sql, (tx) =>
    eachPage<Line>(tx, lines(tx, bill.merchantId, bill.period), (page) => {
      pages.push(encode(page.map(detail)))
      for (const line of page) {
        count(all, line)
        count(storeOf(stores, line), line)
      }
    }),
  )
  const foot = [
    `交易合计：${all.payments}笔，商家实收共${yuan(all.paid)}元，商家优惠共${nought}元`,
    `退款合计：${all.refunds}笔，商家实收退款共${yuan(all.refunded)}元，商家优惠退款共${nought}元`,
  ]
  const sums = [...stores.values()].toSorted((a, b) => (a.storeId < b.storeId ? -1 : 1))
  return {
    detail: sheet({
      ...bill,
      title: '支付宝业务明细查询',
      list: '业务明细列表',
      columns,
      pages,
      foot,
    }),
    summary: sheet({
      ...bill,
      title: '支付宝业务汇总查询',
      list: '业务汇总列表',
      columns: summaryColumns,
      pages: [
        encode([
          ...sums.map((store) => summary(store.storeId, store.storeName, store)),
          summary('合计', '', all),
        ]),
      ],
      foot: [],
    }),
  }
}
