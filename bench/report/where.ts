import { headOf, runName } from './cases.ts'
import type { Case, Cost, Kept, ShareFigures, StatementFigures } from './kept.ts'
import { percent, table, tenth, whole } from './markdown.ts'

/** Where the microseconds of a payment go, on each side. */
export function whereItGoes(kept: Kept): string[] {
  const { cases } = kept
  const { pgbench, soak, profileTill, profileGateway } = cases
  const row = (name: string, found: { cost?: Cost; run: string } | undefined): string[][] => {
    if (!found?.cost) return []
    const { serve, postgres, load, walBytes, machineBusy } = found.cost
    const sums = [serve, postgres, load, walBytes].map(whole)
    return [[name, ...sums, `${whole(machineBusy * 100)} %`, runName(found.run)]]
  }
  const tpcb = pgbench
    ? [
        [
          'pgbench TPC-B',
          '',
          whole(pgbench.postgresMicros),
          whole(pgbench.clientMicros),
          '',
          '',
          runName(pgbench.run),
        ],
      ]
    : []
  const rows = [
    ...tpcb,
    ...row('spread', cases.spread),
    ...row('gateway', cases.gateway),
    ...row('hot', cases.hot),
    ...row('two', cases.two),
    ...row('hot, two', cases.hotTwo),
    ...row('half', cases.half),
    ...row('soak', cases.soak),
  ]
  if (rows.length === 0 && !profileTill && !profileGateway) return []
  const head = ['case', 'serve µs', 'PostgreSQL µs', 'load generator µs', 'WAL bytes']
  return [
    '## Where the microseconds go',
    'Processor time of each side for one payment, from `/proc`, in the rounds above:',
    table([...head, 'machine busy', 'run'], rows),
    ...(soak ? notificationText(kept, soak) : []),
    ...(profileTill ? profileText('Till API', kept, profileTill) : []),
    ...(profileGateway ? profileText('Gateway', kept, profileGateway) : []),
  ]
}

function notificationText(kept: Kept, soak: Case<'soak'>): string[] {
  return [
    '### Notifications',
    `${headOf('soak', kept, soak)}the worker takes ${whole(soak.workMicros)} µs of processor time to deliver one. What payments ` +
      'and deliveries asked of PostgreSQL together, statements within triggers counted twice:',
    statementTable(soak.statements),
  ]
}

function profileText(
  door: string,
  kept: Kept,
  profile: Case<'profileTill' | 'profileGateway'>,
): string[] {
  const rows = (list: ShareFigures[], name: (what: string) => string) =>
    list.map(({ what, share, micros }) => [name(what), percent(share), tenth(micros)])
  return [
    `### ${door}: Node`,
    `${headOf('profile', kept, profile)}self time by part, from Node's CPU profile of \`serve\` under the best load; the main thread ` +
      `was busy ${percent(profile.busy)} of the time. ${whole(profile.serveMicros)} µs a payment under the profiler, all threads.`,
    table(
      ['part', 'share', 'µs a payment'],
      rows(profile.parts, (what) => what),
    ),
    'The functions that take most by themselves:',
    table(
      ['function', 'share', 'µs a payment'],
      rows(profile.functions, (what) => `\`${what}\``),
    ),
    `### ${door}: PostgreSQL`,
    'From pg_stat_statements, which counts statements within triggers a second time; ' +
      `${tenth(profile.walBytes)} bytes of WAL a payment.`,
    statementTable(profile.statements),
  ]
}

const statementTable = (statements: StatementFigures[]): string =>
  table(
    ['µs a payment', 'WAL bytes a payment', 'calls', 'rows a call', 'statement'],
    statements.map((one) => [
      tenth(one.micros),
      tenth(one.walBytes),
      whole(one.calls),
      tenth(one.rowsPerCall),
      `\`${one.text.replaceAll('`', "'")}\``,
    ]),
  )
