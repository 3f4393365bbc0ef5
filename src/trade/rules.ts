import type { Changes, Facts } from '#engine/facts.ts'
import type { TransferLimits } from '#fund/rules.ts'
import type { Fen } from '#kernel/money.ts'
import type { GuessBudget } from '#risk/guess.ts'
import type { FailureCode } from '#wire/codes.ts'

import type { Outcome } from './command.ts'
import type { Trade } from './trade.ts'

/** What a decision may know besides facts and command. Everything that is not a pure value is handed in here. */
export type Rules = {
  /** Milliseconds, UTC; one moment for a whole batch. */
  now: number
  /** The stripe of merchants' receipts that this process writes. */
  stripe: number
  /** True when an earlier try of this batch may have been committed without our hearing of it. */
  maybeDone: boolean
  /** What one payer may spend on one Beijing day. */
  dayLimit: Fen
  /** What one merchant may pay out. */
  transfer: TransferLimits
  budget: GuessBudget
  /** How long an order waits unpaid where the merchant says nothing: three hours. */
  unpaidMs: number
  /** How long a paid order takes refunds. */
  refundMs: number
  newId: () => string
  newTradeNo: () => string
}

export type Decision = { outcome: Outcome; changes: Changes }

export type Decide<C> = (facts: Facts, command: C, rules: Rules) => Decision

/** Nothing moves, and nothing is written unless `changes` says so. */
export const refuse = (
  code: FailureCode,
  trade: Trade | null = null,
  detail: Record<string, string | number> = {},
  changes: Changes = {},
): Decision => ({ outcome: { kind: 'failed', code, detail, trade }, changes })
