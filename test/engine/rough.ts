import { createEngine, type Engine, type EngineDeps } from '#engine/engine.ts'
import type { Storage } from '#engine/storage.ts'
import { DatabaseError } from '#sim/world/commit.ts'
import type { Wire } from '#sim/world/memory.ts'
import type { Random } from '#sim/world/random.ts'
import type { Schedule } from '#sim/world/schedule.ts'

/** A database that takes its time, refuses some transactions and loses some connections, before and after the commit. */
function roughWire(schedule: Schedule, random: Random): Wire {
  return async (stage) => {
    await schedule.sleep(random.below(8), stage)
    const luck = random.below(100)
    if (luck < 3) throw new DatabaseError('CONNECTION_CLOSED', 'the connection is lost')
    if (luck < 5 && stage === 'ask') throw new DatabaseError('40001', 'could not serialize access')
  }
}

type Settings = EngineDeps['settings']
type Rough = {
  schedule: Schedule
  random: Random
  storage: (wire: Wire) => Storage
  settings: Omit<Settings, 'batchMax' | 'queueMax' | 'queueWaitMaxMs'>
  /** What an engine calls an error, in words, as it comes. */
  faults: string[]
}

/** Three engines on one database by a rough wire, in the time of the schedule; small queues, so that they meet their limits. */
export function openEngines({ schedule, random, storage, settings, faults }: Rough): Engine[] {
  let ids = 0
  return [0, 1, 2].map((stripe) =>
    createEngine({
      storage: storage(roughWire(schedule, random.fork())),
      settings: { batchMax: 5, queueMax: 20, queueWaitMaxMs: 400, ...settings },
      clock: schedule.now,
      stripe,
      log: {
        warn: () => undefined,
        error: (facts, message) => {
          faults.push(`${message}: ${String((facts as { err?: unknown }).err)}`)
        },
      },
      newId: () => `${schedule.now()}${String(ids++).padStart(9, '0')}`,
      newTradeNo: () => `202603012200${String(ids++).padStart(16, '0')}`,
      uptime: schedule.now,
      later: queueMicrotask,
      pause: (ms) => schedule.sleep(ms, 'pause'),
      random: random.fork().next,
    }),
  )
}
