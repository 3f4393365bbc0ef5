import { parseArgs } from 'node:util'

import { liveThrough } from './city.ts'

const usage = `npm run sim -- [--seed N] [--minutes M] [--people P] [--shops S] [--processes E] [--sales R] [--runs K]

Lets a small city pay for M simulated minutes (default 1440) while messages, processes and the database fail, and checks every promise
after every step. Runs K seeds in a row (default 1) from N on (default: a fresh one). A seed happens the same way every time.`

/** One line a seed; the exit status is 1 when a promise was broken. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      seed: text,
      minutes: text,
      people: text,
      shops: text,
      processes: text,
      sales: text,
      runs: text,
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(usage)
  const first = Number(values.seed ?? Date.now() % 2 ** 31)
  const given = (name: 'people' | 'shops' | 'processes' | 'sales') =>
    values[name] === undefined ? {} : { [name]: Number(values[name]) }
  for (let seed = first; seed < first + Number(values.runs ?? 1); seed++) {
    const started = performance.now()
    const report = await liveThrough({
      seed,
      minutes: Number(values.minutes ?? 1440),
      ...given('people'),
      ...given('shops'),
      ...given('processes'),
      ...given('sales'),
    })
    const { fault, at, ...counts } = report
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(JSON.stringify({ ...counts, seconds: Number(seconds) }))
    if (fault === null) continue
    console.log(`seed ${seed}, step ${report.steps}, ${at}: ${fault}`)
    process.exitCode = 1
    return
  }
}

await main()
