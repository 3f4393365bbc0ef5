import { randomInt } from 'node:crypto'

export type Random = {
  seed: number
  /** A whole number from 0 to below `below`. */
  whole: (below: number) => number
  chance: (of: number) => boolean
  pick: <T>(from: readonly T[]) => T
}

/** Repeatable luck (mulberry32). The seed is printed, or given by TONGBAO_CRASH_SEED. */
export function openRandom(name: string): Random {
  const given = process.env['TONGBAO_CRASH_SEED']
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given)
  console.log(`${name}: TONGBAO_CRASH_SEED=${seed}`)
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number) => Math.floor(next() * below)
  return {
    seed,
    whole,
    chance: (of) => next() < of,
    pick: (from) => from[whole(from.length)]!,
  }
}

/** Rounds of one test: TONGBAO_CRASH_ROUNDS, or as many as fit into an ordinary run. */
export const rounds = (usual: number): number =>
  Number(process.env['TONGBAO_CRASH_ROUNDS'] ?? usual)
