import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Fen } from '#kernel/money.ts'
import { findTrade } from '#trade/find.ts'
import { barredBecause } from '#trade/pay.ts'
import type { NewOrder } from '#trade/pay.ts'
import type { TradeExtra } from '#trade/trade.ts'
import { refuse } from '#wire/failures.ts'
import type { OrderProduct } from '#wire/cashier.ts'
import type { FailureCode } from '#wire/codes.ts'

import { orderToken } from './token.ts'

/** An order as the merchant asked for it, and the page or QR that leads to it. Times are milliseconds, UTC. */
export type Checkout = {
  token: string
  product: OrderProduct
  merchantId: string
  appId: string
  outTradeNo: string
  amount: Fen
  subject: string
  storeId: string | null
  terminalId: string | null
  operatorId: string | null
  notifyUrl: string | null
  returnUrl: string | null
  extra: TradeExtra
  /** When the order must be paid; null for the engine's default, counted from its beginning. */
  payBy: number | null
  /** Until when it may become a trade. */
  expiresAt: number
}

/** A checkout as it is kept: a wallet may have scanned it. */
export type KeptCheckout = Checkout & { scannedAt: number | null }

export type CheckoutDeps = { sql: Sql; keyring: Keyring; clock: () => number }

/** The checkout of this token; undefined when nobody made one. */
export async function findCheckout(sql: Sql, token: string): Promise<KeptCheckout | undefined> {
  const [row] = await sql<KeptCheckout[]>`
    select token, product, merchant_id as "merchantId", app_id as "appId",
           out_trade_no as "outTradeNo", amount, subject, store_id as "storeId",
           terminal_id as "terminalId", operator_id as "operatorId", notify_url as "notifyUrl",
           return_url as "returnUrl", extra, pay_by as "payBy", expires_at as "expiresAt",
           scanned_at as "scannedAt"
      from checkout where token = ${token}`
  return row
}

/** A wallet has scanned the order: its desk says so. */
export async function noteScan({ sql, clock }: CheckoutDeps, token: string): Promise<void> {
  await sql`update checkout set scanned_at = ${clock()} where token = ${token}`
}

/** What the engine needs to make a trade of a checkout. */
export const newOrderOf = (checkout: Checkout): NewOrder => ({
  merchantId: checkout.merchantId,
  appId: checkout.appId,
  outTradeNo: checkout.outTradeNo,
  amount: checkout.amount,
  subject: checkout.subject,
  storeId: checkout.storeId,
  terminalId: checkout.terminalId,
  operatorId: checkout.operatorId,
  notifyUrl: checkout.notifyUrl,
  extra: checkout.extra,
  expiresAt: checkout.payBy,
})

type Intent = Omit<Checkout, 'token' | 'product'> & { product: Exclude<OrderProduct, 'create'> }

/**
 * Keeps an order that nobody has entered yet and resolves to its token. The same order again is the same token, with the latest
 * addresses and times. Refused where the number is paid, closed, or says something else already.
 */
export async function keepIntent(
  { sql, keyring, clock }: CheckoutDeps,
  intent: Intent,
): Promise<Result<string, FailureCode>> {
  const now = clock()
  const trade = await findTrade(sql, intent)
  const barred = trade && barredBecause(trade, intent)
  if (barred) return refuse(barred)
  // Its time is up, and the worker is about to close it.
  if (trade && trade.expiresAt <= now) return refuse('TRADE_HAS_CLOSE')
  const others = (['precreate', 'page', 'wap', 'app'] as const).map((product) =>
    orderToken(keyring, product, intent),
  )
  const [other] = await sql`
    select 1 from checkout
     where token = any(${others}) and expires_at > ${now}
       and (amount <> ${intent.amount} or subject <> ${intent.subject}) limit 1`
  if (other) return refuse('CONTEXT_INCONSISTENT')
  const token = orderToken(keyring, intent.product, intent)
  return (await keepCheckout(sql, { ...intent, token }, now))
    ? ok(token)
    : refuse('CONTEXT_INCONSISTENT')
}

/** Writes a checkout; a repeat that names no address leaves the one known. False when a living one of the token says something else. */
export async function keepCheckout(sql: Sql, row: Checkout, now: number): Promise<boolean> {
  const { count } = await sql`
    insert into checkout as c (token, product, merchant_id, app_id, out_trade_no, amount, subject,
        store_id, terminal_id, operator_id, notify_url, return_url, extra, pay_by, expires_at,
        created_at)
      values (${row.token}, ${row.product}, ${row.merchantId}, ${row.appId}, ${row.outTradeNo},
        ${row.amount}, ${row.subject}, ${row.storeId}, ${row.terminalId}, ${row.operatorId},
        ${row.notifyUrl}, ${row.returnUrl}, ${sql.json(row.extra as never)}, ${row.payBy},
        ${row.expiresAt}, ${now})
    on conflict (token) do update
      set app_id = excluded.app_id, amount = excluded.amount, subject = excluded.subject,
          store_id = excluded.store_id, terminal_id = excluded.terminal_id,
          operator_id = excluded.operator_id,
          notify_url = coalesce(excluded.notify_url, c.notify_url),
          return_url = coalesce(excluded.return_url, c.return_url), extra = excluded.extra, pay_by = excluded.pay_by,
          expires_at = excluded.expires_at, scanned_at = null
      where c.expires_at <= ${now} or (c.amount = excluded.amount and c.subject = excluded.subject)`
  return count === 1
}
