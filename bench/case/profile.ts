import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { measure, type Measured } from '../cost/measure.ts'
import { readProfile, type ProfileCost } from '../cost/profile.ts'
import { countStatements, type Statement } from '../cost/statements.ts'
import type { Round } from '../load/protocol.ts'
import type { Stand } from '../stand/stand.ts'

/** Where the microseconds of one payment go, on each side. */
export type Profile = {
  door: Round['door']
  run: Measured
  node: ProfileCost
  statements: Statement[]
}

const warmSeconds = 4
const seconds = 10

/** Runs one door under Node's CPU profiler and PostgreSQL's statement counters. Slower than the cases that are compared. */
export async function profileDoor(
  stand: Stand,
  door: Round['door'],
  connections: number,
): Promise<Profile> {
  const folder = join(stand.cluster.folder, `profile-${door}`)
  mkdirSync(folder)
  const nodeArgs = ['--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${folder}`]
  const server = await stand.start('a', { nodeArgs })
  const go = (name: string, length: number) =>
    measure(stand, stand.town, [server], {
      name,
      door,
      merchants: 'all',
      mode: { kind: 'closed', connections },
      seconds: length,
      ready: length * (door === 'till' ? 5000 : 1500),
      ports: [server.port],
    })
  await go(`warm${door}`, warmSeconds)
  const counting = await countStatements(stand.cluster, stand.town.database.sql)
  const run = await go(`profile${door}`, seconds)
  const statements = await counting.read()
  await counting.stop()
  await server.stop()
  return { door, run, node: readProfile(folder, run.span), statements }
}
