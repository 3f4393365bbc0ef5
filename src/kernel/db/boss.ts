import { type ConnectionOptions, PgBoss, type Queue } from 'pg-boss'

import { column, type Sql, type Tx } from '../db.ts'

export type QueueOptions = {
  /** Also look after the queue: recover the jobs of killed workers, drop old ones. */
  supervise: boolean
  onError: (error: Error) => void
}

type Kind = {
  name: string
  /** How long a job that nobody ended is kept. */
  keepDays: number
  /** How often a job that failed is tried, and when. */
  retry: Pick<Queue, 'retryDelay' | 'retryBackoff' | 'retryDelayMax'>
}

/** A worker that dies is noticed when its heartbeats stop: 10 s, plus the interval of the look, plus the retry delay. */
export const heartbeatSeconds = 10
const lookSeconds = 5
/** A job is never given up by its count of tries: who works on it says when it has ended. */
const triesMax = 1_000_000
const stopPatienceMs = 15_000

export type OpenQueue = {
  boss: PgBoss
  /** Waits for what was begun, for 15 s at most. */
  close: () => Promise<void>
}

/**
 * Opens a queue that pg-boss keeps in the schema `pgboss` of the same database, and makes that schema where it is
 * missing. It holds up to two connections of its own; three while it supervises.
 */
export async function openQueue(
  url: string,
  { name, keepDays, retry }: Kind,
  { supervise, onError }: QueueOptions,
): Promise<OpenQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: `tongbao ${name}`,
    max: supervise ? 3 : 2,
    schedule: false,
    supervise,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    registerInstance: false,
  })
  boss.on('error', onError)
  await boss.start()
  await boss.createQueue(name, {
    notify: true,
    heartbeatSeconds,
    expireInSeconds: 15 * 60,
    retryLimit: triesMax,
    ...retry,
    deleteAfterSeconds: 3600,
    retentionSeconds: keepDays * 86_400,
  })
  // The first look fills the cache, so that inserting takes no query of its own.
  await boss.getQueue(name)
  return { boss, close: () => boss.stop({ graceful: true, timeout: stopPatienceMs }) }
}

/** Has pg-boss send its statements over this connection or in this transaction, prepared once. */
export const within = (tx: Tx | Sql): ConnectionOptions => ({
  db: {
    async executeSql(text, values = []) {
      const given = values.map((value) => (Array.isArray(value) ? column(value) : value))
      return { rows: await tx.unsafe(text, given as string[], { prepare: true }) }
    },
  },
})
