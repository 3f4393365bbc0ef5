import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { caseTexts, runName } from './cases.ts'
import { keep, textOf, type Figures, type Kept, type Name, type Run } from './kept.ts'
import { table } from './markdown.ts'
import { whereItGoes } from './where.ts'

/** Keeps the figures in `results.json` of the folder, and writes `results.md` beside it anew. */
export function writeResults(
  folder: string,
  run: { at: string; about: Run },
  figures: Partial<Figures>,
): void {
  const file = join(folder, 'results.json')
  const kept = keep(JSON.parse(readFileSync(file, 'utf8')) as Kept, run, figures)
  writeFileSync(file, textOf(kept))
  writeFileSync(join(folder, 'results.md'), reportOf(kept))
}

/** `bench/results.md`. */
export function reportOf(kept: Kept): string {
  const text = [
    '# What Tongbao does on one small machine',
    'Written by `npm run bench`, which keeps each case as it was measured last, with the run it was measured in. The runs, by when ' +
      'they began (UTC):',
    runsTable(kept),
    'Load generator, servers and PostgreSQL share the machine. A payment is the whole path: HTTP in, the code resolved and burned, ' +
      'limits checked, the ledger posted, bill and (gateway) notification written, committed with fsync, HTTP out. Codes are real, ' +
      'used once, made as phones make them. After every round the payments acknowledged equal the paid orders in the database; a ' +
      "case's figures are kept when `tongbao audit` holds after its group of cases. On servers `TONGBAO_MODE=production`, everything " +
      'else as it comes.',
    '## Cases',
    ...caseTexts(kept),
    ...whereItGoes(kept),
    '## To repeat it',
    '```\nnpm ci\nnpm run bench                     # everything; three quarters of an hour on two cores, 25 GB of disk\n' +
      'npm run bench -- --quick --json   # the first four, under five minutes, figures on standard output\n' +
      'npm run bench -- --only soak --write   # one case anew, the others as they were measured\n' +
      'npm run bench -- --help           # single cases, lengths, sizes\n```',
    "pgbench comes with Debian's `postgresql-contrib`. Nothing else should be running: the figures of a shared machine say little.",
  ]
  return `${text.join('\n\n')}\n`
}

/** A run a column; what is as in the run before is not said again. */
function runsTable({ runs, cases }: Kept): string {
  const columns = Object.entries(runs).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = Object.keys(cases) as Name[]
  const row = (name: string, of: (run: Run, at: string) => string) => [
    name,
    ...columns
      .map(([at, run]) => of(run, at))
      .map((cell, at, cells) => (at > 0 && cell !== '' && cell === cells[at - 1] ? 'same' : cell)),
  ]
  return table(
    ['', ...columns.map(([at]) => runName(at))],
    [
      row('commit', (run) => run.commit),
      row('cases', (_, at) => names.filter((name) => cases[name]?.run === at).join(', ')),
      row('processor', (run) => `${run.processor}, ${run.cores} cores`),
      row('memory', (run) => `${run.memoryGiB} GiB`),
      row('system', (run) => `${run.system}, Node ${run.node}, ${run.postgres}`),
      row('PostgreSQL', ({ settings }) =>
        Object.entries(settings)
          .map(([name, value]) => `${name}=${value}`)
          .join(', '),
      ),
      row('compared with', (_, at) => (cases.pgbench?.run === at ? cases.pgbench.version : '')),
      row('payers, merchants', (run) => `${run.payers}, ${run.merchants}`),
      row(
        'measured',
        (run) =>
          `${run.rounds} rounds of ${run.seconds} s in turns; medians, and all rounds in brackets`,
      ),
    ],
  )
}
