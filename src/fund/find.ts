import type { Sql } from '#kernel/db.ts'
import type { Fen } from '#kernel/money.ts'

import { transferOf } from './sql.ts'
import type { Transfer } from './transfer.ts'

/** The transfer that this merchant names by its own number or by ours, which wins; undefined when there is none. */
export async function findTransfer(
  sql: Sql,
  name: { merchantId: string; outBizNo?: string | undefined; orderId?: string | undefined },
): Promise<Transfer | undefined> {
  const named =
    name.orderId !== undefined
      ? sql`order_id = ${name.orderId}`
      : sql`out_biz_no = ${name.outBizNo ?? ''}`
  const rows = await sql`select * from transfer where merchant_id = ${name.merchantId} and ${named}`
  return rows[0] && transferOf(rows[0])
}

/** The member who has this phone number. */
export async function findByPhone(sql: Sql, phone: string): Promise<string | undefined> {
  const rows = await sql<{ memberId: string }[]>`
    select member_id as "memberId" from member_phone where phone = ${phone}`
  return rows[0]?.memberId
}

/** What the merchant has received and not paid out, over all its stripes. */
export async function receiptsOf(sql: Sql, merchantId: string): Promise<Fen> {
  const rows = await sql<{ sum: Fen }[]>`
    select coalesce(sum(balance), 0)::bigint as sum from account
     where owner_id = ${merchantId} and account like 'settlement.%'`
  return rows[0]?.sum ?? 0n
}
