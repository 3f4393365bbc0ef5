import type { Clock } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { timeId } from '#kernel/id.ts'
import type { Keyring } from '#kernel/keys.ts'
import { parseYuan, type Fen } from '#kernel/money.ts'
import { checkPaymentPassword } from '#member/payment-password.ts'
import type { Topup, TopupRequest } from '#wire/cards.ts'
import { refuse } from '#wire/failures.ts'

import { findTopup } from './list.ts'
import type { BankQueue } from './queue.ts'

export type AskDeps = { sql: Sql; keyring: Keyring; clock: Clock; queue: BankQueue }

/** Who asks, by which call. */
type Asking = { memberId: string; traceId: string }

/** One top-up at most: 50,000.00. A bank may allow less. */
const amountMax: Fen = 5_000_000n

/**
 * Takes a member's wish for money from a card: the order and its job are written in one transaction, and a worker asks
 * the bank. The same `clientNo` again gets the order that there is, under the trace id of the call that made it; with
 * another card or amount it is refused.
 */
export async function askForTopup(
  deps: AskDeps,
  { memberId, traceId }: Asking,
  request: TopupRequest,
): Promise<Result<Topup>> {
  const { sql, clock, queue } = deps
  const amount = parseYuan(request.amount)
  if (amount === undefined || amount <= 0n || amount > amountMax) {
    const message = 'The amount must be yuan from 0.01 to 50000.00. No money moved.'
    return refuse('AMOUNT_INVALID', { field: 'amount', message })
  }
  const checked = await checkPaymentPassword(deps, memberId, request.paymentPassword)
  if (!checked.ok) return checked
  const { cardId, clientNo } = request
  const kept = await sql.begin(async (tx): Promise<Result<string>> => {
    const made = await insert(tx, { memberId, cardId, clientNo, amount, now: clock() })
    if (made) {
      await queue.insert(tx, { memberId, requestNo: made.requestNo, traceId }, made.bank)
      return ok(made.requestNo)
    }
    const [known] = await tx<{ requestNo: string; same: boolean }[]>`
      select request_no as "requestNo", card_id = ${cardId} and amount = ${amount} as same
        from bank_order where member_id = ${memberId} and client_no = ${clientNo}`
    if (!known) return refuse('CARD_UNKNOWN', { field: 'cardId' })
    return known.same ? ok(known.requestNo) : refuse('CONTEXT_INCONSISTENT')
  })
  return kept.ok ? findTopup(sql, memberId, kept.value) : kept
}

type NewOrder = { memberId: string; cardId: string; clientNo: string; amount: Fen; now: number }

/** The order, or undefined where the card is not bound or the number was used. */
async function insert(tx: Tx, order: NewOrder) {
  const { memberId, cardId, clientNo, amount, now } = order
  const [row] = await tx<{ requestNo: string; bank: string }[]>`
    insert into bank_order (member_id, request_no, client_no, card_id, bank, tail, agreement_no,
      amount, currency, state, at)
    select ${memberId}, ${timeId(now)}, ${clientNo}, card_id, bank, tail, agreement_no,
      ${amount}::bigint, 'CNY', 'asked', ${now}::timestamptz
      from bank_card
     where member_id = ${memberId} and card_id = ${cardId} and ended_at is null
    on conflict (member_id, client_no) do nothing
    returning request_no as "requestNo", bank`
  return row
}
