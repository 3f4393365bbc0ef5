/** A stream of numbers that a seed fixes. Never for secrets. */
export type Random = {
  /** From 0 up to, not including, 1. */
  next: () => number
  /** A whole number from 0 to `count` - 1. */
  below: (count: number) => number
  /** A number from `low` up to, not including, `high`. */
  between: (low: number, high: number) => number
  chance: (probability: number) => boolean
  pick: <T>(list: readonly T[]) => T
  /** A stream of its own, so that one actor's draws do not shift another's. */
  fork: () => Random
}

/** splitmix32, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): spreads a seed. */
function splitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}

/** sfc32, Chris Doty-Humphrey's small fast counting generator (PractRand, public domain), seeded by a 32-bit number. */
export function seeded(seed: number): Random {
  const spread = splitmix32(seed)
  let [a, b, c, counter] = [spread() | 0, spread() | 0, spread() | 0, 1]
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  const next = () => word() / 2 ** 32
  return {
    next,
    below: (count) => Math.floor(next() * count),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    fork: () => seeded(word()),
  }
}
