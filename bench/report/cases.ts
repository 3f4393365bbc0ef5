import type { Results } from '../case/all.ts'
import type { Overload } from '../case/overload.ts'
import type { Measured } from '../cost/measure.ts'
import type { Percentiles } from '../load/protocol.ts'
import { median } from './figure.ts'
import { percent, table, tenth, whole } from './markdown.ts'

const rateHead = ['case', 'payments a second', 'reach', 'ratio', 'p50 ms', 'p99 ms', 'connections']

const rateOf = (runs: Measured[]): number => median(runs.map((run) => run.tps))
const all = (rates: number[]): string => `${whole(median(rates))} (${rates.map(whole).join(', ')})`
const times = (runs: Measured[], which: 'p50' | 'p99'): string =>
  tenth(median(runs.map((run) => run.paidMs[which])))

/** The cases as sections of Markdown; those that did not run are left out. */
export function caseRows(results: Results): string[] {
  return [rates(results), half(results), steady(results), rest(results)].filter(
    (text) => text !== '',
  )
}

function rates({ rates: found }: Results): string {
  const { pgbench, connections } = found
  const base = median(pgbench.map((run) => run.tps))
  const spread = rateOf(found.spread)
  const row = (name: string, key: string, runs: Measured[], reach: string, beside: number) =>
    runs.length === 0
      ? []
      : [
          [
            name,
            all(runs.map((run) => run.tps)),
            reach,
            (rateOf(runs) / beside).toFixed(2),
            times(runs, 'p50'),
            times(runs, 'p99'),
            String(connections[key] ?? ''),
          ],
        ]
  const latency = tenth(median(pgbench.map((run) => run.latencyMs)))
  const clients = pgbench.map((run) => run.clients).join(', ')
  const rows = [
    [
      'pgbench TPC-B, best of 8, 32, 64 clients',
      all(pgbench.map((run) => run.tps)),
      '',
      '1.00',
      latency,
      '',
      clients,
    ],
    ...row('spread: till API, one process', 'spread', found.spread, '≥ 2.0 × pgbench', base),
    ...row(
      'gateway: alipay.trade.pay, RSA2, notified',
      'gateway',
      found.gateway,
      '≥ 1.2 × pgbench',
      base,
    ),
    ...row('hot: everybody pays one merchant', 'hot', found.hot, '≥ 0.9 × spread', spread),
    ...row('two: two serve processes', 'two', found.two, '≥ 1.0 × spread', spread),
    ...row('hot, two serve processes', 'hotTwo', found.hotTwo, '≥ 0.8 × spread', spread),
  ]
  return table(rateHead, rows)
}

function half({ half: runs }: Results): string {
  if (runs.length === 0) return ''
  const ratio =
    median(runs.map((run) => run.paidMs.p99)) / median(runs.map((run) => run.paidMs.p50))
  return (
    `**half**: at half of the best load, arriving by a Poisson process (${whole(rateOf(runs))} a second): ` +
    `p50 ${times(runs, 'p50')} ms, p99 ${times(runs, 'p99')} ms, that is ${tenth(ratio)} × (reach: under 10 ×). ` +
    'Times count from the moment at which a request was due; the generator looks every millisecond.'
  )
}

function steady({ soak, past }: Results): string {
  const parts: string[] = []
  if (past) {
    const ratio = rateOf(past.full) / rateOf(past.empty)
    parts.push(
      `**past**: ${whole(past.trades)} past trades in the database (${whole(past.bytes / 2 ** 30)} GiB): ` +
        `${all(past.full.map((run) => run.tps))} a second, beside ${all(past.empty.map((run) => run.tps))} ` +
        `without, ${ratio.toFixed(2)} × (reach: ≥ 0.9 ×).`,
    )
  }
  if (soak) {
    const { run, samples, drainSeconds, notified } = soak
    const settled = samples[Math.floor(samples.length / 5)]
    const last = samples.at(-1)
    const memory = (which: 'serveMiB' | 'workMiB') => `${settled?.[which]} → ${last?.[which]} MiB`
    parts.push(
      `**soak**: ${whole(run.tps)} gateway payments a second for ${tenth(run.seconds / 60)} minutes: ` +
        `${whole(run.paid)} paid, ${percent(run.overSecond / Math.max(1, run.paid))} over 1 s (reach: ≤ 1 %), ` +
        `${run.unsent + run.busy} refused or unsent; p50 ${tenth(run.paidMs.p50)} ms, p99 ${tenth(run.paidMs.p99)} ms. ` +
        `${whole(notified.different)} notified (${whole(notified.received - notified.different)} of them twice, ` +
        `${percent(notified.late / Math.max(1, notified.different))} more than 1 s after the payment), the queue ` +
        `drained ${tenth(drainSeconds)} s after the last payment, at most ${whole(Math.max(...samples.map((s) => s.waiting), 0))} waiting. ` +
        `Memory from a fifth of the time to its end: serve ${memory('serveMiB')}, work ${memory('workMiB')}.`,
    )
  }
  return parts.join('\n\n')
}

function rest({ overload, resolve }: Results): string {
  const parts: string[] = []
  if (overload) parts.push(flood(overload))
  if (resolve) {
    parts.push(`**resolve**: ${whole(resolve.whole)} codes a second on one core (reach: ≥ 15,000).`)
  }
  return parts.join('\n\n')
}

function flood({ due, sent, connections, part, during, after }: Overload): string {
  const row = (name: string, fromSent: Percentiles, fromDue: Percentiles) => [
    name,
    ...[fromSent, fromDue].flatMap(({ p50, p99 }) => [whole(p50), whole(p99)]),
  ]
  const head = ['answer', 'from sending, p50 ms', 'p99 ms', 'from due, p50 ms', 'p99 ms']
  const rows = [
    row(`paid, ${whole(during.paid)}`, during.paidSentMs, during.paidMs),
    row(`"busy", ${whole(during.busy)}`, during.busySentMs, during.busyMs),
  ]
  return [
    `**overload**: ${whole(due)} payments a second due, over ${whole(sent)} sent on ${whole(connections)} connections, each used ` +
      'again the moment it is answered (a generator on the same machine cannot send more). In ' +
      `${tenth(during.seconds)} s, ${whole(during.tps)} a second were paid, ${part.toFixed(2)} × the best rate (reach: ≥ 0.7 ×); ` +
      `others ${JSON.stringify(during.other)}; nothing lost.`,
    table(head, rows),
    '"From sending" is from the request written to its socket until the answer is read: what the server and the way to it take ' +
      '(reach for "busy": p50 under 200 ms, p99 under 1 s). "From due" is what a customer waits: it adds the time in which all ' +
      'connections were taken and the request could not be sent at all, which grows for as long as more is due than the machine sends.',
    `From the moment the last of them was answered, half of the best load: p50 ${tenth(after.paidMs.p50)} ms, ` +
      `p99 ${tenth(after.paidMs.p99)} ms, ${after.busy} busy.`,
  ].join('\n\n')
}
