import type { Answer, Banks, Debited, DebitOrder } from '#bank/port.ts'
import type { Engine } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import type { BankReason } from '#wire/cards.ts'
import { cardTopupTitle } from '#wire/titles.ts'

import { namesOf } from '../card/list.ts'
import type { BankJob } from './queue.ts'

export type PursueDeps = { sql: Sql; engine: Engine; clock: Clock; banks: Banks }

type Open = BankJob & {
  cardId: string
  bank: string
  tail: string
  agreementNo: string
  amount: Fen
  /** How often the bank was asked before. */
  tries: number
  at: number
}

/** An order that the bank has not heard of by then is taken back: who asked for it has gone on without it. */
const patienceMs = 15 * 60_000

/**
 * Asks the bank about one order and brings what it says into the books. Resolves to whether the order has ended. It may
 * be killed at any point and called again: the try is written before the bank is asked, so that the next one looks
 * before it asks; the bank debits a number once, and the engine books it once.
 */
export async function pursue(deps: PursueDeps, job: BankJob): Promise<boolean> {
  const order = await claim(deps.sql, job)
  if (!order) return true
  const answer = await ask(deps, order)
  switch (answer.kind) {
    case 'done':
      return book(deps, order, answer.value)
    case 'refused':
      await refuse(deps, order, answer.reason)
      return true
    case 'unknown':
      await leaveOpen(deps, order)
      return false
  }
}

/** The order, with one more try counted; undefined where it has ended. */
async function claim(sql: Sql, { memberId, requestNo }: BankJob): Promise<Open | undefined> {
  const [row] = await sql<Omit<Open, keyof BankJob>[]>`
    update bank_order set tries = tries + 1
     where member_id = ${memberId} and request_no = ${requestNo} and state in ('asked', 'unknown')
    returning card_id as "cardId", bank, tail, agreement_no as "agreementNo", amount,
      tries - 1 as tries, at`
  return row && { memberId, requestNo, ...row }
}

/** Asks for the money the first time; afterwards asks what became of it, and asks anew only where the bank knows of nothing. */
async function ask({ banks, clock }: PursueDeps, order: Open): Promise<Answer<Debited>> {
  const { bank, requestNo, agreementNo, amount } = order
  const wish: DebitOrder = { requestNo, agreementNo, amount }
  if (order.tries === 0) return banks.debit(bank, wish)
  const found = await banks.query(bank, wish)
  if (found.kind !== 'none') return found
  const late = clock() - order.at > patienceMs
  return late ? banks.closeRequest(bank, wish) : banks.debit(bank, wish)
}

async function book(
  { sql, engine, clock }: PursueDeps,
  order: Open,
  { bankNo, day }: Debited,
): Promise<boolean> {
  const { memberId, requestNo, amount, bank, tail } = order
  const outcome = await engine.submit({
    kind: 'topup',
    memberId,
    amount,
    ref: requestNo,
    title: cardTopupTitle(namesOf(bank).bankZh, tail),
  })
  if (outcome.kind === 'busy' || outcome.kind === 'unknown') return false
  must(outcome.kind === 'toppedUp', `a top-up of ${memberId} is booked, not ${outcome.kind}`)
  await sql`
    update bank_order
       set state = 'done', bank_no = ${bankNo}, bank_day = ${day}, ended_at = ${clock()}
     where member_id = ${memberId} and request_no = ${requestNo} and state in ('asked', 'unknown')`
  return true
}

async function refuse(
  { sql, clock }: PursueDeps,
  { memberId, requestNo, cardId, agreementNo }: Open,
  reason: BankReason,
): Promise<void> {
  const now = clock()
  await sql.begin(async (tx) => {
    await tx`
      update bank_order set state = 'refused', reason = ${reason}, ended_at = ${now}
       where member_id = ${memberId} and request_no = ${requestNo}
         and state in ('asked', 'unknown')`
    if (reason !== 'AGREEMENT_ENDED') return
    // The customer ended it at the bank; a newer agreement for the same card stays.
    await tx`
      update bank_card set ended_at = ${now}
       where member_id = ${memberId} and card_id = ${cardId} and agreement_no = ${agreementNo}
         and ended_at is null`
  })
}

const leaveOpen = ({ sql }: PursueDeps, { memberId, requestNo }: Open) =>
  sql`
    update bank_order set state = 'unknown'
     where member_id = ${memberId} and request_no = ${requestNo} and state = 'asked'`
