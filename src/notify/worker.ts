import type { Engine } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import { openEngineDb, type Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import { refundMsDefault } from '#trade/finish.ts'

import type { Meddle } from './deliver.ts'
import { startDispatch } from './dispatch.ts'
import { finishDue } from './finish-due.ts'
import { openNotifyQueue } from './queue.ts'
import { createRecord } from './record.ts'
import { createSender } from './send.ts'
import { closeDue, dropDays, prepareDays } from './sweep.ts'

export type WorkerDeps = {
  sql: Sql
  /** The URL of the same database: the queue holds connections of its own. */
  databaseUrl: string
  engine: Engine
  keyring: Keyring
  clock: Clock
  log: Log
  /** Has notifications go wrong on purpose; nobody outside the stand-in. */
  meddle?: Meddle | undefined
  config: {
    notifyDelaysMs: readonly number[]
    notifyTimeoutMs: number
    /** Notifications may go to addresses of private networks. */
    notifyPrivate: boolean
    /** Days that what was told and used is kept. */
    keepDays: number
    /** How long a paid order takes refunds; a year where absent. */
    refundMs?: number
  }
}

export type Worker = {
  /** Takes no more work and resolves when what was begun is written down, after 15 s at most. */
  stop: () => Promise<void>
}

/** Connections for what is read and written of notifications. */
const booksMax = 2

const secondMs = 1000
const hourMs = 3_600_000

/**
 * Does what has to happen without anybody asking: sends notifications, closes orders whose time is up, prepares and
 * drops the days of partitioned tables. Any number of workers may run on one database.
 */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { sql, engine, clock, log } = deps
  const onError = (error: unknown) => log.error({ err: error }, 'the worker met an error')
  const queue = await openNotifyQueue(deps.databaseUrl, { supervise: true, onError })
  const sender = createSender({
    timeoutMs: deps.config.notifyTimeoutMs,
    allowInside: deps.config.notifyPrivate,
    clock,
  })
  // Reads and writes by primary keys, like the engine; the plans of the other pool suit whole tables.
  const books = openEngineDb(deps.databaseUrl, {
    max: booksMax,
    name: 'notify',
    // A try that a failing database forgets is made again, since its job is back with it: nobody waits for the disk.
    settings: { synchronous_commit: 'off' },
  })
  const dispatch = await startDispatch({
    ...deps,
    books,
    queue,
    sender,
    record: createRecord(books, queue),
    delaysMs: deps.config.notifyDelaysMs,
    onError,
  })
  const rounds = [
    every(2 * secondMs, onError, () => closeDue(sql, engine, clock())),
    // The index of days is made up by autovacuum; what was paid since is read through, 16 ms at 1,000 payments a second.
    every(10 * secondMs, onError, () =>
      finishDue(sql, engine, { now: clock(), refundMs: deps.config.refundMs ?? refundMsDefault }),
    ),
    every(hourMs, onError, () => prepareDays(sql, clock())),
    every(hourMs, onError, () => dropDays(sql, clock(), deps.config.keepDays)),
  ]
  return {
    async stop() {
      await Promise.all(rounds.map((stop) => stop()))
      await dispatch.stop()
      await sender.close()
      await queue.close()
      await books.end({ timeout: 5 })
    },
  }
}

/** Does a thing now and again after each interval, never twice at once. Returns the way to stop it and wait for it. */
function every(
  intervalMs: number,
  onError: (error: unknown) => void,
  act: () => Promise<unknown>,
): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = round()
  async function round(): Promise<void> {
    await act().catch(onError)
    if (stopped) return
    timer = setTimeout(() => {
      running = round()
    }, intervalMs)
  }
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
