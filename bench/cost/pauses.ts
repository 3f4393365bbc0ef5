/** A pause of Node's garbage collector that ended at `at`, microseconds of the machine's monotonic clock. */
export type Pause = { at: number; ms: number }

const line =
  /^\[\d+:0x[0-9a-f]+\]\s+(\d+) ms: (?:Scavenge|Mark-Compact|Minor Mark-Compact).*? MB, (?:pooled: \d+ MB, )?([\d.]+) \//gm

/** The pauses in what a process that began at `startedMicros` printed under `--trace-gc`. */
export function readPauses(text: string, startedMicros: number): Pause[] {
  return [...text.matchAll(line)].map(([, endedMs, ms]) => ({
    at: startedMicros + Number(endedMs) * 1000,
    ms: Number(ms),
  }))
}
