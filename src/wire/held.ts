import { Type, type Static } from 'typebox'

import { Millis, Yuan } from './common.ts'

/** Money of this payer that is held for a merchant: not spent, and not there to be spent. */
export const Held = Type.Object({
  tradeNo: Type.String({ description: 'the number of the pre-authorisation' }),
  merchantName: Type.String(),
  title: Type.String(),
  /** What is held still, of what was held at first. */
  amount: Yuan,
  total: Yuan,
  at: Millis,
})
export type Held = Static<typeof Held>

/** GET /api/wallet/held → HeldList, the newest first. `amount` is the sum. */
export const HeldList = Type.Object({ amount: Yuan, held: Type.Array(Held) })
export type HeldList = Static<typeof HeldList>
