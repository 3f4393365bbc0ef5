import { median } from './figure.ts'
import type { Answers, Case, Compared, Kept } from './kept.ts'
import { table, tenth, whole } from './markdown.ts'
import { soakText } from './soak.ts'

const all = (rates: number[]): string =>
  rates.length === 1
    ? whole(median(rates))
    : `${whole(median(rates))} (${rates.map(whole).join(', ')})`

/** How a run is called: by when it began. */
export const runName = (at: string): string => at.replace('T', ' ')

/** Begins the text of a case. */
export const headOf = (name: string, { runs }: Kept, { run }: { run: string }): string =>
  `**${name}**, ${runName(run)} UTC at ${runs[run]?.commit}: `

/** The cases as sections of Markdown; those that were never measured are left out. */
export function caseTexts(kept: Kept): string[] {
  const { half, past, soak, overload, resolve, signing } = kept.cases
  const head = (name: string, one: { run: string }) => headOf(name, kept, one)
  const noted = (text: string, { note }: { note?: string }) => (note ? `${text} ${note}` : text)
  return [
    ...ratesTable(kept),
    ...(half ? [noted(head('half', half) + halfText(half), half)] : []),
    ...(past ? [noted(head('past', past) + pastText(past), past)] : []),
    ...(soak ? [noted(head('soak', soak) + soakText(soak), soak)] : []),
    ...(overload ? [noted(head('overload', overload) + overloadText(overload), overload)] : []),
    ...(resolve
      ? [
          `${head('resolve', resolve)}${whole(resolve.perSecond)} codes a second on one core (reach: ≥ 15,000).`,
        ]
      : []),
    ...(signing ? [head('RSA2 alone', signing) + signingText(signing)] : []),
  ]
}

function ratesTable({ cases }: Kept): string[] {
  const { pgbench } = cases
  const row = (name: string, reach: string, found: (Compared & { run: string }) | undefined) =>
    found
      ? [
          [
            name,
            all(found.tps),
            reach,
            found.ratio.toFixed(2),
            tenth(found.p50Ms),
            tenth(found.p99Ms),
            String(found.connections),
            runName(found.run),
          ],
        ]
      : []
  const rows = [
    ...(pgbench
      ? [
          [
            'pgbench TPC-B, best of 8, 32, 64 clients',
            all(pgbench.tps),
            '',
            '1.00',
            pgbench.latencyMs === undefined ? '' : tenth(pgbench.latencyMs),
            '',
            pgbench.clients.join(', '),
            runName(pgbench.run),
          ],
        ]
      : []),
    ...row('spread: till API, one process', '≥ 2.0 × pgbench', cases.spread),
    ...row('gateway: alipay.trade.pay, RSA2, notified', '≥ 1.2 × pgbench', cases.gateway),
    ...row('hot: everybody pays one merchant', '≥ 0.9 × spread', cases.hot),
    ...row('two: two serve processes', '≥ 1.0 × spread', cases.two),
    ...row('hot, two serve processes', '≥ 0.8 × spread', cases.hotTwo),
  ]
  const head = ['case', 'payments a second', 'reach', 'ratio', 'p50 ms', 'p99 ms', 'connections']
  return rows.length === 0
    ? []
    : [
        table([...head, 'run'], rows),
        'A ratio is to what was measured in the same run. pgbench says a mean, which is shown as its p50.',
      ]
}

function halfText({ tps, p50Ms, p99Ms }: Case<'half'>): string {
  return (
    `at half of the best load, arriving by a Poisson process (${whole(median(tps))} a second): ` +
    `p50 ${tenth(p50Ms)} ms, p99 ${tenth(p99Ms)} ms, that is ${tenth(p99Ms / p50Ms)} × (reach: under 10 ×). ` +
    'Times count from the moment at which a request was due; the generator looks every millisecond.'
  )
}

function pastText({ trades, gib, full, empty }: Case<'past'>): string {
  const size = gib === undefined ? '' : ` (${whole(gib)} GiB)`
  const ratio = (median(full) / median(empty)).toFixed(2)
  return (
    `${whole(trades)} past trades in the database${size}: ${all(full)} a second, ` +
    `beside ${all(empty)} without, ${ratio} × (reach: ≥ 0.9 ×).`
  )
}

/** No gateway of this wire can be quicker than its signatures; what they leave of the machine is for everything else. */
function signingText({ signMicros, verifyMicros, perSecond, ratio }: Case<'signing'>): string {
  return (
    `signing an answer takes ${whole(signMicros)} µs and checking a call ${whole(verifyMicros)} µs of one core. ` +
    `A machine that did nothing but this would do ${whole(perSecond)} a second, ${ratio.toFixed(2)} × pgbench.`
  )
}

function overloadText(found: Case<'overload'>): string {
  const { due, connections, seconds, unsent, part, paid, busy, other, after } = found
  const row = (name: string, { count, fromSent, fromDue }: Answers) => [
    `${name}, ${whole(count)}`,
    ...[fromSent, fromDue].flatMap(({ p50Ms, p99Ms }) => [whole(p50Ms), whole(p99Ms)]),
  ]
  const head = ['answer', 'from sending, p50 ms', 'p99 ms', 'from due, p50 ms', 'p99 ms']
  return [
    `${whole(due)} payments a second due, on ${whole(connections)} connections, each used again the moment it is ` +
      `answered; ${whole(unsent)} were never sent (a generator on the same machine cannot send more). In ` +
      `${tenth(seconds)} s, ${part.toFixed(2)} × the best rate were paid (reach: ≥ 0.7 ×); others ${JSON.stringify(other)}; nothing lost.`,
    table(head, [row('paid', paid), row('"busy"', busy)]),
    '"From sending" is from the request written to its socket until the answer is read: what the server and the way to it take ' +
      '(reach for "busy": p50 under 200 ms, p99 under 1 s). "From due" is what a customer waits: it adds the time in which all ' +
      'connections were taken and the request could not be sent at all, which grows for as long as more is due than the machine sends.',
    `From the moment the last of them was answered, half of the best load: p50 ${whole(after.p50Ms)} ms, ` +
      `p99 ${whole(after.p99Ms)} ms, ${after.busy} busy.`,
  ].join('\n\n')
}
