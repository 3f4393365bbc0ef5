import { Type, type Static } from 'typebox'

import { AmountIn, Millis, TradeState, Yuan } from './common.ts'
import { charactersMax } from './limits.ts'

/** The till's JSON API under `/api/till`. Cookie `tongbao_till` carries the cashier's session at one terminal. */

/** POST /api/till/login → TillMe. Without `terminalId`, the cashier's own (first) terminal. */
export const TillLogin = Type.Object({
  login: Type.String({ minLength: 1, maxLength: charactersMax.tillLogin }),
  password: Type.String({ minLength: 1, maxLength: charactersMax.tillPassword }),
  terminalId: Type.Optional(Type.String({ maxLength: 32 })),
})
export type TillLogin = Static<typeof TillLogin>

export const Role = Type.Union([
  Type.Literal('cashier'),
  Type.Literal('supervisor'),
  Type.Literal('owner'),
])
export type Role = Static<typeof Role>

/** GET /api/till/me. POST /api/till/logout ends the session. */
export const TillMe = Type.Object({
  merchantId: Type.String(),
  merchantName: Type.String(),
  storeId: Type.String(),
  storeName: Type.String(),
  terminalId: Type.String(),
  terminalName: Type.String(),
  cashier: Type.String({ description: 'the login' }),
  cashierName: Type.String(),
  role: Role,
  /** Refunds need a supervisor or the owner. A cashier cancels what this terminal was paid within `cashierCancelMs`. */
  mayRefund: Type.Boolean(),
  codePrefix: Type.String(),
  codeDigits: Type.Integer(),
  serverTime: Millis,
})
export type TillMe = Static<typeof TillMe>

/** POST /api/till/pay → TillResult. The same `outTradeNo` with the same code and amount gets the same answer; never a second payment. */
export const TillPay = Type.Object({
  outTradeNo: Type.String({ pattern: '^[0-9A-Za-z_]{1,64}$' }),
  amount: AmountIn,
  code: Type.String({ minLength: 1, maxLength: 64 }),
  subject: Type.Optional(Type.String({ maxLength: 256 })),
})
export type TillPay = Static<typeof TillPay>

/**
 * What a till is told. `paid`: money moved. `waiting`: the payer is asked for the payment password; watch the events or ask again.
 * `failed`: no money moved, `failure` says why; `retry` says whether the same order may be tried again with a fresh code.
 * `closed`: the order is closed (cancelled, refused, timed out), no money moved or all of it went back.
 */
export const TillResult = Type.Object({
  state: Type.Union([
    Type.Literal('paid'),
    Type.Literal('waiting'),
    Type.Literal('failed'),
    Type.Literal('closed'),
  ]),
  outTradeNo: Type.String(),
  tradeNo: Type.Union([Type.String(), Type.Null()]),
  amount: Yuan,
  refunded: Yuan,
  payer: Type.Union([Type.String({ description: 'masked phone' }), Type.Null()]),
  at: Millis,
  /** Waiting: when the order closes by itself. */
  expiresAt: Type.Union([Millis, Type.Null()]),
  traceId: Type.Union([
    Type.String({
      description:
        'this call, or the one that the order was paid by before; the payer’s phone and bill have the same',
    }),
    Type.Null(),
  ]),
  failure: Type.Union([
    Type.Object({ code: Type.String(), message: Type.String(), retry: Type.Boolean() }),
    Type.Null(),
  ]),
})
export type TillResult = Static<typeof TillResult>

/** One refund of an order; a cancel of a paid order is one too, its reason `CANCELLED`. */
export const TillRefunded = Type.Object({
  outRequestNo: Type.String(),
  amount: Yuan,
  reason: Type.Union([Type.String(), Type.Null()]),
  cashier: Type.Union([Type.String({ description: 'the login' }), Type.Null()]),
  at: Millis,
})
export type TillRefunded = Static<typeof TillRefunded>

/** GET /api/till/trades/:outTradeNo → TillDetail (404 TRADE_NOT_EXIST): the order as it stands and its refunds, oldest first. */
export const TillDetail = Type.Object({
  ...TillResult.properties,
  refunds: Type.Array(TillRefunded),
})
export type TillDetail = Static<typeof TillDetail>

/**
 * POST /api/till/trades/:outTradeNo/cancel → TillResult. An unpaid order may always be cancelled. Cancelling a paid one gives all
 * of it back: supervisors and owners within a day, a cashier at the terminal that was paid within `cashierCancelMs`.
 *
 * POST /api/till/trades/:outTradeNo/refund → TillResult. `outRequestNo` makes a repeat harmless.
 */
export const TillRefund = Type.Object({
  outRequestNo: Type.String({ pattern: '^[0-9A-Za-z_]{1,64}$' }),
  amount: AmountIn,
  reason: Type.Optional(Type.String({ maxLength: charactersMax.refundReason })),
})
export type TillRefund = Static<typeof TillRefund>

export const TillTrade = Type.Object({
  outTradeNo: Type.String(),
  tradeNo: Type.Union([Type.String(), Type.Null()]),
  state: TradeState,
  amount: Yuan,
  refunded: Yuan,
  subject: Type.String(),
  payer: Type.Union([Type.String(), Type.Null()]),
  cashier: Type.String(),
  terminalId: Type.String(),
  /** Empty where the terminal, or the store, is not one of the shop's list. */
  terminalName: Type.String(),
  storeId: Type.String(),
  storeName: Type.String(),
  /** Why the last try failed, of an order that is unpaid and asks nobody; a code as in `TillResult.failure`. */
  failure: Type.Union([Type.String(), Type.Null()]),
  createdAt: Millis,
  paidAt: Type.Union([Millis, Type.Null()]),
})
export type TillTrade = Static<typeof TillTrade>

/** A refund in the list of the day it was made, with the order it belongs to, which may be of an earlier day. */
export const TillDayRefund = Type.Object({ ...TillRefunded.properties, trade: TillTrade })
export type TillDayRefund = Static<typeof TillDayRefund>

/**
 * GET /api/till/trades?day=yyyy-MM-dd&q=&cursor=&all= → TillDay: this terminal's (all=1: this store's) orders made or
 * paid on one day of Beijing, newest first, and the refunds made on it. A payment counts on the day it was paid, a
 * refund on the day it was made.
 */
export const TillDayQuery = Type.Object({
  day: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
  q: Type.Optional(Type.String({ maxLength: charactersMax.daySearch })),
  cursor: Type.Optional(Type.String({ maxLength: 96 })),
  all: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])),
})
export type TillDayQuery = Static<typeof TillDayQuery>
export const TillDay = Type.Object({
  day: Type.String(),
  trades: Type.Array(TillTrade),
  /** Newest first; of the time that this page's trades span. */
  refunds: Type.Array(TillDayRefund),
  next: Type.Union([Type.String(), Type.Null()]),
  totals: Type.Object({
    paidCount: Type.Integer(),
    paid: Yuan,
    refundedCount: Type.Integer(),
    refunded: Yuan,
    net: Yuan,
  }),
})
export type TillDay = Static<typeof TillDay>
