import { measure, type Measured } from '../cost/measure.ts'
import type { CaseName, Options } from '../options.ts'
import { median } from '../report/figure.ts'
import { pgbenchVersion, preparePgbench } from '../stand/pgbench.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'
import { checkBooks } from './books.ts'
import { measureHalf } from './half.ts'
import { measureOverload, type Overload } from './overload.ts'
import { measurePast, type Past } from './past.ts'
import { profileDoor, type Profile } from './profile.ts'
import { measureRates, type Rates } from './rates.ts'
import { measureResolve, type Resolve } from './resolve.ts'
import { measureSoak, type Soak } from './soak.ts'

export type Results = {
  pgbenchVersion: string
  rates: Rates
  half: Measured[]
  overload?: Overload
  past?: Past
  soak?: Soak
  resolve?: Resolve
  profiles: Profile[]
}

const warmSeconds = 4

/** Runs the cases that were asked for, and checks the books after each group of them. */
export async function runCases(stand: Stand, options: Options): Promise<Results> {
  const version = pgbenchVersion()
  const wants = (name: CaseName) => options.cases.has(name)
  stand.log(`filling ${version}, scale ${options.pgbenchScale}`)
  const pgbench = await preparePgbench(stand.cluster, options.pgbenchScale)
  const rates = await measureRates(stand, pgbench, options)
  await checkBooks(stand, stand.town)
  const results: Results = { pgbenchVersion: version, rates, half: [], profiles: [] }
  const connections = rates.connections['spread'] ?? 128
  const further = (['half', 'overload', 'past', 'soak'] as const).filter(wants)
  if (further.length > 0) await measureFurther(stand, options, results)
  if (wants('profile')) {
    for (const door of ['till', 'gateway'] as const) {
      results.profiles.push(await profileDoor(stand, door, connections))
    }
  }
  if (further.length > 0 || results.profiles.length > 0) await checkBooks(stand, stand.town)
  if (wants('resolve')) results.resolve = measureResolve()
  return results
}

/** What needs the rates first; one warm server serves them all. */
async function measureFurther(stand: Stand, options: Options, results: Results): Promise<void> {
  const { rates } = results
  const best = median(rates.spread.map((run) => run.tps))
  const connections = rates.connections['spread'] ?? 128
  const wants = (name: CaseName) => options.cases.has(name)
  const server = await stand.start('a')
  await warm(stand, server, connections)
  if (wants('half')) results.half = await measureHalf(stand, server, best, options)
  if (wants('overload')) results.overload = await measureOverload(stand, server, best)
  if (wants('past')) {
    const plan = { connections, perSecond: best, options }
    results.past = await measurePast(stand, server, plan)
  }
  if (wants('soak')) results.soak = await measureSoak(stand, server, options)
  await server.stop()
}

/** A process that has just started compiles as it goes. */
async function warm(stand: Stand, server: Running, connections: number): Promise<void> {
  await measure(stand, stand.town, [server], {
    name: 'warm',
    door: 'till',
    merchants: 'all',
    mode: { kind: 'closed', connections },
    seconds: warmSeconds,
    ready: warmSeconds * 4000,
    ports: [server.port],
  })
}
