import { refreshMax, stepAt, stepMs } from '#paycode/derive.ts'
import { createStore, recall, remember } from '#web/ui/store.ts'

import { serverNow } from './clock.ts'

/**
 * Which code of which minute is on show: `n` from 0; at `refreshMax` the minute's codes are used
 * up.
 */
export interface Turn {
  readonly step: number
  readonly n: number
}

const key = 'tongbao.turn'

/** A turn outlives a reload: a minute's burned codes must not come back with it. */
function kept(): Turn {
  const [step = NaN, n = NaN] = (recall(key) ?? '').split('.').map(Number)
  return Number.isInteger(step) && Number.isInteger(n) ? { step, n } : { step: 0, n: 0 }
}

export const turn = createStore<Turn>(kept())

function take(next: Turn): void {
  remember(key, `${next.step}.${next.n}`)
  turn.set(next)
}

/** Moves on when the minute is over, either way: a corrected clock may go back. */
export function followMinute(): void {
  const step = stepAt(serverNow())
  if (turn.get().step !== step) take({ step, n: 0 })
}

/** Moves to the next code of this minute: on tap, and after each use. */
export function nextTurn(): void {
  followMinute()
  const { step, n } = turn.get()
  if (n < refreshMax) take({ step, n: n + 1 })
}

export const isSpent = ({ n }: Turn) => n >= refreshMax
/** When a turn's minute ends, in milliseconds since 1970 by the server's clock. */
export const turnEnds = ({ step }: Turn) => (step + 1) * stepMs
