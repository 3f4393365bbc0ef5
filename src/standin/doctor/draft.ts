import type { Pair } from './paste.ts'

/** A text that the signer may have signed, still in its pairs. */
export type Draft = {
  pairs: readonly Pair[]
  /** How the pairs are put in a row. */
  order: 'bytes' | 'received' | 'letters'
  /** What stands around a value. */
  quote: '' | '"'
}

/** The text of a draft, as bytes. */
export function textOf({ pairs, order, quote }: Draft): Buffer {
  const row = order === 'received' ? pairs : pairs.toSorted(comparing[order])
  const parts = row.flatMap(({ name, bytes }, at) => [
    Buffer.from(`${at === 0 ? '' : '&'}${name}=${quote}`),
    bytes,
    Buffer.from(quote),
  ])
  return Buffer.concat(parts)
}

const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const comparing = {
  bytes: (a: Pair, b: Pair) => plain(a.name, b.name),
  letters: (a: Pair, b: Pair) => plain(a.name.toLowerCase(), b.name.toLowerCase()),
}

/** Other pairs; the same draft where there are as many as before. */
export function withPairs(
  draft: Draft,
  change: (pairs: readonly Pair[]) => readonly Pair[],
): Draft {
  const pairs = change(draft.pairs)
  return pairs.length === draft.pairs.length ? draft : { ...draft, pairs }
}

/** Each value changed; what `change` leaves undefined stays. The same draft where nothing changes. */
export function withValues(draft: Draft, change: (pair: Pair) => Buffer | undefined): Draft {
  let changes = 0
  const pairs = draft.pairs.map((pair) => {
    const bytes = change(pair)
    if (!bytes || bytes.equals(pair.bytes)) return pair
    changes++
    return { ...pair, bytes }
  })
  return changes === 0 ? draft : { ...draft, pairs }
}
