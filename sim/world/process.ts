import { createEngine, type Engine, type StoredEvent } from '#engine/engine.ts'
import { beijingDay } from '#kernel/clock.ts'
import type { Command, Outcome } from '#trade/command.ts'

import { DatabaseError } from './commit.ts'
import { memoryStorage, type Wire } from './memory.ts'
import type { Random } from './random.ts'
import type { Plant, World } from './world.ts'

/** One serving process: an engine that may be killed at any await and comes back empty. */
export type Process = {
  readonly alive: boolean
  /** Commands that its present life took and has not answered. */
  readonly unanswered: number
  submit: (command: Command) => Promise<Outcome>
  kill: () => void
  /** Ends as an operator's restart does: takes nothing more, answers what it took. */
  stop: () => Promise<void>
  start: () => void
}

const never = () => new Promise<never>(() => undefined)

export function createProcess(
  world: World,
  options: { stripe: number; plant: Plant | null; onEvents: (events: StoredEvent[]) => void },
): Process {
  const random = world.random()
  let life = 0
  let engine: Engine | null = null
  let unanswered = 0
  const start = () => {
    unanswered = 0
    engine = openEngine(world, options, random, aliveAs(++life))
    engine.onEvents(options.onEvents)
  }
  const aliveAs = (own: number) => () => engine !== null && life === own
  start()
  return {
    get alive() {
      return engine !== null
    },
    get unanswered() {
      return unanswered
    },
    async submit(command) {
      const own = life
      unanswered++
      const outcome = await engine!.submit(command)
      if (life === own) unanswered--
      return outcome
    },
    kill() {
      engine = null
    },
    async stop() {
      const own = life
      await engine!.close()
      if (life !== own || engine === null) return
      if (unanswered > 0) world.blame(`a process stopped and owes ${unanswered} answers`)
      engine = null
    },
    start,
  }
}

function openEngine(
  world: World,
  { stripe, plant }: { stripe: number; plant: Plant | null },
  random: Random,
  alive: () => boolean,
): Engine {
  const { schedule, tables } = world
  // A server's clock is right within a tenth of a second.
  const skew = random.between(-100, 100)
  const pause = async (ms: number) => {
    await schedule.sleep(ms, `pause ${stripe}`)
    if (!alive()) await never()
  }
  const wire = wireOf(world, stripe, random, alive)
  const { present } = world.codes
  const sound = memoryStorage({ tables, present, wire })
  let orders = 0
  return createEngine({
    storage: plant ? plant(sound, { tables, present, pause }) : sound,
    settings: {
      batchMax: 50,
      queueMax: 200,
      queueWaitMaxMs: 2000,
      dayLimit: world.dayLimit,
      unpaidMs: 3 * 3600_000,
      budget: world.budget,
    },
    clock: () => Math.floor(schedule.now() + skew),
    stripe,
    log: {
      warn: () => undefined,
      error: (facts, message) => {
        const { err } = facts as { err?: unknown }
        world.blame(`${message}: ${String(err)}`)
      },
    },
    newId: world.newId,
    // Unique within a process; two processes may pick the same, and the unique index says so.
    newTradeNo: () => {
      const ms = String(Math.floor(schedule.now())).slice(3)
      const count = String(orders++ % 10_000).padStart(4, '0')
      const day = beijingDay(schedule.now()).replaceAll('-', '')
      return `${day}2200${ms}${count}${String(random.below(100)).padStart(2, '0')}`
    },
    uptime: schedule.now,
    later: queueMicrotask,
    pause,
    random: random.fork().next,
  })
}

const refusals = ['40001', '40P01'] as const
const breaks = ['CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE', '57P01', '08006'] as const

/** The way to the database: some milliseconds, seldom a second; refusals before the commit, breaks anywhere. */
function wireOf(world: World, stripe: number, random: Random, alive: () => boolean): Wire {
  return async (stage) => {
    const { faults } = world
    const slow = random.chance(0.002) ? random.between(100, 1500) : 0
    await world.schedule.sleep(random.between(0.3, 3) * faults.slow + slow, `${stage} ${stripe}`)
    if (!alive()) {
      // A COMMIT that was on its way when its process died arrives, or it does not.
      if (stage === 'commit' && random.chance(0.5)) return
      await never()
    }
    if (world.schedule.now() < world.databaseGoneUntil) {
      throw new DatabaseError('ECONNREFUSED', 'the database is gone')
    }
    if (stage === 'ask' && random.chance(faults.refused)) {
      throw new DatabaseError(random.pick(refusals), 'refused')
    }
    if (random.chance(faults.broken / 3)) throw new DatabaseError(random.pick(breaks), 'broken')
  }
}
