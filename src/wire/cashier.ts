import { Type, type Static } from 'typebox'

import { Millis, Yuan } from './common.ts'
import { charactersMax } from './limits.ts'

/**
 * The cashier desk's JSON API under `/api/cashier`, and the wallet's part of it. The desk's page is `/cashier/?t=<token>`. The token
 * names one order and whoever holds it may look at it: no cookie is asked for.
 */

/**
 * How the order stands. `waiting`: it can be paid until `expiresAt`. `paid`: money moved. `closed`: the merchant took it back, or all
 * of it was refunded. `expired`: the time to pay is over; nothing moved.
 */
export const OrderState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('paid'),
  Type.Literal('closed'),
  Type.Literal('expired'),
])
export type OrderState = Static<typeof OrderState>

/** Which way the merchant sent the buyer: a QR of its own, a web page, a page on a phone, an app, an order for one named buyer. */
export const OrderProduct = Type.Union([
  Type.Literal('precreate'),
  Type.Literal('page'),
  Type.Literal('wap'),
  Type.Literal('app'),
  Type.Literal('create'),
])
export type OrderProduct = Static<typeof OrderProduct>

const order = {
  token: Type.String(),
  product: OrderProduct,
  merchantName: Type.String(),
  storeName: Type.String({ description: 'empty where the merchant named none' }),
  subject: Type.String({ description: 'written by the merchant: show it as text alone' }),
  amount: Yuan,
  outTradeNo: Type.String(),
  tradeNo: Type.Union([Type.String(), Type.Null()]),
  state: OrderState,
  /** Until when it can be paid. */
  expiresAt: Millis,
  paidAt: Type.Union([Millis, Type.Null()]),
  serverTime: Millis,
}

/**
 * POST /api/cashier/orders/:token/enter → CashierOrder: the page calls it once when it opens; from then on the merchant sees the order
 * waiting. GET /api/cashier/orders/:token → CashierOrder: looks, without effect; ask every two seconds while it is `waiting`.
 * Failures: 404 TRADE_NOT_EXIST (no such token), 409 CONTEXT_INCONSISTENT (the merchant used the order number for something else
 * meanwhile), 403 MERCHANT_SUSPENDED, 503 BUSY. A paid, closed or expired order is an answer, not a failure.
 */
export const CashierOrder = Type.Object({
  ...order,
  /** The text of the QR that a wallet scans. */
  qr: Type.String(),
  /** When a wallet last scanned it; whoever did may be entering the password. */
  scannedAt: Type.Union([Millis, Type.Null()]),
  /** Once it is paid: where the merchant wants the buyer back, signed; null where it named no place, or before. Go there by GET. */
  returnUrl: Type.Union([Type.String(), Type.Null()]),
})
export type CashierOrder = Static<typeof CashierOrder>

const PaymentPassword = Type.String({ pattern: '^[0-9]{6}$' })

/**
 * POST /api/cashier/orders/:token/pay → CashierOrder, `paid`. By account, without a wallet: the phone number and the payment password.
 * Failures: 401 WRONG_LOGIN (one of the two is wrong; which one is not told), 423 LOGIN_LOCKED (detail.waitSeconds: too many wrong tries
 * for this phone number, or from here), 409 BALANCE_NOT_ENOUGH, DAY_LIMIT, TRADE_HAS_SUCCESS (somebody else was faster), TRADE_HAS_CLOSE, 403 PAYER_SUSPENDED, MERCHANT_SUSPENDED, TRADE_BUYER_NOT_MATCH (the merchant wants another buyer), 503 BUSY,
 * UNAVAILABLE (look at the order). Repeated by the same buyer it answers `paid` and moves nothing.
 */
export const CashierPay = Type.Object({
  phone: Type.String({ pattern: '^1[0-9]{10}$' }),
  paymentPassword: PaymentPassword,
})
export type CashierPay = Static<typeof CashierPay>

/**
 * POST /api/wallet/scan → WalletOrder, by a logged-in wallet. `text` is what the camera read or the shop's app handed over: the text of
 * an order's QR, a cashier desk's address, an app's order string, or the number of an order made for this buyer. Failures: 404
 * SCAN_UNKNOWN (nothing that can be paid here; detail.subCode for a merchant's faulty order string), 404 TRADE_NOT_EXIST,
 * 409 CONTEXT_INCONSISTENT, 403 MERCHANT_SUSPENDED, TRADE_BUYER_NOT_MATCH. A paid, closed or expired order is an answer.
 */
export const ScanRequest = Type.Object({
  text: Type.String({ minLength: 1, maxLength: charactersMax.scanned }),
})
export type ScanRequest = Static<typeof ScanRequest>

/** Also GET /api/wallet/orders/:token. Pay within it: POST /api/wallet/orders/:token/pay. */
export const WalletOrder = Type.Object({
  ...order,
  /** The payer's own balance now. */
  balance: Yuan,
  /** Paid, and by this payer. */
  paidByMe: Type.Boolean(),
  /** As at the desk: where the shop wants the payer back, for orders that began on a page or in an app; null otherwise. */
  returnUrl: Type.Union([Type.String(), Type.Null()]),
})
export type WalletOrder = Static<typeof WalletOrder>

/**
 * POST /api/wallet/orders/:token/pay → PaymentResult of wallet.ts (`paid`). Failures as for the desk, but the password's own:
 * WRONG_PAYMENT_PASSWORD (detail.attemptsLeft), PAYMENT_PASSWORD_LOCKED (detail.waitSeconds), PAYMENT_PASSWORD_NEEDED.
 */
export const OrderPay = Type.Object({ paymentPassword: PaymentPassword })
export type OrderPay = Static<typeof OrderPay>
