import { monotonicMicros } from '../cost/profile.ts'
import type { Verdict } from './connection.ts'
import type { Percentiles, RoundResult } from './protocol.ts'
import { Seconds } from './seconds.ts'

const slowestTold = 5

/** A round, which starts when it is made: counts answers and how long they took, from when they were due and from when they were sent. */
export class Tally {
  readonly #paid = { due: [] as number[], sent: [] as number[] }
  readonly #busy = { due: [] as number[], sent: [] as number[] }
  readonly #other: Record<string, number> = {}
  readonly #startedAt = performance.now()
  readonly #startedMicros = monotonicMicros()
  readonly #cpu = process.cpuUsage()
  readonly #seconds = new Seconds(this.#startedAt)
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
    if (verdict === 'paid') this.#seconds.paid(dueAt, now - dueAt)
  }

  /** The generator looked at its clock `ms` after it did at `from`. */
  looked(from: number, ms: number): void {
    this.#seconds.gap(from, ms)
  }

  /** Ends the round. */
  result(name: string): RoundResult {
    const seconds = (performance.now() - this.#startedAt) / 1000
    const { user, system } = process.cpuUsage(this.#cpu)
    return {
      name,
      startedMicros: this.#startedMicros,
      seconds,
      slowest: this.#seconds.slowest(slowestTold),
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
      cpuMicros: user + system,
    }
  }
}

function percentiles(times: number[]): Percentiles {
  const sorted = Float64Array.from(times).sort()
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}
