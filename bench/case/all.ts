import { cpus } from 'node:os'

import { measure } from '../cost/measure.ts'
import { measureSigning } from '../cost/signing.ts'
import type { CaseName, Options } from '../options.ts'
import { median } from '../report/figure.ts'
import type { Figures } from '../report/kept.ts'
import {
  takeOverload,
  takePast,
  takeProfile,
  takeRate,
  takeRates,
  takeSigning,
  takeSoak,
} from '../report/take.ts'
import { pgbenchVersion, preparePgbench } from '../stand/pgbench.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'
import { checkBooks } from './books.ts'
import { measureHalf } from './half.ts'
import { measureOverload } from './overload.ts'
import { measurePast } from './past.ts'
import { profileDoor } from './profile.ts'
import { measureRates, type Rates } from './rates.ts'
import { measureResolve } from './resolve.ts'
import { measureSoak, soakArgs } from './soak.ts'

/** Takes the figures of a group of cases that has ended, and after which the books hold. */
export type Keep = (figures: Partial<Figures>) => void

const warmSeconds = 4
const connectionsUnknown = 128

/** Runs the cases that were asked for, group by group. Resolves to the rates, where they were needed. */
export async function runCases(
  stand: Stand,
  options: Options,
  keep: Keep,
): Promise<Rates | undefined> {
  const wants = (...names: CaseName[]) => names.some((name) => options.cases.has(name))
  // All but these go by the best rate and its connections.
  const alone: readonly CaseName[] = ['soak', 'resolve']
  const byRate = [...options.cases].some((name) => !alone.includes(name))
  const rates = byRate ? await runRates(stand, options, keep) : undefined
  const best = median(rates?.spread.map((run) => run.tps) ?? [])
  const connections = rates?.connections['spread'] ?? connectionsUnknown
  const group = async (
    name: 'half' | 'past' | 'soak',
    act: (server: Running) => Promise<Partial<Figures>>,
    nodeArgs: string[] = [],
  ) => {
    const server = await stand.start('a', { nodeArgs })
    await warm(stand, server, `warm${name}`, connections)
    const figures = await act(server)
    await server.stop()
    await checkBooks(stand, stand.town)
    keep(figures)
  }
  if (wants('half', 'overload')) {
    await group('half', async (server) => ({
      ...(wants('half') && { half: takeRate(await measureHalf(stand, server, best, options)) }),
      ...(wants('overload') && {
        overload: takeOverload(await measureOverload(stand, server, best)),
      }),
    }))
  }
  if (wants('past')) {
    const plan = { connections, perSecond: best, options }
    await group('past', async (server) => ({
      past: takePast(await measurePast(stand, server, plan)),
    }))
  }
  if (wants('soak')) {
    const act = async (server: Running) => ({
      soak: takeSoak(await measureSoak(stand, server, options)),
    })
    await group('soak', act, soakArgs)
  }
  if (wants('profile')) {
    const profileTill = takeProfile(await profileDoor(stand, 'till', connections))
    const profileGateway = takeProfile(await profileDoor(stand, 'gateway', connections))
    await checkBooks(stand, stand.town)
    keep({ profileTill, profileGateway })
  }
  if (wants('resolve')) keep({ resolve: { perSecond: measureResolve().whole } })
  return rates
}

async function runRates(stand: Stand, options: Options, keep: Keep): Promise<Rates> {
  const version = pgbenchVersion()
  const signing = options.cases.has('gateway') ? measureSigning() : undefined
  stand.log(`filling ${version}, scale ${options.pgbenchScale}`)
  const pgbench = await preparePgbench(stand.cluster, options.pgbenchScale)
  const rates = await measureRates(stand, pgbench, options)
  await checkBooks(stand, stand.town)
  const about = `${version}, TPC-B, prepared, scale ${options.pgbenchScale}`
  keep({
    ...takeRates(rates, options.cases, about),
    ...(signing && { signing: takeSigning(signing, cpus().length, rates) }),
  })
  return rates
}

/** A process that has just started compiles as it goes. */
async function warm(
  stand: Stand,
  server: Running,
  name: string,
  connections: number,
): Promise<void> {
  await measure(stand, stand.town, [server], {
    name,
    door: 'till',
    merchants: 'all',
    mode: { kind: 'closed', connections },
    seconds: warmSeconds,
    ready: warmSeconds * 4000,
    ports: [server.port],
  })
}
