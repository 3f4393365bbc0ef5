import { Type, type Static } from 'typebox'

/** Decimal text in yuan with two decimals, `"12.34"`; what every reply carries. */
export const Yuan = Type.String({
  pattern: '^-?(0|[1-9][0-9]*)\\.[0-9]{2}$',
  description: 'yuan, two decimals',
})

/** What a request may carry as an amount: decimal text, or a JSON number. The engine's border reads it exactly. */
export const AmountIn = Type.Union([Type.String({ maxLength: 32 }), Type.Number()], {
  description: 'yuan as decimal text, at most two decimals',
})

/** Milliseconds since 1970, UTC. */
export const Millis = Type.Integer({ minimum: 0, description: 'milliseconds since 1970, UTC' })

/** Every error reply of the JSON APIs. `code` is for programs; `message` says what happened and what to do now. */
export const ErrorReply = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    field: Type.Optional(Type.String()),
    detail: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    ),
    traceId: Type.Optional(Type.String()),
  }),
})
export type ErrorReply = Static<typeof ErrorReply>

export const TradeState = Type.Union([
  Type.Literal('WAIT_BUYER_PAY'),
  Type.Literal('TRADE_SUCCESS'),
  Type.Literal('TRADE_FINISHED'),
  Type.Literal('TRADE_CLOSED'),
])
export type TradeState = Static<typeof TradeState>

export const Empty = Type.Object({})
