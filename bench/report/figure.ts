import type { Measured } from '../cost/measure.ts'

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

export type Figure = { tps: number; ratio: number; p50_ms: number; p99_ms: number }

export const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Medians over the rounds. `ratio` is to `base`, the medians compared. */
export function figure(runs: Measured[], base: number): Figure {
  const tps = median(runs.map((run) => run.tps))
  return {
    tps: round(tps, 1),
    ratio: round(tps / base, 3),
    p50_ms: round(median(runs.map((run) => run.paidMs.p50)), 2),
    p99_ms: round(median(runs.map((run) => run.paidMs.p99)), 2),
  }
}
