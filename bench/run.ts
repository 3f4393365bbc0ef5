// `npm run bench`: measures the whole path of a payment beside pgbench, on one machine and one PostgreSQL. See --help.
import { runCases } from './case/all.ts'
import { readOptions } from './options.ts'
import { jsonOf } from './report/json.ts'
import { writeResults } from './report/results.ts'
import { describeRun } from './report/run.ts'
import { openStand } from './stand/stand.ts'

const log = (text: string): void => void process.stderr.write(`${text}\n`)

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.help !== undefined) return void process.stdout.write(options.help)
  const stand = await openStand(options, log)
  try {
    const run = await describeRun(stand.cluster, options)
    // A run that is cut off has lost no more than the group of cases it was at.
    const rates = await runCases(stand, options, (figures) => {
      if (options.write) writeResults(import.meta.dirname, run, figures)
    })
    if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(rates))}\n`)
  } finally {
    await stand.stop()
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
await main().catch((error: unknown) => {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = 1
})
