import { availableParallelism } from 'node:os'

import { measure, type Measured } from '../cost/measure.ts'
import type { Options } from '../options.ts'
import { connectionsMax } from '../stand/database.ts'
import { addPast } from '../stand/past.ts'
import type { Running } from '../stand/process.ts'
import type { Stand, Town } from '../stand/stand.ts'
import { checkBooks } from './books.ts'

export type Past = { trades: number; bytes: number; full: Measured[]; empty: Measured[] }

const warmSeconds = 4

/** The spread load on a database with many trades, in turns with the one without. */
export async function measurePast(
  stand: Stand,
  emptyServer: Running,
  plan: { connections: number; perSecond: number; options: Options },
): Promise<Past> {
  const { options, connections, perSecond } = plan
  const town = await stand.fill('past')
  stand.log(`adding ${options.pastTrades} trades`)
  const lanes = Math.min(availableParallelism(), connectionsMax, options.members, options.merchants)
  await addPast(town.database.sql, { count: options.pastTrades, lanes, log: stand.log })
  const server = await stand.start('past', { databaseUrl: town.database.url })
  const go = (where: Town, running: Running, name: string, seconds: number) =>
    measure(stand, where, [running], {
      name,
      door: 'till',
      merchants: 'all',
      mode: { kind: 'closed', connections },
      seconds,
      ready: Math.ceil(perSecond * 2 * seconds),
      ports: [running.port],
    })
  await go(town, server, 'fullwarm', warmSeconds)
  const full: Measured[] = []
  const empty: Measured[] = []
  for (let round = 1; round <= options.rounds; round++) {
    empty.push(await go(stand.town, emptyServer, `empty${round}`, options.seconds))
    full.push(await go(town, server, `full${round}`, options.seconds))
  }
  await server.stop()
  await checkBooks(stand, town)
  const [row] = await town.database.sql`select pg_database_size(current_database()) as bytes`
  return { trades: options.pastTrades, bytes: Number(row?.['bytes']), full, empty }
}
