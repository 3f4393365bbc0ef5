import { addHotRoute, take, type Http } from '#kernel/http.ts'
import { amountMax, parseYuan, type Fen } from '#kernel/money.ts'
import { findTrace } from '#trade/find.ts'
import { refuse } from '#wire/failures.ts'
import { TillPay, TillResult } from '#wire/till.ts'

import { payResult } from '../till-result.ts'
import type { TillDeps, TillOf } from '../till.ts'

/** A payer who is asked for the password stands at the counter: an order of our till pages closes by itself after five minutes. */
const tillPatienceMs = 5 * 60_000

/** The main job: a till presents a code. Everything but the engine's work is in memory. */
export function addTillPayRoute(
  http: Http,
  { sql, engine, clock, hot }: TillDeps,
  tillOf: TillOf,
): void {
  const route = {
    path: '/api/till/pay',
    tags: ['till'],
    summary: 'Take a payment with a scanned code',
    body: TillPay,
    result: TillResult,
    busy: refuse('BUSY', { detail: { waitSeconds: 1 } }).failure,
  }
  addHotRoute(http, hot, route, async (request) => {
    const { till } = await tillOf(request)
    const { outTradeNo, code, subject } = request.body
    const amount = readAmount(request.body.amount)
    const outcome = await engine.submit({
      kind: 'pay',
      merchantId: till.merchantId,
      appId: null,
      outTradeNo,
      amount,
      subject: subject?.trim() || till.merchantName,
      code: code.trim(),
      storeId: till.storeId,
      terminalId: till.terminalId,
      operatorId: till.login,
      address: request.ip,
      notifyUrl: null,
      extra: { merchantName: till.merchantName, storeName: till.storeName },
      expiresAt: clock() + tillPatienceMs,
      traceId: request.id,
    })
    // A repeat is told what the first one did, by the name under which the payer's phone has it too.
    const first = outcome.kind === 'paid' && outcome.repeated
    const traceId = first ? await findTrace(sql, outcome.trade) : request.id
    return payResult(outcome, { outTradeNo, amount, now: clock(), traceId })
  })
}

/** An amount that can be paid, 0.01 to 100000000.00 yuan, read exactly. Refuses the request otherwise. */
export function readAmount(given: unknown): Fen {
  const amount = parseYuan(given)
  if (amount === undefined || amount <= 0n || amount > amountMax) {
    return take(refuse('AMOUNT_INVALID', { field: 'amount' }))
  }
  return amount
}
