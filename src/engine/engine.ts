import { setTimeout as sleep } from 'node:timers/promises'

import type { Clock } from '#kernel/clock.ts'
import { timeId, tradeNo } from '#kernel/id.ts'
import type { GuessBudget } from '#risk/guess.ts'
import type { Command, Outcome } from '#trade/command.ts'

import { runBatch, type Batch } from './batch.ts'
import type { StoredEvent } from './facts.ts'
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
  unpaidMs: number
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
  log: EngineLog
  /** Ids of new rows, sorting by time; the simulated world hands in its own. */
  newId?: () => string
  newTradeNo?: () => string
  /** Milliseconds that only grow, and a pause: deadlines and retries keep time by them. */
  uptime?: () => number
  pause?: (ms: number) => Promise<void>
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
  /** Hears of every stored event after its commit. Returns the way to stop hearing. */
  onEvents(listener: (events: StoredEvent[]) => void): () => void
  readonly accepting: boolean
}

type Waiting = { command: Command; since: number; answer: (outcome: Outcome) => void }

/**
 * The payment engine: commands queue; while one transaction is in flight what arrives waits and goes together into the next. Alone,
 * a command goes at once. No timer, no lock held across a round trip.
 */
export function createEngine(deps: EngineDeps): Engine {
  const { settings, clock } = deps
  const queue: Waiting[] = []
  const listeners = new Set<(events: StoredEvent[]) => void>()
  let closed = false
  let running: Promise<void> | null = null
  const uptime = deps.uptime ?? (() => performance.now())
  const batch: Batch = {
    newId: () => timeId(clock()),
    newTradeNo: () => tradeNo(clock()),
    uptime,
    pause: (ms) => sleep(ms),
    ...deps,
    publish: (events) => {
      for (const listener of listeners) listener(events)
    },
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const taken = queue.splice(0, settings.batchMax)
      const tooLate = uptime() - settings.queueWaitMaxMs
      const fresh = taken.filter((waiting) => waiting.since >= tooLate)
      for (const waiting of taken) if (waiting.since < tooLate) waiting.answer({ kind: 'busy' })
      if (fresh.length === 0) continue
      const started = uptime()
      const { outcomes, retries } = await runBatch(
        batch,
        fresh.map((waiting) => waiting.command),
      )
      fresh.forEach((waiting, at) => waiting.answer(outcomes[at] ?? { kind: 'unknown' }))
      deps.measure?.({
        commands: fresh.length,
        ms: uptime() - started,
        retries,
        queued: queue.length,
      })
    }
    running = null
  }

  return {
    submit(command) {
      if (closed || queue.length >= settings.queueMax) return Promise.resolve({ kind: 'busy' })
      return new Promise((answer) => {
        queue.push({ command, since: uptime(), answer })
        running ??= Promise.resolve().then(run)
      })
    },
    async close() {
      closed = true
      await running
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
