/** A pause of Node's garbage collector: when it ended, milliseconds after the process started, and how long it was. */
export type Collection = { atMs: number; pauseMs: number }

const line =
  /^\[\d+:0x[0-9a-f]+\]\s+(\d+) ms: (?:Scavenge|Mark-Compact|Minor Mark-Compact).*? MB, (?:pooled: \d+ MB, )?([\d.]+) \//gm

/** The pauses in what a process printed under `--trace-gc`. */
export function readCollections(text: string): Collection[] {
  return [...text.matchAll(line)].map(([, atMs, pauseMs]) => ({
    atMs: Number(atMs),
    pauseMs: Number(pauseMs),
  }))
}
