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
/** A clock that is corrected goes back or ahead by minutes at most. */
const keptMax = 5

/**
 * The turns of the last minutes, the newest first. They outlive a reload, a new seed and a clock
 * that goes back, and the browser's tabs share them: a minute's burned codes must not come back, for
 * a burn names the phone, the minute and `n`.
 */
const kept = (): Turn[] =>
  (recall(key) ?? '')
    .split(' ')
    .map((text) => text.split('.').map(Number))
    .flatMap(([step = NaN, n = NaN]) =>
      Number.isInteger(step) && Number.isInteger(n) ? [{ step, n }] : [],
    )

export const turn = createStore<Turn>(kept()[0] ?? { step: 0, n: 0 })

function take(next: Turn): void {
  const others = kept().filter(({ step }) => step !== next.step)
  const all = [next, ...others].slice(0, keptMax)
  remember(key, all.map(({ step, n }) => `${step}.${n}`).join(' '))
  turn.set(next)
}

/** Moves on when the minute is over, either way: a corrected clock may go back. */
export function followMinute(): void {
  const step = stepAt(serverNow())
  const shown = kept().find((other) => other.step === step)
  const now = turn.get()
  if (now.step !== step) take(shown ?? { step, n: 0 })
  else if (shown && shown.n > now.n) take(shown)
}

/** Moves to the next code of this minute: on tap. */
export function nextTurn(): void {
  followMinute()
  const { step, n } = turn.get()
  if (n < refreshMax) take({ step, n: n + 1 })
}

/**
 * Moves away from a code that was used. Where the minute or another tab has moved on already, that
 * will do: of eight codes a minute a payment takes one, however many tabs are told of it.
 */
export function leaveTurn(): void {
  const used = turn.get()
  followMinute()
  if (turn.get() === used) nextTurn()
}

export const isSpent = ({ n }: Turn) => n >= refreshMax
/** When a turn's minute ends, in milliseconds since 1970 by the server's clock. */
export const turnEnds = ({ step }: Turn) => (step + 1) * stepMs
