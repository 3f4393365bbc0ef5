import { setTimeout as sleep } from 'node:timers/promises'

import type { TransferLimits } from '#fund/rules.ts'
import type { Clock } from '#kernel/clock.ts'
import { timeId, tradeNo } from '#kernel/id.ts'
import type { GuessBudget } from '#risk/guess.ts'
import type { Command, Outcome } from '#trade/command.ts'

import { prepare, runBatch, type Batch, type Start } from './batch.ts'
import { Facts, type StoredEvent } from './facts.ts'
import type { Storage } from './storage.ts'

export type { StoredEvent } from './facts.ts'

export type EngineSettings = {
  /** Commands decided in one transaction, at most. */
  batchMax: number
  /** Commands waiting, at most; beyond it the answer is `busy` at once. */
  queueMax: number
  /** How long a command may wait to be taken before the answer is `busy`, milliseconds. */
  queueWaitMaxMs: number
  dayLimit: bigint
  /** What a merchant may pay out; the network's own limits where absent. */
  transfer?: TransferLimits
  unpaidMs: number
  /** How long a paid order takes refunds; a year where absent. */
  refundMs?: number
  budget: GuessBudget
}

export type EngineLog = {
  warn: (facts: object, message: string) => void
  error: (facts: object, message: string) => void
}

export type EngineDeps = {
  storage: Storage
  settings: EngineSettings
  clock: Clock
  stripe: number
  /** Tells this process's ids from those of others on the same database; its stripe, unless that is shared. 0 to 99. */
  node?: number
  log: EngineLog
  /** Ids of new rows, sorting by time; the simulated world hands in its own. */
  newId?: () => string
  newTradeNo?: () => string
  /** Milliseconds that only grow, and a pause: deadlines and retries keep time by them. */
  uptime?: () => number
  pause?: (ms: number) => Promise<void>
  /** Does something when what is under way has left the program. */
  later?: (act: () => void) => void
  /** From 0 up to 1: spreads the pauses of processes that got into each other's way. */
  random?: () => number
  /** Told after each batch: how many commands, how long it took, how often it was decided again. */
  measure?: (batch: { commands: number; ms: number; retries: number; queued: number }) => void
}

export type Engine = {
  /**
   * Decides and stores one command; resolves after commit. Never rejects: a full queue, a stopped engine or a lost database are
   * outcomes (`busy`: nothing was done; `unknown`: it may have been).
   */
  submit(command: Command): Promise<Outcome>
  /** Takes no more commands and resolves when those taken are answered. */
  close(): Promise<void>
  /** Hears of everything that anybody is told, after its commit. Returns the way to stop hearing. */
  onEvents(listener: (events: StoredEvent[]) => void): () => void
  readonly accepting: boolean
}

type Waiting = { command: Command; since: number; answer: (outcome: Outcome) => void }

/** A batch on its way into the database: being stored, or ready and waiting for the one ahead. */
type Flight = {
  facts: Facts
  size: number
  /** It is not stored as it was prepared but decided again: what was built upon its facts is too, and nothing more is. */
  broken: boolean
  landed: Promise<void>
}

/** Batches on their way when another is begun: one being stored, and one that is ready. */
const aheadMax = 2

/**
 * The payment engine: commands queue; while one batch is stored, what arrives waits and goes together into the next. Alone, a command
 * goes at once. No timer, no lock held across a round trip. The next batches are loaded and decided while those ahead of them are still
 * on their way, on top of what those changed, so that the program and the database work at the same time; should one not get
 * through, those behind it are decided again.
 */
