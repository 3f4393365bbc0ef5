import type { Changes } from '#engine/facts.ts'
import type { Fen } from '#kernel/money.ts'
import type { Decision } from '#trade/rules.ts'

import type { FundFailure } from './failure.ts'

/** What one merchant may pay out: in one transfer, and on one Beijing day. */
export type TransferLimits = { one: Fen; day: Fen }

/** The network's own limits, where the operator sets none: 100,000.00 a transfer, 1,000,000.00 a day. */
export const transferLimits: TransferLimits = { one: 10_000_000n, day: 100_000_000n }

/** No money moves, and nothing is written unless `changes` says so. */
export const decline = (code: FundFailure, changes: Changes = {}): Decision => ({
  outcome: { kind: 'declined', code },
  changes,
})
