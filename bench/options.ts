import { parseArgs } from 'node:util'

export const caseNames = [
  'spread',
  'gateway',
  'hot',
  'two',
  'half',
  'overload',
  'past',
  'soak',
  'resolve',
  'profile',
] as const
export type CaseName = (typeof caseNames)[number]

const help = `Usage: npm run bench -- [options]

  --quick             spread, gateway, hot and two, in under five minutes
  --json              print figures as JSON, and nothing else, on standard output
  --only A,B          these cases alone: ${caseNames.join(', ')}
  --rounds N          how often everything is measured, 3
  --seconds S         length of one measurement, 10 (quick: 4)
  --members N         payers, 20000
  --merchants N       merchants, 200
  --past-trades N     trades already in the database in the case "past", 10000000
  --soak-minutes M    length of the case "soak", 10
  --soak-rate R       its payments a second, 1000
  --pgbench-scale N   size of pgbench's own database, 64
  --port P            twenty ports are used from here on, 8600
  --write             put the figures in bench/results.json and write bench/results.md, as a full run does by itself
  --keep              leave the temporary folder, with logs and CPU profiles
`

export type Options = ReturnType<typeof readOptions>

/** Reads the command line; throws a sentence for one that cannot be read. */
export function readOptions(argv: string[]) {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: flag,
      json: flag,
      write: flag,
      keep: flag,
      help: flag,
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string' },
      members: { type: 'string', default: '20000' },
      merchants: { type: 'string', default: '200' },
      'past-trades': { type: 'string', default: '10000000' },
      'soak-minutes': { type: 'string', default: '10' },
      'soak-rate': { type: 'string', default: '1000' },
      'pgbench-scale': { type: 'string', default: '64' },
      port: { type: 'string', default: '8600' },
    },
  })
  const { quick } = values
  const number = (name: keyof typeof values, text = String(values[name])): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value > 0)) throw new Error(`--${name} must be a number above 0`)
    return value
  }
  const first: readonly CaseName[] = quick ? ['spread', 'gateway', 'hot', 'two'] : caseNames
  return {
    quick,
    json: values.json,
    write: values.write || (!quick && values.only === undefined),
    keep: values.keep,
    help: values.help ? help : undefined,
    cases: new Set(values.only === undefined ? first : namesIn(values.only)),
    rounds: number('rounds'),
    seconds: number('seconds', values.seconds ?? (quick ? '4' : '10')),
    members: number('members'),
    merchants: number('merchants'),
    pastTrades: number('past-trades'),
    soakMinutes: number('soak-minutes'),
    soakRate: number('soak-rate'),
    pgbenchScale: number('pgbench-scale'),
    port: number('port'),
  }
}

function namesIn(text: string): CaseName[] {
  return text.split(',').map((part) => {
    const found = caseNames.find((name) => name === part.trim())
    if (!found) throw new Error(`there is no case "${part}"; there are ${caseNames.join(', ')}`)
    return found
  })
}
