import { setTimeout as sleep } from 'node:timers/promises'

import { explain, type Slow } from '../cost/beside.ts'
import { measureReady, type Measured } from '../cost/measure.ts'
import { watch } from '../cost/moments.ts'
import { readPauses } from '../cost/pauses.ts'
import { countStatements, type Statement } from '../cost/statements.ts'
import type { Options } from '../options.ts'
import { startSink, type SinkCount } from '../stand/sink.ts'
import type { Running } from '../stand/process.ts'
import type { Stand } from '../stand/stand.ts'

type Sample = { waiting: number; serveMiB: number; workMiB: number }

export type Soak = {
  run: Measured
  samples: Sample[]
  /** The slowest seconds, and what else went on in them. */
  slow: Slow[]
  /** What serve and work asked of PostgreSQL together. */
  statements: Statement[]
  /** From the last payment to the last notification, seconds. */
  drainSeconds: number
  notified: SinkCount
  /** Microseconds of the worker's processor time for each payment. */
  workMicros: number
}

const sampleMs = 10_000
const drainMaxMs = 600_000

/** What `serve` is started with: its pauses explain slow seconds. */
export const soakArgs = ['--trace-gc']

/** A steady rate of gateway payments for minutes, every notification delivered. */
export async function measureSoak(stand: Stand, server: Running, options: Options): Promise<Soak> {
  const { soakRate: perSecond, soakMinutes } = options
  const sink = await startSink(stand.sinkPort)
  const worker = await stand.start('work')
  try {
    // What earlier cases left to be notified goes first.
    await drained(stand)
    const before = await sink.count()
    stand.log(`soak: ${perSecond} a second for ${soakMinutes} minutes; signing the requests first`)
    const ready = await stand.town.load.prepare({
      name: 'soak',
      door: 'gateway',
      merchants: 'all',
      mode: { kind: 'open', connections: 512, perSecond },
      seconds: soakMinutes * 60,
      ready: Math.ceil(perSecond * soakMinutes * 60 * 1.02 + 100),
      ports: [server.port],
    })
    const cpuBefore = worker.cpuMicros()
    const counting = await countStatements(stand.cluster, stand.town.database.sql)
    const sampling = sample(stand, server, worker)
    const watching = watch(stand, server)
    const run = await measureReady(stand, stand.town, [server], ready)
    const moments = watching.stop()
    const drainSeconds = await drained(stand)
    const statements = await counting.read()
    await counting.stop()
    const counted = await sink.count()
    const pauses = readPauses(server.printed(), server.startedMicros)
    const different = counted.different - before.different
    if (different < run.paid) throw new Error(`${run.paid} were paid, ${different} notified`)
    return {
      run,
      samples: sampling.stop(),
      slow: explain(run.slowest, run.startedMicros, { moments, pauses }),
      statements,
      drainSeconds,
      notified: {
        received: counted.received - before.received,
        different,
        late: counted.late - before.late,
      },
      workMicros: (worker.cpuMicros() - cpuBefore) / run.paid,
    }
  } finally {
    await worker.stop()
    sink.stop()
  }
}

/** Waits until the queue is empty; resolves to how long it took, seconds. */
async function drained(stand: Stand): Promise<number> {
  const started = performance.now()
  for (;;) {
    const waited = performance.now() - started
    const waiting = await waitingNow(stand)
    if (waiting === 0) return waited / 1000
    if (waited > drainMaxMs) throw new Error(`${waiting} notifications still wait`)
    await sleep(250)
  }
}

/** Notifications whose job is not done, by the queue, which stays small however many there were. */
async function waitingNow(stand: Stand): Promise<number> {
  const [row] = await stand.town.database.sql`
    select coalesce(sum(case when data ? 'first' then jsonb_array_length(data -> 'first') else 1 end), 0)::integer
           as waiting
      from pgboss.job where name = 'notify' and state < 'completed'`
  return Number(row?.['waiting'])
}

/** Looks every ten seconds until `stop`. */
function sample(stand: Stand, server: Running, worker: Running): { stop: () => Sample[] } {
  const samples: Sample[] = []
  const take = async () => {
    const waiting = await waitingNow(stand)
    samples.push({
      waiting,
      serveMiB: Math.round(server.memoryBytes() / 2 ** 20),
      workMiB: Math.round(worker.memoryBytes() / 2 ** 20),
    })
  }
  const timer = setInterval(() => void take().catch(() => undefined), sampleMs).unref()
  return {
    stop: () => {
      clearInterval(timer)
      return samples
    },
  }
}
