import type { Overload } from '../case/overload.ts'
import type { Past } from '../case/past.ts'
import type { Profile } from '../case/profile.ts'
import type { Rates } from '../case/rates.ts'
import type { Soak } from '../case/soak.ts'
import type { Measured } from '../cost/measure.ts'
import type { Signing } from '../cost/signing.ts'
import type { Statement } from '../cost/statements.ts'
import type { CaseName } from '../options.ts'
import type { Percentiles } from '../load/protocol.ts'
import { median, round } from './figure.ts'
import type {
  Answers,
  Compared,
  Cost,
  Figures,
  ProfileFigures,
  Rate,
  ShareFigures,
  StatementFigures,
} from './kept.ts'

const functionsKept = 15
const statementsKept = 20
const textKept = 90

const whole = (value: number): number => round(value, 0)
const tenth = (value: number): number => round(value, 1)
const medianOf = (runs: Measured[], of: (run: Measured) => number): number => median(runs.map(of))
const tpsOf = (runs: { tps: number }[]): number => median(runs.map((run) => run.tps))
const all = (runs: { tps: number }[]): number[] => runs.map((run) => whole(run.tps))

function costOf(runs: Measured[]): Cost {
  const of = (which: keyof Cost) => medianOf(runs, (run) => run.cost[which])
  return {
    serve: whole(of('serve')),
    postgres: whole(of('postgres')),
    load: whole(of('load')),
    walBytes: whole(of('walBytes')),
    machineBusy: round(of('machineBusy'), 3),
  }
}

export const takeRate = (runs: Measured[]): Rate => ({
  tps: all(runs),
  p50Ms: tenth(medianOf(runs, (run) => run.paidMs.p50)),
  p99Ms: tenth(medianOf(runs, (run) => run.paidMs.p99)),
  cost: costOf(runs),
})

/** Those of the cases that were asked for: others were measured to compare with, and are kept where they were asked for. */
export function takeRates(
  rates: Rates,
  asked: ReadonlySet<CaseName>,
  pgbenchVersion: string,
): Partial<Figures> {
  const { pgbench, spread, gateway, hot, two, hotTwo, connections } = rates
  const compared = (key: string, runs: Measured[], base: { tps: number }[]): Compared => ({
    ...takeRate(runs),
    ratio: round(tpsOf(runs) / tpsOf(base), 3),
    connections: connections[key] ?? 0,
  })
  return {
    ...(asked.has('spread') && {
      pgbench: {
        version: pgbenchVersion,
        tps: all(pgbench),
        latencyMs: tenth(median(pgbench.map((run) => run.latencyMs))),
        clients: pgbench.map((run) => run.clients),
        postgresMicros: whole(median(pgbench.map((run) => run.postgresMicros))),
        clientMicros: whole(median(pgbench.map((run) => run.clientMicros))),
      },
      spread: compared('spread', spread, pgbench),
    }),
    ...(asked.has('gateway') && { gateway: compared('gateway', gateway, pgbench) }),
    ...(asked.has('hot') && {
      hot: compared('hot', hot, spread),
      hotTwo: compared('hotTwo', hotTwo, spread),
    }),
    ...(asked.has('two') && { two: compared('two', two, spread) }),
  }
}

/** What cores that did nothing but sign and check would do. */
export function takeSigning(
  { signMicros, verifyMicros }: Signing,
  cores: number,
  { pgbench }: Rates,
): Figures['signing'] {
  const perSecond = (cores * 1e6) / (signMicros + verifyMicros)
  return {
    signMicros: whole(signMicros),
    verifyMicros: whole(verifyMicros),
    perSecond: whole(perSecond),
    ratio: round(perSecond / tpsOf(pgbench), 3),
  }
}

export function takeOverload({ due, connections, part, during, after }: Overload) {
  const of = ({ p50, p99 }: Percentiles) => ({ p50Ms: whole(p50), p99Ms: whole(p99) })
  const answers = (count: number, sent: Percentiles, due: Percentiles): Answers => ({
    count,
    fromSent: of(sent),
    fromDue: of(due),
  })
  return {
    due: whole(due),
    connections,
    seconds: tenth(during.seconds),
    unsent: during.unsent,
    part: round(part, 3),
    paid: answers(during.paid, during.paidSentMs, during.paidMs),
    busy: answers(during.busy, during.busySentMs, during.busyMs),
    other: during.other,
    after: { ...of(after.paidMs), busy: after.busy },
  }
}

export const takePast = ({ trades, bytes, full, empty }: Past): Figures['past'] => ({
  trades,
  gib: tenth(bytes / 2 ** 30),
  full: all(full),
  empty: all(empty),
})

export function takeSoak(soak: Soak): Figures['soak'] {
  const { run, samples, notified, slow } = soak
  const settled = samples[Math.floor(samples.length / 5)]
  const last = samples.at(-1)
  const memory = (which: 'serveMiB' | 'workMiB'): [number, number] => [
    settled?.[which] ?? 0,
    last?.[which] ?? 0,
  ]
  return {
    tps: whole(run.tps),
    minutes: tenth(run.seconds / 60),
    paid: run.paid,
    over: round(run.overSecond / Math.max(1, run.paid), 4),
    refused: run.unsent + run.busy,
    other: run.other,
    p50Ms: tenth(run.paidMs.p50),
    p99Ms: tenth(run.paidMs.p99),
    slow: slow.map((one) => ({ ...one, maxMs: whole(one.maxMs), gapMs: whole(one.gapMs) })),
    notified: notified.different,
    twice: notified.received - notified.different,
    late: round(notified.late / Math.max(1, notified.different), 4),
    drainSeconds: tenth(soak.drainSeconds),
    waitingMost: Math.max(...samples.map((one) => one.waiting), 0),
    serveMiB: memory('serveMiB'),
    workMiB: memory('workMiB'),
    workMicros: whole(soak.workMicros),
    cost: costOf([run]),
    statements: statementsOf(soak.statements, run.paid),
  }
}

export function takeProfile({ run, node, statements }: Profile): ProfileFigures {
  const { serve, walBytes } = run.cost
  // The profiler sees time, not processor time, and slows things down: its shares are laid over what /proc counted.
  const shares = (list: typeof node.parts): ShareFigures[] =>
    list.map(({ what, micros }) => {
      const share = micros / node.totalMicros
      return { what, share: round(share, 3), micros: tenth(share * serve) }
    })
  return {
    busy: round(node.busy, 3),
    serveMicros: whole(serve),
    walBytes: tenth(walBytes),
    parts: shares(node.parts),
    functions: shares(node.functions.slice(0, functionsKept)),
    statements: statementsOf(statements, run.paid),
  }
}

const statementsOf = (statements: Statement[], payments: number): StatementFigures[] =>
  statements.slice(0, statementsKept).map((one) => ({
    micros: tenth(one.micros / payments),
    walBytes: tenth(one.walBytes / payments),
    calls: one.calls,
    rowsPerCall: tenth(one.rows / Math.max(1, one.calls)),
    text: one.text.slice(0, textKept),
  }))
