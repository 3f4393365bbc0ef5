import { stepMs } from '#paycode/derive.ts'

import type { CodePool } from './codes.ts'
import type { Round } from './protocol.ts'

/** An answer may come this late after the round's end. */
const lateMs = 5000
/** A code's step and its neighbours last longer than this. */
const sliceMs = 30_000
/** Rounds up to here need one slice. */
export const shortSeconds = 45

/** Codes for a round that starts when it is ready, within `preparingMs`; waits where earlier rounds used the minute's codes up. */
export async function codesNow(
  pool: CodePool,
  round: Round,
  preparingMs: number,
): Promise<string[]> {
  const lengthMs = preparingMs + round.seconds * 1000 + lateMs
  const patience = Date.now() + 2 * stepMs
  while (pool.left(Date.now(), Date.now() + lengthMs) < round.ready) {
    if (Date.now() > patience) throw new Error(`${round.ready} codes at once need more payers`)
    await new Promise((later) => setTimeout(later, 250))
  }
  return pool.take(round.ready, Date.now(), Date.now() + lengthMs)
}

/** Codes for a long round that starts at `startMs`: each lives when its request is due. */
export function codesAhead(pool: CodePool, round: Round, startMs: number): string[] {
  if (round.mode.kind !== 'open') throw new Error('a long round has a rate')
  const perSlice = (round.mode.perSecond * sliceMs) / 1000
  const codes: string[] = []
  for (let from = startMs; codes.length < round.ready; from += sliceMs) {
    const count = Math.min(perSlice, round.ready - codes.length)
    const taken = pool.take(count, from, from + sliceMs + lateMs)
    if (taken.length < count) throw new Error(`${count} codes in half a minute need more payers`)
    codes.push(...taken)
  }
  return codes
}
