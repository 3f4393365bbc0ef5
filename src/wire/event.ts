import { Type, type Static } from 'typebox'

import { Millis, Yuan } from './common.ts'

/**
 * Server-sent events: GET /api/wallet/events and GET /api/till/events. Each frame is `id: <eventId>`, `event: <kind>`, `data: <JSON>`.
 * A client that comes back sends `Last-Event-ID` (or `?after=`) and gets what it missed; an event may arrive twice, never not at all:
 * drop ids already seen. One thing comes once or not at all: the till's `paid` for what it was answered at once; a till that lost that
 * answer asks for its order. A comment line arrives every 15 s. The first frame of every connection is `event: hello` with {serverTime}.
 */
const base = {
  eventId: Type.String(),
  at: Millis,
  /** The call that led to it, by the `trace_id` of its answer; absent where no call did, as when the time to pay is over. */
  traceId: Type.Optional(Type.String()),
}

/**
 * To the phone (and to the till for `paid`, `closed`, `refunded`). `received`: a merchant paid this member. `toppedUp`:
 * money came from a card, `outTradeNo` is the request's number. `frozen`, `unfrozen`: money
 * is held for a merchant, or no longer.
 */
export const TradeEvent = Type.Object({
  ...base,
  kind: Type.Union([
    Type.Literal('paid'),
    Type.Literal('failed'),
    Type.Literal('waiting'),
    Type.Literal('closed'),
    Type.Literal('refunded'),
    Type.Literal('received'),
    Type.Literal('toppedUp'),
    Type.Literal('frozen'),
    Type.Literal('unfrozen'),
  ]),
  tradeNo: Type.Union([Type.String(), Type.Null()]),
  outTradeNo: Type.String(),
  amount: Yuan,
  subject: Type.String(),
  /** waiting, failed, closed: it is about money to be held, not paid. */
  deposit: Type.Optional(Type.Boolean()),
  merchantName: Type.String(),
  storeName: Type.String(),
  /** The payer's masked phone, to the till. */
  payer: Type.Union([Type.String(), Type.Null()]),
  /** Payer only: the balance after it. */
  balance: Type.Union([Yuan, Type.Null()]),
  /** waiting: why and until when; failed, closed: why. */
  reason: Type.Union([Type.String(), Type.Null()]),
  expiresAt: Type.Union([Millis, Type.Null()]),
})
export type TradeEvent = Static<typeof TradeEvent>

/** To the phone: something to know about its safety. A used code was shown at a second merchant; a device was added or revoked. */
export const SafetyEvent = Type.Object({
  ...base,
  kind: Type.Union([
    Type.Literal('code_reused'),
    Type.Literal('device_added'),
    Type.Literal('device_revoked'),
  ]),
  deviceName: Type.Union([Type.String(), Type.Null()]),
  merchantName: Type.Union([Type.String(), Type.Null()]),
  /** device_added: as in the list of devices. */
  deviceId: Type.Optional(Type.String()),
  /** device_added: what the phone that asked for it drew. */
  mark: Type.Optional(Type.String()),
})
export type SafetyEvent = Static<typeof SafetyEvent>

export const WalletEvent = Type.Union([TradeEvent, SafetyEvent])
export type WalletEvent = Static<typeof WalletEvent>
export type TillEvent = TradeEvent
