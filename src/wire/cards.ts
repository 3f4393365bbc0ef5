import { Type, type Static } from 'typebox'

import { AmountIn, Millis, Yuan } from './common.ts'

/** Cards and top-ups by card: `/api/wallet/cards`, `/api/wallet/topups`. */

/** Why a bank says no. Pages keep a sentence for each. */
export const bankReasons = [
  'DETAILS_MISMATCH', // no such card, or another name or phone: banks do not say which
  'TOO_OFTEN', // too many tries to bind this card
  'SMS_WRONG',
  'SMS_EXPIRED', // too old, used, or guessed at too often
  'AGREEMENT_ENDED', // the card is no longer bound, at the bank
  'MONEY_NOT_ENOUGH',
  'ONCE_LIMIT', // more than the bank lets one payment take
  'DAY_LIMIT', // more than the bank lets the payments of a day take
  'REQUEST_CLOSED', // taken back before the bank had done it
  'REQUEST_INCONSISTENT', // the number was used for something else
  'BANK_FAILED', // the bank cannot, and says so
] as const
export type BankReason = (typeof bankReasons)[number]

export const BankName = Type.Object({
  code: Type.String({ description: 'as Alipay codes banks: ICBC' }),
  zh: Type.String(),
  en: Type.String(),
  prefixes: Type.Array(Type.String(), { description: 'how its card numbers begin' }),
})
export type BankName = Static<typeof BankName>

/** A bound card. The bank knows its number; here are the last four digits. */
export const Card = Type.Object({
  cardId: Type.String(),
  bank: Type.String(),
  bankZh: Type.String(),
  bankEn: Type.String(),
  tail: Type.String({ description: 'the last four digits' }),
  boundAt: Millis,
})
export type Card = Static<typeof Card>

/** GET /api/wallet/cards → Cards: the banks to choose from, and the cards that are bound. */
export const Cards = Type.Object({ banks: Type.Array(BankName), cards: Type.Array(Card) })
export type Cards = Static<typeof Cards>

/**
 * POST /api/wallet/cards → CardAsked: the bank sends an SMS code to the phone that it knows. The card must be in the
 * member's own name, so the request bears none.
 */
export const CardRequest = Type.Object({
  cardNo: Type.String({ pattern: '^[0-9]{12,19}$' }),
  bank: Type.Optional(
    Type.String({ maxLength: 16, description: 'told from the number where it is not given' }),
  ),
  phone: Type.String({ pattern: '^1[0-9]{10}$', description: 'as the bank knows it' }),
})
export type CardRequest = Static<typeof CardRequest>
export const CardAsked = Type.Object({
  bindingId: Type.String(),
  bank: Type.String(),
  tail: Type.String(),
  phone: Type.String({ description: 'masked' }),
})
export type CardAsked = Static<typeof CardAsked>

/** POST /api/wallet/cards/bindings/:bindingId → Card */
export const CardProof = Type.Object({ smsCode: Type.String({ pattern: '^[0-9]{6}$' }) })
export type CardProof = Static<typeof CardProof>

/** POST /api/wallet/topups → Topup. The same `clientNo` again gets the same order. */
export const TopupRequest = Type.Object({
  cardId: Type.String({ maxLength: 32 }),
  amount: AmountIn,
  paymentPassword: Type.String({ pattern: '^[0-9]{6}$' }),
  clientNo: Type.String({ pattern: '^[A-Za-z0-9-]{8,64}$', description: 'made by the page, once' }),
})
export type TopupRequest = Static<typeof TopupRequest>

/** GET /api/wallet/topups/:requestNo → Topup */
export const Topup = Type.Object({
  requestNo: Type.String(),
  /** `asked`: on its way to the bank. `unknown`: the bank has not said; it is asked again. */
  state: Type.Union([
    Type.Literal('asked'),
    Type.Literal('unknown'),
    Type.Literal('done'),
    Type.Literal('refused'),
  ]),
  reason: Type.Union([Type.Enum([...bankReasons]), Type.Null()]),
  amount: Yuan,
  bank: Type.String(),
  bankZh: Type.String(),
  bankEn: Type.String(),
  tail: Type.String(),
  /** The balance now. */
  balance: Yuan,
  at: Millis,
})
export type Topup = Static<typeof Topup>
/** GET /api/wallet/topups → the newest first, ten at most. */
export const Topups = Type.Object({ topups: Type.Array(Topup) })
export type Topups = Static<typeof Topups>