export function createEngine(deps: EngineDeps): Engine {
  const { settings, clock } = deps
  const queue: Waiting[] = []
  const listeners = new Set<(events: StoredEvent[]) => void>()
  let closed = false
  let loading = false
  /** The oldest first. */
  const flights: Flight[] = []
  const idle: (() => void)[] = []
  const uptime = deps.uptime ?? (() => performance.now())
  const later = deps.later ?? ((act) => void setImmediate(act))
  const batch: Batch = {
    newId: () => timeId(clock(), deps.node ?? deps.stripe),
    newTradeNo: () => tradeNo(clock(), deps.node ?? deps.stripe),
    uptime,
    pause: (ms) => sleep(ms),
    random: Math.random,
    ...deps,
    publish: (events) => {
      for (const listener of listeners) {
        try {
          listener(events)
        } catch (error) {
          deps.log.error({ err: error }, 'a listener failed; what it was told can be read back')
        }
      }
    },
  }

  /** The commands of the next batch; those that waited too long are told so, and nothing was done for them. */
  function take(): Waiting[] {
    const tooLate = uptime() - settings.queueWaitMaxMs
    const taken: Waiting[] = []
    while (queue.length > 0 && taken.length < settings.batchMax) {
      for (const waiting of queue.splice(0, settings.batchMax - taken.length)) {
        if (waiting.since < tooLate) waiting.answer({ kind: 'busy' })
        else taken.push(waiting)
      }
    }
    return taken
  }

  /**
   * Starts the next batch if it is time: nothing is flying, or half as many wait as fly last, so that batches stay large. On top of one
   * that is decided again it would fail like it, and the next on top of that, for as long as there is something to do.
   */
  function pump(): void {
    const last = flights.at(-1)
    if (loading || flights.length > aheadMax || flights.some(({ broken }) => broken)) return
    if (last && queue.length * 2 < last.size) return
    const taken = take()
    if (taken.length === 0) {
      if (!last) for (const tell of idle.splice(0)) tell()
      return
    }
    loading = true
    void begin(taken)
  }

  async function begin(taken: Waiting[]): Promise<void> {
    const started = uptime()
    const commands = taken.map((waiting) => waiting.command)
    const ahead = flights.toReversed()
    // A failure to prepare is met again, and handled, by the run from the start.
    const prepared = await prepare(batch, commands, {
      ahead: ahead.map((flight) => flight.facts),
    }).catch(() => null)
    const mine: Flight = {
      facts: prepared?.facts ?? new Facts(),
      size: taken.length,
      broken: prepared === null || ahead.some(({ broken }) => broken),
      landed: land(ahead[0], commands, {
        first: prepared,
        failed: () => breakFrom(mine),
      }).then(({ outcomes, retries }) => {
        flights.splice(flights.indexOf(mine), 1)
        const answer = () => {
          taken.forEach((waiting, at) => waiting.answer(outcomes[at] ?? { kind: 'unknown' }))
          const ms = uptime() - started
          deps.measure?.({ commands: taken.length, ms, retries, queued: queue.length })
          pump()
        }
        // The batch behind leaves for the database in this turn; answers take a while, in which the database has work.
        if (flights.length > 0) later(answer)
        else answer()
      }),
    }
    flights.push(mine)
    loading = false
    pump()
  }

  /** What was built upon a batch that failed falls with it. */
  function breakFrom(failed: Flight): void {
    for (const flight of flights.slice(flights.indexOf(failed))) flight.broken = true
  }

  /** Stores a batch once the one ahead has landed; on top of a broken one it must be decided again. */
  async function land(ahead: Flight | undefined, commands: Command[], start: Start) {
    await ahead?.landed
    if (!ahead?.broken) return runBatch(batch, commands, start)
    start.first?.attempt.drop()
    return runBatch(batch, commands)
  }

  return {
    submit(command) {
      if (closed || queue.length >= settings.queueMax) return Promise.resolve({ kind: 'busy' })
      return new Promise((answer) => {
        queue.push({ command, since: uptime(), answer })
        pump()
      })
    },
    async close() {
      closed = true
      if (flights.length > 0 || loading || queue.length > 0) {
        await new Promise<void>((resolve) => {
          idle.push(resolve)
        })
      }
    },
    onEvents(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get accepting() {
      return !closed && queue.length < settings.queueMax
    },
  }
}
