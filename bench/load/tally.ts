import type { Verdict } from './connection.ts'
import type { Percentiles, RoundResult } from './protocol.ts'

/** Counts answers and how long they took, from when they were due and from when they were sent. */
export class Tally {
  readonly #paid = { due: [] as number[], sent: [] as number[] }
  readonly #busy = { due: [] as number[], sent: [] as number[] }
  readonly #other: Record<string, number> = {}
  sent = 0
  unsent = 0

  /** An answer that is in now; moments are those of `performance.now()`. */
  add(verdict: Verdict, { dueAt, sentAt }: { dueAt: number; sentAt: number }): void {
    const kind = verdict === 'paid' ? this.#paid : verdict === 'busy' ? this.#busy : undefined
    if (!kind) {
      this.#other[verdict] = (this.#other[verdict] ?? 0) + 1
      return
    }
    const now = performance.now()
    kind.due.push(now - dueAt)
    kind.sent.push(now - sentAt)
  }

  result(name: string, seconds: number, cpuMicros: number): RoundResult {
    return {
      name,
      seconds,
      sent: this.sent,
      paid: this.#paid.due.length,
      busy: this.#busy.due.length,
      other: this.#other,
      tps: this.#paid.due.length / seconds,
      overSecond: this.#paid.due.filter((ms) => ms > 1000).length,
      paidMs: percentiles(this.#paid.due),
      busyMs: percentiles(this.#busy.due),
      paidSentMs: percentiles(this.#paid.sent),
      busySentMs: percentiles(this.#busy.sent),
      unsent: this.unsent,
      cpuMicros,
    }
  }
}

function percentiles(times: number[]): Percentiles {
  const sorted = Float64Array.from(times).sort()
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}
