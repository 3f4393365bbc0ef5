import type { Results } from '../case/all.ts'
import type { Profile } from '../case/profile.ts'
import type { Soak } from '../case/soak.ts'
import type { Measured } from '../cost/measure.ts'
import type { Statement } from '../cost/statements.ts'
import { median } from './figure.ts'
import { percent, table, tenth, whole } from './markdown.ts'

const functionsShown = 15
const statementsShown = 20

/** Where the microseconds of a payment go, on each side. */
export function whereItGoes(results: Results): string[] {
  const { rates, soak, profiles } = results
  const row = (name: string, runs: Measured[]): string[][] => {
    if (runs.length === 0) return []
    const of = (which: keyof Measured['cost']) => median(runs.map((run) => run.cost[which]))
    const sums = [of('serve'), of('postgres'), of('load'), of('walBytes')].map(whole)
    return [[name, ...sums, percent(of('machineBusy'))]]
  }
  const tpcb = median(rates.pgbench.map((run) => run.postgresMicros))
  const client = median(rates.pgbench.map((run) => run.clientMicros))
  const rows = [
    ['pgbench TPC-B', '', whole(tpcb), whole(client), '', ''],
    ...row('spread', rates.spread),
    ...row('gateway', rates.gateway),
    ...row('hot', rates.hot),
    ...row('two', rates.two),
    ...row('half', results.half),
    ...row('soak', soak ? [soak.run] : []),
  ]
  return [
    '## Where the microseconds go',
    'Processor time of each side for one payment, from `/proc`, in the rounds above:',
    table(
      ['case', 'serve µs', 'PostgreSQL µs', 'load generator µs', 'WAL bytes', 'machine busy'],
      rows,
    ),
    ...(soak ? soakText(soak) : []),
    ...profiles.flatMap(profileText),
  ]
}

function soakText({ workMicros, statements, run }: Soak): string[] {
  return [
    '### Notifications',
    `The worker takes ${whole(workMicros)} µs of processor time to deliver one. What payments and deliveries of the soak asked of ` +
      'PostgreSQL together, statements within triggers counted twice:',
    statementTable(statements, run.paid),
  ]
}

function profileText({ door, run, node, statements }: Profile): string[] {
  const share = (micros: number) => micros / node.totalMicros
  // The profiler sees time, not processor time, and slows things down: its shares are laid over what /proc counted.
  const scaled = (micros: number) => tenth(share(micros) * run.cost.serve)
  return [
    `### ${door === 'till' ? 'Till API' : 'Gateway'}: Node`,
    `Self time by part, from Node's CPU profile of \`serve\` under the best load; the main thread was busy ${percent(node.busy)} of ` +
      `the time. ${whole(run.cost.serve)} µs a payment under the profiler, all threads.`,
    table(
      ['part', 'share', 'µs a payment'],
      node.parts.map((part) => [part.what, percent(share(part.micros)), scaled(part.micros)]),
    ),
    'The functions that take most by themselves:',
    table(
      ['function', 'share', 'µs a payment'],
      node.functions
        .slice(0, functionsShown)
        .map(({ what, micros }) => [`\`${what}\``, percent(share(micros)), scaled(micros)]),
    ),
    `### ${door === 'till' ? 'Till API' : 'Gateway'}: PostgreSQL`,
    `From pg_stat_statements, which counts statements within triggers a second time; ${tenth(run.cost.walBytes)} bytes of WAL a payment.`,
    statementTable(statements, run.paid),
  ]
}

function statementTable(statements: Statement[], payments: number): string {
  const each = (value: number) => tenth(value / payments)
  return table(
    ['µs a payment', 'WAL bytes a payment', 'calls', 'rows a call', 'statement'],
    statements
      .slice(0, statementsShown)
      .map((one) => [
        each(one.micros),
        each(one.walBytes),
        whole(one.calls),
        tenth(one.rows / Math.max(1, one.calls)),
        `\`${one.text.slice(0, 90).replaceAll('`', "'")}\``,
      ]),
  )
}
