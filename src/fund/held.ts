import type { Sql } from '#kernel/db.ts'
import type { Fen } from '#kernel/money.ts'

/** Money of a member that is held for a merchant now. */
export type HeldSum = {
  tradeNo: string
  merchantName: string
  title: string
  amount: Fen
  total: Fen
  at: number
}

/** What is held of this member's money, the newest first: the accounts of held money that are not empty, and what they are for. */
export const listHeld = (sql: Sql, memberId: string): PromiseLike<HeldSum[]> => sql<HeldSum[]>`
  select h.auth_no as "tradeNo", h.merchant_name as "merchantName", h.title, a.balance as amount,
         h.amount as total, h.frozen_at as at
    from account a
    join hold h on h.merchant_id = split_part(a.account, '.', 2)
               and h.out_order_no = split_part(a.account, '.', 3)
   where a.owner_id = ${memberId} and a.account like 'frozen.%' and a.balance > 0
   order by h.frozen_at desc, h.auth_no desc limit 100`
