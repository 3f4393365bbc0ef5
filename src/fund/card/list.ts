import { bankOf } from '#wire/banks.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import type { Card } from '#wire/cards.ts'
import { refuse } from '#wire/failures.ts'

/** A bank's names, for who shows them; the code where the bank is no longer listed. */
export const namesOf = (code: string) => {
  const { zh, en } = bankOf(code) ?? { zh: code, en: code }
  return { bankZh: zh, bankEn: en }
}

/** The cards that a member has bound, the newest first. */
export async function listCards(sql: Sql, memberId: string): Promise<Card[]> {
  const rows = await sql<Omit<Card, 'bankZh' | 'bankEn'>[]>`
    select card_id as "cardId", bank, tail, bound_at as "boundAt" from bank_card
     where member_id = ${memberId} and ended_at is null order by card_id desc`
  return rows.map((row) => ({ ...row, ...namesOf(row.bank) }))
}

export async function readCard(sql: Sql, memberId: string, cardId: string): Promise<Result<Card>> {
  const card = (await listCards(sql, memberId)).find((one) => one.cardId === cardId)
  return card ? ok(card) : refuse('CARD_UNKNOWN')
}
