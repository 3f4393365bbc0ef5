import { checkAcknowledged } from '../cost/measure.ts'
import type { Percentiles, Round, RoundResult } from '../load/protocol.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'

export type Overload = {
  /** Payments a second that were due, and requests a second that the generator could send. */
  due: number
  sent: number
  connections: number
  /** Payments a second in the flood, as a part of the best rate. */
  part: number
  during: RoundResult
  /** Half of the best load, from the moment at which the last answer of the flood was in. */
  after: RoundResult
}

/** Beyond the engine's queue of 5,000 commands, so that it must say no. */
const connections = 8000
const seconds = 5
const times = 10

/** Ten times what the server can take, and right after it, without a pause, half of what it can. */
export async function measureOverload(
  stand: Stand,
  server: Running,
  best: number,
): Promise<Overload> {
  const { load } = stand.town
  const due = best * times
  stand.log(`overload: ${due.toFixed(0)} a second`)
  const ports = [server.port]
  const common = { door: 'till', merchants: 'all', ports } satisfies Partial<Round>
  await load.prepare({
    ...common,
    name: 'flood',
    mode: { kind: 'open', connections, perSecond: due },
    seconds,
    // A generator on the same machine cannot send ten times what the server answers.
    ready: Math.ceil(connections + Math.min(due, 25_000) * seconds),
  })
  await load.prepare({
    ...common,
    name: 'after',
    mode: { kind: 'open', connections: 256, perSecond: best / 2 },
    seconds,
    ready: Math.ceil(best * seconds),
  })
  const [during, after] = await load.run()
  if (!during || !after) throw new Error('two rounds were prepared')
  for (const round of [during, after]) {
    await checkAcknowledged(stand.town, round)
    stand.log(
      `  ${round.name}: ${round.paid} paid (${timesOf(round, 'paid')}), ${round.busy} busy ` +
        `(${timesOf(round, 'busy')}), others ${JSON.stringify(round.other)}, ` +
        `${round.unsent} never sent, ${round.seconds.toFixed(1)} s, ` +
        `${(round.tps / best).toFixed(2)} of the best rate`,
    )
  }
  const sent = during.sent / during.seconds
  return { due, sent, connections, part: during.tps / best, during, after }
}

const timesOf = (round: RoundResult, kind: 'paid' | 'busy'): string =>
  `${told(round[`${kind}SentMs`])} from sending, ${told(round[`${kind}Ms`])} from due`

const told = ({ p50, p99, max }: Percentiles): string =>
  `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, max ${max.toFixed(0)} ms`
