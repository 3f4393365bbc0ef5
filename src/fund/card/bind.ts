import { bankOf, bankOfCard } from '#wire/banks.ts'
import { isCardNo } from '#bank/luhn.ts'
import type { Banks } from '#bank/port.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { must, ok, type Result } from '#kernel/failure.ts'
import { timeId } from '#kernel/id.ts'
import { mac, type Keyring } from '#kernel/keys.ts'
import type { BankReason, Card, CardAsked, CardRequest } from '#wire/cards.ts'
import { refuse } from '#wire/failures.ts'

import { readCard } from './list.ts'

export type CardDeps = { sql: Sql; keyring: Keyring; clock: Clock; banks: Banks }

const dayMs = 86_400_000

/** The bank's reason, for a page to put into words. */
export const refusedBy = (bank: string, reason: BankReason) =>
  refuse('BANK_REFUSED', { detail: { bank, reason } })

/**
 * Has the bank send an SMS code to the phone that it knows for the card. The name that goes with it is the member's own,
 * so a card of anybody else's is refused before an SMS goes out. The number is not kept here; it goes to the bank and no
 * further.
 */
export async function startBinding(
  { sql, keyring, clock, banks }: CardDeps,
  memberId: string,
  request: CardRequest,
): Promise<Result<CardAsked>> {
  const { cardNo, phone } = request
  if (!isCardNo(cardNo)) return refuse('CARD_INVALID', { field: 'cardNo' })
  const bank = request.bank === undefined ? bankOfCard(cardNo) : bankOf(request.bank)
  if (!bank) return refuse('BANK_UNKNOWN', { field: 'bank' })
  const cardMac = mac(keyring, `card:${cardNo}`)
  const { name, wallet, bound } = await ownerOf(sql, memberId, cardMac)
  if (bound) return refuse('CARD_BOUND', { field: 'cardNo' })
  const answer = await banks.startBinding(bank.code, { cardNo, name, phone, wallet })
  if (answer.kind === 'refused') return refusedBy(bank.code, answer.reason)
  if (answer.kind === 'unknown') return refuse('BANK_SILENT')
  const now = clock()
  const bindingId = timeId(now)
  const tail = cardNo.slice(-4)
  await sql.begin(async (tx) => {
    await tx`delete from bank_binding where member_id = ${memberId} and at < ${now - dayMs}`
    await tx`
      insert into bank_binding (member_id, binding_id, bank, tail, card_mac, binding_no, at)
      values (${memberId}, ${bindingId}, ${bank.code}, ${tail}, ${cardMac},
        ${answer.value.bindingNo}, ${now})`
  })
  return ok({
    bindingId,
    bank: bank.code,
    tail,
    phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
  })
}

/** Whose card it has to be, and whether it is bound to them already. */
async function ownerOf(sql: Sql, memberId: string, cardMac: string) {
  const [owner] = await sql<{ name: string; wallet: string; bound: boolean }[]>`
    select m.name, right(m.phone, 4) as wallet,
           exists (select 1 from bank_card c
                    where c.member_id = m.member_id and c.card_mac = ${cardMac}
                      and c.ended_at is null) as bound
      from member m where m.member_id = ${memberId}`
  must(owner, `${memberId} is a member`)
  return owner
}

type Binding = { bank: string; tail: string; cardMac: string; bindingNo: string }

/**
 * Gives the SMS code to the bank and keeps its agreement. A card that was bound meanwhile is the same card with a newer
 * agreement. Where the bank does not answer, the card is bound by beginning anew: an agreement that nobody holds moves
 * nothing; nor does one whose binding a change of name has taken away.
 */
export async function finishBinding(
  { sql, clock, banks }: CardDeps,
  { memberId, bindingId, code }: { memberId: string; bindingId: string; code: string },
): Promise<Result<Card>> {
  const [binding] = await sql<Binding[]>`
    select bank, tail, card_mac as "cardMac", binding_no as "bindingNo" from bank_binding
     where member_id = ${memberId} and binding_id = ${bindingId}`
  if (!binding) return refuse('NOT_FOUND')
  const { bank, tail, cardMac, bindingNo } = binding
  const answer = await banks.finishBinding(bank, { bindingNo, code })
  if (answer.kind === 'refused') return refusedBy(bank, answer.reason)
  if (answer.kind === 'unknown') return refuse('BANK_SILENT')
  const { agreementNo } = answer.value
  const now = clock()
  const cardId = await sql.begin(async (tx) => {
    const taken = await tx`
      delete from bank_binding where member_id = ${memberId} and binding_id = ${bindingId}`
    if (taken.count === 0) return undefined
    const [row] = await tx<{ cardId: string }[]>`
      insert into bank_card (member_id, card_id, bank, tail, card_mac, agreement_no, bound_at)
      values (${memberId}, ${timeId(now)}, ${bank}, ${tail}, ${cardMac}, ${agreementNo}, ${now})
      on conflict (member_id, card_mac) where ended_at is null
      do update set agreement_no = excluded.agreement_no
      returning card_id as "cardId"`
    return row!.cardId
  })
  return cardId === undefined ? refuse('NOT_FOUND') : readCard(sql, memberId, cardId)
}
