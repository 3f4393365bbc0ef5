import type { Sql } from '#kernel/db.ts'
import type { Fen } from '#kernel/money.ts'
import { frozenAccount } from '#ledger/account.ts'

import type { Hold, HoldName, HoldOperation } from './hold.ts'
import { holdOf, operationOf, transferOf } from './sql.ts'
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

/** The pre-authorisation that this merchant names by our number, which wins, or by its own; undefined when there is none. */
export async function findHold(
  sql: Sql,
  name: { merchantId: string; outOrderNo?: string | undefined; authNo?: string | undefined },
): Promise<Hold | undefined> {
  const named =
    name.authNo !== undefined
      ? sql`auth_no = ${name.authNo}`
      : sql`out_order_no = ${name.outOrderNo ?? ''}`
  const rows = await sql`select * from hold where merchant_id = ${name.merchantId} and ${named}`
  return rows[0] && holdOf(rows[0])
}

/** What was done with the held money, the oldest first. */
export async function findOperations(sql: Sql, hold: HoldName): Promise<HoldOperation[]> {
  const rows = await sql`
    select * from hold_operation
     where merchant_id = ${hold.merchantId} and out_order_no = ${hold.outOrderNo}
     order by at, operation_id`
  return rows.map(operationOf)
}

/** What is still held. */
export async function heldOf(sql: Sql, hold: Hold): Promise<Fen> {
  const rows = await sql<{ balance: Fen }[]>`
    select balance from account
     where owner_id = ${hold.memberId ?? ''} and account = ${frozenAccount(hold)}`
  return rows[0]?.balance ?? 0n
}
