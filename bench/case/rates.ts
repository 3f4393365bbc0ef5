import { measure, type Measured } from '../cost/measure.ts'
import type { Mode, Round } from '../load/protocol.ts'
import type { CaseName, Options } from '../options.ts'
import type { Pgbench, PgbenchRun } from '../stand/pgbench.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'

/** Connections of a closed loop that are tried; the best is kept for later rounds of the case. */
const tried = [128, 256, 512, 1024]
const pgbenchClients = [8, 32, 64]
const warmSeconds = 2

/** Requests made ready for the first round; a round that uses them up ends early. Later ones go by what was seen. */
const firstPerSecond = { till: 3000, gateway: 1500 }
const spare = 1.5

export type Rates = {
  pgbench: PgbenchRun[]
  spread: Measured[]
  gateway: Measured[]
  hot: Measured[]
  two: Measured[]
  hotTwo: Measured[]
  /** The connections with which each did best. */
  connections: Record<string, number>
  /** The best rate of each so far, payments a second. */
  seen: Record<string, number>
}

type Shape = Pick<Round, 'door' | 'merchants'>
const shapes: Record<'spread' | 'gateway' | 'hot', Shape> = {
  spread: { door: 'till', merchants: 'all' },
  gateway: { door: 'gateway', merchants: 'all' },
  hot: { door: 'till', merchants: 'one' },
}

/** Everything that is compared is measured in turns, so that a machine's moods meet all alike. */
export async function measureRates(
  stand: Stand,
  pgbench: Pgbench,
  options: Options,
): Promise<Rates> {
  const rates: Rates = {
    pgbench: [],
    spread: [],
    gateway: [],
    hot: [],
    two: [],
    hotTwo: [],
    connections: {},
    seen: {},
  }
  const wants = (name: CaseName) => options.cases.has(name)
  const { seconds } = options
  const a = await stand.start('a')
  for (let round = 1; round <= options.rounds; round++) {
    stand.log(`round ${round} of ${options.rounds}`)
    rates.pgbench.push(await bestPgbench(stand, pgbench, seconds))
    const names = ['spread', 'gateway', 'hot'] as const
    for (const name of names.filter((one) => one === 'spread' || wants(one))) {
      rates[name].push(
        await best(stand, [a], {
          name,
          key: name,
          round,
          seconds,
          rates,
          ...(name === 'hot' && { like: 'spread' }),
        }),
      )
    }
    if (!wants('two') && !wants('hot')) continue
    const b = await stand.start('b')
    const both = [a, b]
    if (wants('two')) {
      rates.two.push(await best(stand, both, { name: 'spread', key: 'two', round, seconds, rates }))
    }
    if (wants('hot')) {
      const plan = { name: 'hot', key: 'hotTwo', round, seconds, rates, like: 'two' } as const
      rates.hotTwo.push(await best(stand, both, plan))
    }
    await b.stop()
  }
  await a.stop()
  return rates
}

async function bestPgbench(stand: Stand, pgbench: Pgbench, seconds: number): Promise<PgbenchRun> {
  const runs: PgbenchRun[] = []
  for (const clients of pgbenchClients) runs.push(await pgbench.run(clients, seconds))
  const told = runs.map(
    (run) =>
      `${run.tps.toFixed(0)} with ${run.clients} (${run.postgresMicros.toFixed(0)} + ${run.clientMicros.toFixed(0)} µs)`,
  )
  stand.log(`  pgbench: ${told.join(', ')} clients`)
  return runs.toSorted((x, y) => y.tps - x.tps)[0]!
}

type Plan = {
  name: keyof typeof shapes
  key: string
  round: number
  seconds: number
  rates: Rates
  /** Another case with whose connections to begin. */
  like?: string
}

/** The first time, a short round warms the servers up, and each number of connections is tried for half the time. */
async function best(stand: Stand, servers: Running[], plan: Plan): Promise<Measured> {
  const { key, round, seconds, rates } = plan
  const shape = shapes[plan.name]
  const go = async (name: string, connections: number, length: number) => {
    const perSecond = Math.max((rates.seen[key] ?? 0) * spare, firstPerSecond[shape.door])
    const measured = await measure(stand, stand.town, servers, {
      ...shape,
      name,
      mode: closedMode(connections),
      seconds: length,
      ready: Math.ceil(length * perSecond),
      ports: servers.map((server) => server.port),
    })
    rates.seen[key] = Math.max(rates.seen[key] ?? 0, measured.tps)
    return measured
  }
  // What was found for payments that are spread serves the hot merchant as well.
  const known = rates.connections[key] ?? rates.connections[plan.like ?? key]
  if (known === undefined || servers.length > 1) {
    await go(`${key}${round}warm`, known ?? tried[0]!, warmSeconds)
  }
  const connections =
    known ?? (await mostAt(tried, (count) => go(`${key}c${count}`, count, seconds / 2)))
  rates.connections[key] = connections
  return go(`${key}${round}`, connections, seconds)
}

async function mostAt(counts: number[], go: (count: number) => Promise<Measured>): Promise<number> {
  let best = { count: 0, tps: -1 }
  for (const count of counts) {
    const { tps } = await go(count)
    if (tps > best.tps) best = { count, tps }
  }
  return best.count
}

export const closedMode = (connections: number): Mode => ({ kind: 'closed', connections })
