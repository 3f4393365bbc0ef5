/** Wrong codes are counted in windows of ten minutes; a handle lives a minute anyway. */
export const guessWindowMs = 600_000

export const windowStart = (now: number): number => now - (now % guessWindowMs)

/** Wrong codes presented by one subject within one window. */
export type Guess = { subject: string; windowStart: number; misses: number; version: bigint }

/** Failures allowed a window, by who presents; docs/concepts/payment-code.md computes the odds that they leave. */
export type GuessBudget = { merchant: number; terminal: number; address: number; handle: number }

export type Presenter = { merchantId: string; terminalId: string | null; address: string }

/** Who is counted when a wrong code is presented, each with its budget. */
export const presenters = (
  from: Presenter,
  budget: GuessBudget,
): { subject: string; allowed: number }[] => [
  { subject: `merchant:${from.merchantId}`, allowed: budget.merchant },
  { subject: `address:${from.address}`, allowed: budget.address },
  ...(from.terminalId === null
    ? []
    : [{ subject: `terminal:${from.merchantId}:${from.terminalId}`, allowed: budget.terminal }]),
]

/** A device's handle of one minute: misses kill it alone, so that whoever photographed a code cannot lock its owner out. */
export const handleSubject = (deviceNo: bigint, step: number): string =>
  `handle:${deviceNo}:${step}`

export const miss = (guess: Guess): Guess => ({ ...guess, misses: guess.misses + 1 })
