import { must } from '#kernel/failure.ts'

/**
 * The rows of one table that a batch knows: as loaded, and as decided so far. Asking for a row that was not loaded is a bug:
 * an absent row and an unasked one must never look alike.
 */
export class Shelf<Row> {
  readonly #name: string
  /** How a changed row reads once it is stored: with the next version, where the table counts versions. */
  readonly #stored: (row: Row) => Row
  readonly #before = new Map<string, Row | undefined>()
  readonly #now = new Map<string, Row>()
  #ahead: readonly Shelf<Row>[]

  constructor(name: string, stored: (row: Row) => Row, ahead: readonly Shelf<Row>[] = []) {
    this.#name = name
    this.#stored = stored
    this.#ahead = ahead
  }

  /**
   * Puts what the database holds under this key; undefined for a row that does not exist. What batches ahead, still on their way
   * into the database, made of the row is newer and stands instead; of several the nearest.
   */
  load(key: string, row: Row | undefined): void {
    for (const ahead of this.#ahead) {
      const landing = ahead.landing(key)
      if (landing !== undefined) return void this.#before.set(key, landing)
    }
    this.#before.set(key, row)
  }

  /** The row that this batch, once stored, leaves under the key; undefined when it leaves it alone. */
  landing(key: string): Row | undefined {
    const row = this.#now.get(key)
    if (row === undefined) return undefined
    return this.#before.get(key) === undefined ? row : this.#stored(row)
  }

  /** Lets the batches ahead go, once everything is loaded. */
  forgetAhead(): void {
    this.#ahead = []
  }

  has(key: string): boolean {
    return this.#before.has(key)
  }

  get(key: string): Row | undefined {
    const row = this.#now.get(key) ?? this.#before.get(key)
    // The words of an assertion take longer than the look-up, so they are put together where it may fail.
    if (row === undefined) must(this.#before.has(key), `${this.#name} ${key} was loaded`)
    return row
  }

  put(key: string, row: Row): void {
    const loaded = this.#before.has(key)
    if (!loaded) must(loaded, `${this.#name} ${key} was loaded before it changes`)
    this.#now.set(key, row)
  }

  get size(): number {
    return this.#now.size
  }

  /** What changed, in key order, each beside the row as loaded: the same order in every process keeps locks from crossing. */
  changed(): { before: Row | undefined; after: Row }[] {
    return [...this.#now.keys()]
      .toSorted()
      .map((key) => ({ before: this.#before.get(key), after: this.#now.get(key)! }))
  }
}
