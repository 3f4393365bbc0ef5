import type { Sql } from '#kernel/db.ts'
import type { AgreeCommand } from '#fund/command.ts'
import { findPendingHold, pendingHolds } from '#fund/pending.ts'
import { must, ok, type Result } from '#kernel/failure.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { Outcome } from '#trade/command.ts'
import type { Trade, WaitReason } from '#trade/trade.ts'
import { refuse } from '#wire/failures.ts'
import type { PaymentResult, Pending } from '#wire/wallet.ts'

import type { MemberDeps } from './deps.ts'
import { checkPaymentPassword } from './payment-password.ts'

type Row = Omit<Pending, 'amount' | 'reason'> & { amount: Fen; reason: WaitReason; at: number }

const listMax = 20

/** The payments, and the sums to be held, that wait for this payer's payment password now, the newest first. */
export async function listPending(sql: Sql, memberId: string, now: number): Promise<Pending[]> {
  const rows = await sql<Row[]>`
    select t.trade_no as "tradeNo", t.amount, t.subject, t.waiting as reason,
           coalesce(t.extra ->> 'merchantName', '') as "merchantName",
           coalesce(t.extra ->> 'storeName', '') as "storeName", false as deposit, t.expires_at as "expiresAt",
           p.at
      from pending p
      join trade t on t.merchant_id = p.merchant_id and t.out_trade_no = p.out_trade_no
     where p.member_id = ${memberId} and t.buyer_id = ${memberId}
       and t.state = 'WAIT_BUYER_PAY' and t.waiting is not null and t.expires_at > ${now}
     order by p.at desc, p.trade_no desc limit ${listMax}`
  const holds = await pendingHolds(sql, memberId, now)
  return [...rows, ...holds]
    .toSorted((a, b) => b.at - a.at)
    .slice(0, listMax)
    .map(shown)
}

const shown = (row: Row): Pending => ({
  tradeNo: row.tradeNo,
  amount: yuan(row.amount),
  subject: row.subject,
  merchantName: row.merchantName,
  storeName: row.storeName,
  deposit: row.deposit,
  reason: row.reason,
  expiresAt: row.expiresAt,
})

type Which = { memberId: string; tradeNo: string }

/** Agrees to a waiting payment against the payment password. Repeated, or come too late, it tells what is true now. */
export async function confirmPending(
  deps: MemberDeps,
  which: Which & { paymentPassword: string },
): Promise<Result<PaymentResult>> {
  const named = await findPending(deps.sql, which)
  if (!named) return refuse('TRADE_NOT_EXIST')
  const hold = await findPendingHold(deps.sql, which)
  const checked = await checkPaymentPassword(deps, which.memberId, which.paymentPassword)
  if (!checked.ok) return checked
  const { memberId } = which
  if (hold) return agreePending(deps, { kind: 'agree', memberId, yes: true, ...hold })
  const outcome = await deps.engine.submit({ kind: 'confirm', memberId, ...named })
  return tellResult(deps, memberId, outcome)
}

/** Says no to a waiting payment; the order is closed at once. */
export async function refusePending(
  deps: MemberDeps,
  which: Which,
): Promise<Result<PaymentResult>> {
  const named = await findPending(deps.sql, which)
  if (!named) return refuse('TRADE_NOT_EXIST')
  const { memberId } = which
  const hold = await findPendingHold(deps.sql, which)
  if (hold) return agreePending(deps, { kind: 'agree', memberId, yes: false, ...hold })
  const outcome = await deps.engine.submit({ kind: 'refuse', memberId, ...named })
  return tellResult(deps, memberId, outcome)
}

/** The same for a sum to be held. */
async function agreePending(
  deps: MemberDeps,
  command: AgreeCommand,
): Promise<Result<PaymentResult>> {
  const outcome = await deps.engine.submit(command)
  if (outcome.kind === 'busy') return refuse('BUSY')
  if (outcome.kind === 'failed') return refuse(outcome.code, { detail: outcome.detail })
  if (outcome.kind !== 'held') return refuse('UNAVAILABLE')
  const { hold } = outcome
  return ok({
    tradeNo: hold.authNo,
    state: hold.frozenAt === null ? 'refused' : 'paid',
    deposit: true,
    amount: yuan(hold.amount),
    merchantName: hold.merchantName,
    storeName: '',
    balance: yuan(await balanceOf(deps.sql, command.memberId)),
    at: hold.frozenAt ?? deps.clock(),
  })
}

async function findPending(sql: Sql, { memberId, tradeNo }: Which) {
  const [row] = await sql<{ merchantId: string; outTradeNo: string }[]>`
    select merchant_id as "merchantId", out_trade_no as "outTradeNo"
      from pending where member_id = ${memberId} and trade_no = ${tradeNo}`
  return row
}

async function tellResult(
  deps: MemberDeps,
  memberId: string,
  outcome: Outcome,
): Promise<Result<PaymentResult>> {
  if (outcome.kind === 'busy') return refuse('BUSY')
  if (outcome.kind === 'unknown') return refuse('UNAVAILABLE')
  must('trade' in outcome, 'an answer about a payment has its trade')
  const { trade } = outcome
  const state = trade && stateFor(trade, memberId)
  if (outcome.kind === 'failed' && (!trade || state === undefined)) {
    return refuse(outcome.code, { detail: outcome.detail })
  }
  must(trade && state, 'a payment that did not fail has a trade in a final state')
  return ok({
    tradeNo: trade.tradeNo,
    state,
    amount: yuan(trade.amount),
    merchantName: trade.extra.merchantName ?? '',
    storeName: trade.extra.storeName ?? '',
    balance: yuan(await balanceOf(deps.sql, memberId)),
    at: trade.paidAt ?? trade.closedAt ?? deps.clock(),
  })
}

/** How a trade stands to this payer; undefined while it can still be paid by this payer. Paid by another, it is over. */
function stateFor(trade: Trade, memberId: string): PaymentResult['state'] | undefined {
  if (trade.buyerId !== memberId) return 'closed'
  if (trade.paidAt !== null) return 'paid'
  if (trade.state !== 'TRADE_CLOSED') return undefined
  return trade.failure === 'PAYER_REFUSED' ? 'refused' : 'closed'
}

async function balanceOf(sql: Sql, memberId: string): Promise<Fen> {
  const [row] = await sql<{ balance: Fen }[]>`
    select balance from account where owner_id = ${memberId} and account = 'balance'`
  return row?.balance ?? 0n
}
