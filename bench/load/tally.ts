import type { Verdict } from './connection.ts'
import type { Percentiles, RoundResult } from './protocol.ts'

/** Counts answers and how long they took. */
export class Tally {
  readonly #paid: number[] = []
  readonly #busy: number[] = []
  readonly #other: Record<string, number> = {}
  sent = 0
  unsent = 0

  add(verdict: Verdict, ms: number): void {
    if (verdict === 'paid') this.#paid.push(ms)
    else if (verdict === 'busy') this.#busy.push(ms)
    else this.#other[verdict] = (this.#other[verdict] ?? 0) + 1
  }

  result(name: string, seconds: number, cpuMicros: number): RoundResult {
    return {
      name,
      seconds,
      sent: this.sent,
      paid: this.#paid.length,
      busy: this.#busy.length,
      other: this.#other,
      tps: this.#paid.length / seconds,
      overSecond: this.#paid.filter((ms) => ms > 1000).length,
      paidMs: percentiles(this.#paid),
      busyMs: percentiles(this.#busy),
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
