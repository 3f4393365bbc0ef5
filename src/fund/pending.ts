import type { Sql } from '#kernel/db.ts'
import type { Fen } from '#kernel/money.ts'
import type { WaitReason } from '#trade/trade.ts'

import type { HoldName } from './hold.ts'

/** A freezing that waits for this member's payment password. */
export type PendingHold = {
  tradeNo: string
  amount: Fen
  subject: string
  merchantName: string
  storeName: string
  deposit: boolean
  reason: WaitReason
  expiresAt: number
  at: number
}

/** The order of the freezing that this member was asked about; undefined where the number is a trade's. */
export async function findPendingHold(
  sql: Sql,
  { memberId, tradeNo }: { memberId: string; tradeNo: string },
): Promise<HoldName | undefined> {
  const rows = await sql<HoldName[]>`
    select h.merchant_id as "merchantId", h.out_order_no as "outOrderNo"
      from pending p
      join hold h on h.merchant_id = p.merchant_id and h.auth_no = p.trade_no
     where p.member_id = ${memberId} and p.trade_no = ${tradeNo}`
  return rows[0]
}

/** The freezings that wait for this member's payment password now, the newest first. */
export async function pendingHolds(
  sql: Sql,
  memberId: string,
  now: number,
): Promise<PendingHold[]> {
  return sql<PendingHold[]>`
    select h.auth_no as "tradeNo", h.amount, h.title as subject, h.waiting as reason,
           h.merchant_name as "merchantName", '' as "storeName", true as deposit,
           h.expires_at as "expiresAt", p.at
      from pending p
      join hold h on h.merchant_id = p.merchant_id and h.auth_no = p.trade_no
     where p.member_id = ${memberId} and h.member_id = ${memberId}
       and h.state = 'INIT' and h.waiting is not null and h.expires_at > ${now}
     order by p.at desc, p.trade_no desc limit 20`
}
