import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Results } from '../case/all.ts'
import type { Options } from '../options.ts'
import { caseRows } from './cases.ts'
import type { Machine } from './machine.ts'
import { median } from './figure.ts'
import { table, whole } from './markdown.ts'
import { whereItGoes } from './where.ts'

const file = fileURLToPath(new URL('../results.md', import.meta.url))

/** No gateway of this wire can be quicker than its signatures; what they leave of the machine is for everything else. */
function signingText({ signing, cores }: Machine, { rates }: Results): string {
  const { signMicros, verifyMicros } = signing
  const most = (cores * 1e6) / (signMicros + verifyMicros)
  const base = median(rates.pgbench.map((run) => run.tps))
  return (
    `RSA2 alone: signing an answer takes ${whole(signMicros)} µs and checking a call ${whole(verifyMicros)} µs of one core here. ` +
    `${cores} cores that did nothing but this would do ${whole(most)} a second, ${(most / base).toFixed(2)} × pgbench.`
  )
}

/** Writes `bench/results.md`. */
export function writeResults(machine: Machine, options: Options, results: Results): void {
  const { settings } = machine
  const text = [
    '# What Tongbao does on one small machine',
    `Written by \`npm run bench\` on ${machine.at} UTC, commit ${machine.commit}.`,
    table(
      ['', ''],
      [
        ['processor', `${machine.cpu}, ${machine.cores} cores`],
        ['memory', `${machine.memoryGiB} GiB`],
        ['system', `${machine.system}, Node ${machine.node}, ${machine.postgres}`],
        [
          'PostgreSQL',
          Object.entries(settings)
            .map(([name, value]) => `${name}=${value}`)
            .join(', '),
        ],
        [
          'compared with',
          `${results.pgbenchVersion}, TPC-B, prepared, scale ${options.pgbenchScale}`,
        ],
        ['payers, merchants', `${options.members}, ${options.merchants}`],
        [
          'measured',
          `${options.rounds} rounds of ${options.seconds} s in turns; medians, and all rounds in brackets`,
        ],
      ],
    ),
    'Load generator, servers and PostgreSQL share the machine. A payment is the whole path: HTTP in, the code resolved and burned, ' +
      'limits checked, the ledger posted, bill and (gateway) notification written, committed with fsync, HTTP out. Codes are real, ' +
      'used once, made as phones make them. After every round the payments acknowledged equal the paid orders in the database; after every ' +
      'group of cases `tongbao audit` holds. On servers `TONGBAO_MODE=production`, everything else as it comes.',
    '## Cases',
    ...caseRows(results),
    signingText(machine, results),
    ...whereItGoes(results),
    '## To repeat it',
    '```\nnpm ci\nnpm run bench                     # everything; about an hour, 40 GB of disk\n' +
      'npm run bench -- --quick --json   # the first four, under five minutes, figures on standard output\n' +
      'npm run bench -- --help           # single cases, lengths, sizes\n```',
    "pgbench comes with Debian's `postgresql-contrib`. Nothing else should be running: the figures of a shared machine say little.",
  ]
  writeFileSync(file, `${text.join('\n\n')}\n`)
}
