import { ok, type Result } from '#kernel/failure.ts'
import { refuse } from '#wire/failures.ts'

import type { CardDeps } from './bind.ts'

/**
 * Ends a card here, and then its agreement at the bank. From the first on nobody can draw on it, so that a bank that
 * does not answer is no reason to keep it.
 */
export async function unbindCard(
  { sql, clock, banks }: Omit<CardDeps, 'keyring'>,
  memberId: string,
  cardId: string,
): Promise<Result<void>> {
  const [card] = await sql<{ bank: string; agreementNo: string }[]>`
    update bank_card set ended_at = ${clock()}
     where member_id = ${memberId} and card_id = ${cardId} and ended_at is null
    returning bank, agreement_no as "agreementNo"`
  if (!card) return refuse('CARD_UNKNOWN')
  await banks.endAgreement(card.bank, card.agreementNo)
  return ok(undefined)
}
