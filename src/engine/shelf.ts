import { must } from '#kernel/failure.ts'

/**
 * The rows of one table that a batch knows: as loaded, and as decided so far. Asking for a row that was not loaded is a bug:
 * an absent row and an unasked one must never look alike.
 */
export class Shelf<Row> {
  readonly #name: string
  /** How a changed row reads once it is stored: with the next version, where the table counts versions. */
  readonly #stored: (row: Row) => Row
  readonly #rows = new Map<string, Held<Row>>()
  readonly #changed: { key: string; held: Held<Row> }[] = []
  #ahead: readonly Shelf<Row>[]
  #empty = true

  /** `ahead` have changed what they will. */
  constructor(name: string, stored: (row: Row) => Row, ahead: readonly Shelf<Row>[] = []) {
    this.#name = name
    this.#stored = stored
    this.#ahead = ahead.filter((one) => one.size > 0)
  }

  /**
   * Puts what the database holds under this key; undefined for a row that does not exist. What batches ahead, still on their way
   * into the database, made of the row is newer and stands instead; of several the nearest. Before anything changes.
   */
  load(key: string, row: Row | undefined): void {
    let before = row
    for (const ahead of this.#ahead) {
      const landing = ahead.landing(key)
      if (landing === undefined) continue
      before = landing
      break
    }
    this.#rows.set(key, { before, now: undefined })
    if (before !== undefined) this.#empty = false
  }

  /** The row that this batch, once stored, leaves under the key; undefined when it leaves it alone. */
  landing(key: string): Row | undefined {
    const held = this.#rows.get(key)
    if (held?.now === undefined || held.before === undefined) return held?.now
    return this.#stored(held.now)
  }

  /** Lets the batches ahead go, once everything is loaded. */
  forgetAhead(): void {
    this.#ahead = []
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  get(key: string): Row | undefined {
    const held = this.#rows.get(key)
    // The words of an assertion take longer than the look-up, so they are put together where it fails.
    if (held === undefined) must(held, `${this.#name} ${key} was loaded`)
    return held.now ?? held.before
  }

  put(key: string, row: Row): void {
    const held = this.#rows.get(key)
    if (held === undefined) must(held, `${this.#name} ${key} was loaded before it changes`)
    if (held.now === undefined) this.#changed.push({ key, held })
    held.now = row
    this.#empty = false
  }

  /** Whether none of the rows that were asked for is there. */
  get empty(): boolean {
    return this.#empty
  }

  get size(): number {
    return this.#changed.length
  }

  /** What changed, in key order, each beside the row as loaded: the same order in every process keeps locks from crossing. */
  changed(): { before: Row | undefined; after: Row }[] {
    const inOrder = this.#changed.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    return inOrder.map(({ held }) => ({ before: held.before, after: held.now as Row }))
  }
}

/** A row as loaded, and as decided so far. */
type Held<Row> = { readonly before: Row | undefined; now: Row | undefined }
