import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { contains } from '#kernel/like.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { TradeState } from '#wire/common.ts'
import { refuse } from '#wire/failures.ts'
import type { Bill, Bills, BillsQuery } from '#wire/wallet.ts'

const pageSize = 20

type Row = Omit<Bill, 'amount' | 'balanceAfter' | 'refunded' | 'tradeState'> & {
  amount: Fen
  balanceAfter: Fen
  refunded: Fen | null
  tradeState: TradeState | null
}

/**
 * A bill says what happened, its trade what became of it since. A refund is known by its moment and amount; where two
 * are alike in both and their reasons differ, neither is told.
 */
const selectBill = (sql: Sql) => sql`
  select b.bill_no as "billNo", b.kind, b.amount, b.balance_after as "balanceAfter", b.title,
         b.merchant_name as "merchantName", b.store_name as "storeName", b.trade_no as "tradeNo",
         b.out_trade_no as "outTradeNo", b.trace_id as "traceId", b.at, t.state as "tradeState", t.refunded,
         case when b.kind = 'refund' then (
           select case when count(distinct coalesce(r.reason, '')) = 1 then min(r.reason) end
             from refund r
            where r.merchant_id = b.merchant_id and r.out_trade_no = b.out_trade_no
              and r.at = b.at and r.amount = b.amount) end as reason
    from bill b
    left join trade t on t.merchant_id = b.merchant_id and t.out_trade_no = b.out_trade_no
                    and t.trade_no = b.trade_no`

/** One page of a payer's bills, newest first. `q` is looked for in title, merchant and both order numbers. */
export async function listBills(sql: Sql, memberId: string, query: BillsQuery): Promise<Bills> {
  const { cursor, kind, q = '' } = query
  const like = contains(q.trim())
  const rows = await sql<Row[]>`
    ${selectBill(sql)}
     where b.member_id = ${memberId}
       ${cursor === undefined ? sql`` : sql`and b.bill_no < ${cursor}`}
       ${kind === undefined ? sql`` : sql`and b.kind = ${kind}`}
       ${
         q.trim() === ''
           ? sql``
           : sql`and (b.title ilike ${like} or b.merchant_name ilike ${like}
         or b.trade_no like ${like} or b.out_trade_no ilike ${like})`
       }
     order by b.bill_no desc limit ${pageSize + 1}`
  const page = rows.slice(0, pageSize)
  const next = rows.length > pageSize ? (page.at(-1)?.billNo ?? null) : null
  return { bills: page.map(shown), next }
}

export async function findBill(sql: Sql, memberId: string, billNo: string): Promise<Result<Bill>> {
  const [row] = await sql<Row[]>`
    ${selectBill(sql)} where b.member_id = ${memberId} and b.bill_no = ${billNo}`
  return row ? ok(shown(row)) : refuse('NOT_FOUND')
}

const shown = (row: Row): Bill => ({
  ...row,
  amount: yuan(row.amount),
  balanceAfter: yuan(row.balanceAfter),
  refunded: yuan(row.kind === 'payment' ? (row.refunded ?? 0n) : 0n),
})
