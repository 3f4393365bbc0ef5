import type { Slow } from '../cost/beside.ts'

/** Figures that are compared keep one number a round; the rest are medians over the rounds. */
export type Rate = {
  tps: number[]
  p50Ms: number
  p99Ms: number
  cost?: Cost
}

/** Microseconds of processor time for a payment; bytes; a part of all cores. */
export type Cost = {
  serve: number
  postgres: number
  load: number
  walBytes: number
  machineBusy: number
}

/** `ratio` is to what the case is compared with, in the same run. */
export type Compared = Rate & { ratio: number; connections: number }

export type Answers = {
  count: number
  fromSent: { p50Ms: number; p99Ms: number }
  fromDue: { p50Ms: number; p99Ms: number }
}

/** For one payment, but for the calls: those are all there were. */
export type StatementFigures = {
  micros: number
  walBytes: number
  calls: number
  rowsPerCall: number
  text: string
}
export type ShareFigures = { what: string; share: number; micros: number }
export type ProfileFigures = {
  busy: number
  serveMicros: number
  walBytes: number
  parts: ShareFigures[]
  functions: ShareFigures[]
  statements: StatementFigures[]
}

/** What the report tells of each case. */
export type Figures = {
  pgbench: {
    version: string
    tps: number[]
    latencyMs?: number
    clients: number[]
    postgresMicros: number
    clientMicros: number
  }
  spread: Compared
  gateway: Compared
  hot: Compared
  two: Compared
  hotTwo: Compared
  signing: { signMicros: number; verifyMicros: number; perSecond: number; ratio: number }
  half: Rate
  overload: {
    due: number
    connections: number
    seconds: number
    unsent: number
    part: number
    paid: Answers
    busy: Answers
    other: Record<string, number>
    after: { p50Ms: number; p99Ms: number; busy: number }
  }
  past: { trades: number; gib?: number; full: number[]; empty: number[] }
  soak: {
    tps: number
    minutes: number
    paid: number
    /** The part that took over a second. */
    over: number
    refused: number
    /** Answers that were neither, by what they said. */
    other?: Record<string, number>
    p50Ms: number
    p99Ms: number
    slow?: Slow[]
    notified: number
    twice: number
    late: number
    drainSeconds: number
    waitingMost: number
    /** After a fifth of the time, and at its end. */
    serveMiB: [number, number]
    workMiB: [number, number]
    workMicros: number
    cost: Cost
    statements: StatementFigures[]
  }
  profileTill: ProfileFigures
  profileGateway: ProfileFigures
  resolve: { perSecond: number }
}
export type Name = keyof Figures

/** What was measured, where, and how. */
export type Run = {
  commit: string
  processor: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  postgres: string
  settings: Record<string, string>
  payers: number
  merchants: number
  rounds: number
  seconds: number
}

/** A case, with the run in which it was measured last; a note is written by hand and goes with the figures. */
export type Case<N extends Name> = Figures[N] & { run: string; note?: string }

/** The text of `bench/results.json`. Runs go by when they began, UTC, to the minute. */
export type Kept = { runs: Record<string, Run>; cases: { [N in Name]?: Case<N> } }

/** Puts the figures of a run in the place of older ones; runs of which nothing is left are dropped. */
export function keep(kept: Kept, run: { at: string; about: Run }, figures: Partial<Figures>): Kept {
  const stamped = Object.entries(figures).map(([name, one]) => [name, { run: run.at, ...one }])
  const cases = { ...kept.cases, ...(Object.fromEntries(stamped) as Kept['cases']) }
  const used = new Set(Object.values(cases).map((one) => one.run))
  const runs = Object.entries({ ...kept.runs, [run.at]: run.about })
  return { runs: Object.fromEntries(runs.filter(([at]) => used.has(at))), cases }
}

/** JSON with a line for each row of a table, so that a change of figures reads well. */
export function textOf(kept: Kept): string {
  const lines = (value: unknown, indent: string, depth: number): string => {
    const inline = JSON.stringify(value)
    if (typeof value !== 'object' || value === null || depth === 0) return inline
    const deeper = `${indent}  `
    const one = (each: unknown) => lines(each, deeper, depth - 1)
    const isList = Array.isArray(value)
    if (isList && !value.some((each) => typeof each === 'object')) return inline
    const parts = isList
      ? value.map(one)
      : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${one(each)}`)
    const [open, close] = isList ? '[]' : '{}'
    return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`
  }
  return `${lines(kept, '', 4)}\n`
}
