/** One second of a round. */
export type Second = {
  /** Seconds from the round's start. */
  at: number
  /** Payments that were due in it and were paid, how many of them took over a second, and the longest. */
  paid: number
  overSecond: number
  maxMs: number
  /** The longest time for which the generator itself did not look at its clock: it stood still, not the server. */
  gapMs: number
}

/** Counts a round second by second, by when payments were due. */
export class Seconds {
  readonly #startedAt: number
  readonly #seconds: Second[] = []

  /** Moments are those of `performance.now()`. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  paid(dueAt: number, ms: number): void {
    const second = this.#of(dueAt)
    second.paid++
    if (ms > 1000) second.overSecond++
    second.maxMs = Math.max(second.maxMs, ms)
  }

  gap(from: number, ms: number): void {
    const second = this.#of(from)
    second.gapMs = Math.max(second.gapMs, ms)
  }

  /** The seconds with the longest payments, in the order of time. */
  slowest(count: number): Second[] {
    const sorted = this.#seconds.toSorted((a, b) => b.maxMs - a.maxMs)
    return sorted.slice(0, count).toSorted((a, b) => a.at - b.at)
  }

  #of(moment: number): Second {
    const at = Math.max(0, Math.floor((moment - this.#startedAt) / 1000))
    while (this.#seconds.length <= at) {
      const nothing = { paid: 0, overSecond: 0, maxMs: 0, gapMs: 0 }
      this.#seconds.push({ at: this.#seconds.length, ...nothing })
    }
    return this.#seconds[at]!
  }
}
