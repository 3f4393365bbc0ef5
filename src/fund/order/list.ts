import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { Topup } from '#wire/cards.ts'
import { refuse } from '#wire/failures.ts'

import { namesOf } from '../card/list.ts'

type Row = Omit<Topup, 'amount' | 'balance' | 'bankZh' | 'bankEn'> & { amount: Fen; balance: Fen }

const shown = ({ amount, balance, ...row }: Row): Topup => ({
  ...row,
  ...namesOf(row.bank),
  amount: yuan(amount),
  balance: yuan(balance),
})

const columns = (sql: Sql) => sql`
  o.request_no as "requestNo", o.state, o.reason, o.amount, o.bank, o.tail, o.at, a.balance`

/** One of a member's top-ups by card, as it stands. */
export async function findTopup(
  sql: Sql,
  memberId: string,
  requestNo: string,
): Promise<Result<Topup>> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from bank_order o
      join account a on a.owner_id = o.member_id and a.account = 'balance'
     where o.member_id = ${memberId} and o.request_no = ${requestNo}`
  return row ? ok(shown(row)) : refuse('NOT_FOUND')
}

const listMax = 10

/** A member's last top-ups by card, the newest first. */
export async function listTopups(sql: Sql, memberId: string): Promise<Topup[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from bank_order o
      join account a on a.owner_id = o.member_id and a.account = 'balance'
     where o.member_id = ${memberId} order by o.request_no desc limit ${listMax}`
  return rows.map(shown)
}
