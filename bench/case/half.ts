import { measure, type Measured } from '../cost/measure.ts'
import type { Options } from '../options.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'

const connections = 512

/** Half of the best load, arriving as people do. */
export async function measureHalf(
  stand: Stand,
  server: Running,
  best: number,
  options: Options,
): Promise<Measured[]> {
  const perSecond = best / 2
  stand.log(`half of the best load: ${perSecond.toFixed(0)} a second`)
  const runs: Measured[] = []
  for (let round = 1; round <= options.rounds; round++) {
    runs.push(
      await measure(stand, stand.town, [server], {
        name: `half${round}`,
        door: 'till',
        merchants: 'all',
        mode: { kind: 'open', connections, perSecond },
        seconds: options.seconds,
        ready: Math.ceil(perSecond * options.seconds * 1.1 + 100),
        ports: [server.port],
      }),
    )
  }
  return runs
}
