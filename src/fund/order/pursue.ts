import type { Answer, Banks, Debited, DebitOrder } from '#bank/port.ts'
import type { Engine } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import { must } from '#kernel/failure.ts'
import type { Log } from '#kernel/log.ts'
import { cardTopupTitle } from '#wire/titles.ts'

import { namesOf } from '../card/list.ts'
import type { BankOrders, OpenOrder } from './orders.ts'
import type { BankJob } from './queue.ts'

export type PursueDeps = {
  orders: BankOrders
  engine: Pick<Engine, 'submit'>
  clock: Clock
  log: Pick<Log, 'info'>
  banks: Pick<Banks, 'debit' | 'query' | 'closeRequest'>
}

/** An order that the bank has not heard of by then is taken back: who asked for it has gone on without it. */
const patienceMs = 15 * 60_000

/**
 * Asks the bank about one order and brings what it says into the books. Resolves to whether the order has ended. It may
 * be killed at any point and called again: the try is written before the bank is asked, so that the next one looks
 * before it asks; the bank debits a number once, and the engine books it once.
 */
export async function pursue(deps: PursueDeps, job: BankJob): Promise<boolean> {
  const { orders, clock } = deps
  const order = await orders.claim(job)
  if (!order) return true
  const answer = await ask(deps, order)
  const { requestNo, traceId, bank } = order
  deps.log.info({ traceId, requestNo, bank, said: answer.kind }, 'a bank was asked')
  switch (answer.kind) {
    case 'done':
      return book(deps, order, answer.value)
    case 'refused':
      await orders.refused(order, answer.reason, clock())
      return true
    case 'unknown':
      await orders.leftOpen(order)
      return false
  }
}

/** Asks for the money the first time; afterwards asks what became of it, and asks anew only where the bank knows of nothing. */
async function ask({ banks, clock }: PursueDeps, order: OpenOrder): Promise<Answer<Debited>> {
  const { bank, requestNo, agreementNo, amount } = order
  const wish: DebitOrder = { requestNo, agreementNo, amount }
  if (order.tries === 0) return banks.debit(bank, wish)
  const found = await banks.query(bank, wish)
  if (found.kind !== 'none') return found
  const late = clock() - order.at > patienceMs
  return late ? banks.closeRequest(bank, wish) : banks.debit(bank, wish)
}

async function book(
  { orders, engine, clock }: PursueDeps,
  order: OpenOrder,
  debited: Debited,
): Promise<boolean> {
  const { memberId, requestNo, traceId, amount, bank, tail } = order
  const outcome = await engine.submit({
    kind: 'topup',
    memberId,
    amount,
    ref: requestNo,
    fromCard: true,
    title: cardTopupTitle(namesOf(bank).bankZh, tail),
    ...(traceId !== undefined && { traceId }),
  })
  if (outcome.kind === 'busy' || outcome.kind === 'unknown') return false
  must(outcome.kind === 'toppedUp', `a top-up of ${memberId} is booked, not ${outcome.kind}`)
  await orders.done(order, debited, clock())
  return true
}
