import { Type, type Static } from 'typebox'

import { bankReasons } from '#wire/cards.ts'

/** What platform and bank say to each other, in JSON. Amounts are fen as decimal text. */

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Fen = Type.String({ pattern: '^[1-9][0-9]{0,12}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** POST /banks/:bank/bindings */
export const BindingRequest = Type.Object({
  cardNo: Type.String({ pattern: '^[0-9]{12,19}$' }),
  name: text(64),
  phone: Type.String({ pattern: '^1[0-9]{10}$' }),
  /** The last four digits of the phone whose wallet asks for it: the bank's SMS names them. */
  wallet: Type.String({ pattern: '^[0-9]{4}$' }),
})
export type BindingRequest = Static<typeof BindingRequest>

/** POST /banks/:bank/bindings/:bindingNo */
export const BindingProof = Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) })

/** POST /banks/:bank/debits. The same number again gets the same answer. */
export const DebitRequest = Type.Object({ requestNo: text(64), agreementNo: text(64), amount: Fen })
export type DebitRequest = Static<typeof DebitRequest>

/** A request of ours as the bank has done it. */
export const Debit = Type.Object({
  requestNo: text(64),
  agreementNo: text(64),
  amount: Fen,
  /** The bank's own number of it. */
  bankNo: text(64),
  /** The day of the bank's books, in Beijing. */
  day: Day,
})
export type Debit = Static<typeof Debit>

/** GET /banks/:bank/statements/:day: what came to the platform's account that day. */
export const Statement = Type.Object({
  day: Day,
  items: Type.Array(Debit),
  count: Type.Integer({ minimum: 0 }),
  total: Type.String({ pattern: '^[0-9]{1,18}$' }),
})
export type Statement = Static<typeof Statement>

export const Refused = Type.Object({
  outcome: Type.Literal('refused'),
  reason: Type.Enum([...bankReasons]),
})
/** The bank knows no such request. */
export const NoRequest = Type.Object({ outcome: Type.Literal('none') })
export const BindingBegun = Type.Object({ bindingNo: text(64) })
export const Agreed = Type.Object({ agreementNo: text(64) })
export const Ended = Type.Object({ agreementNo: text(64) })
