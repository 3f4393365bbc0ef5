import { must } from '#kernel/failure.ts'

/**
 * The rows of one table that a batch knows: as loaded, and as decided so far. Asking for a row that was not loaded is a bug:
 * an absent row and an unasked one must never look alike.
 */
export class Shelf<Row> {
  readonly #name: string
  readonly #before = new Map<string, Row | undefined>()
  readonly #now = new Map<string, Row>()

  constructor(name: string) {
    this.#name = name
  }

  /** Puts what the database holds under this key; undefined for a row that does not exist. */
  load(key: string, row: Row | undefined): void {
    this.#before.set(key, row)
  }

  has(key: string): boolean {
    return this.#before.has(key)
  }

  get(key: string): Row | undefined {
    must(this.#before.has(key), `${this.#name} ${key} was loaded`)
    return this.#now.get(key) ?? this.#before.get(key)
  }

  put(key: string, row: Row): void {
    must(this.#before.has(key), `${this.#name} ${key} was loaded before it changes`)
    this.#now.set(key, row)
  }

  /** What changed, in key order, each beside the row as loaded: the same order in every process keeps locks from crossing. */
  changed(): { before: Row | undefined; after: Row }[] {
    return [...this.#now.keys()]
      .sort()
      .map((key) => ({ before: this.#before.get(key), after: this.#now.get(key)! }))
  }
}
