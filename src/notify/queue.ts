import { createHash } from 'node:crypto'

import { type ConnectionOptions, type Job, PgBoss } from 'pg-boss'

import { column, type Sql, type Tx } from '#kernel/db.ts'

const notifyQueueName = 'notify'

/** Where pg-boss says that jobs were put in (`notifyChannelSql`); a name made of that of its schema. */
export const notifyChannel = `pgboss_${createHash('sha224').update('pgboss').digest('hex').slice(0, 24)}`

/** One delivery to be tried. `attempt` counts the tries before it, so that a job run twice is known. */
export type NotifyJob = {
  merchantId: string
  notifyId: string
  attempt?: number
  /** How long to wait before trying, milliseconds; at once where it is absent. */
  delayMs?: number
  /** Held back on purpose: until a later one was sent where `forLater`, for this long at most, milliseconds. */
  held?: { forLater: boolean; leftMs: number }
}

/** A job that this worker has taken and nobody else gets while it is kept. */
export type TakenJob = Job<NotifyJob>

export type NotifyQueue = {
  /**
   * Puts the jobs in as part of the caller's transaction, in one statement; a worker is woken by the commit. Safe to
   * send without awaiting what was sent before it on the same transaction.
   */
  insertJobs: (tx: Tx | Sql, jobs: readonly NotifyJob[]) => Promise<void>
  /** Takes up to `count` jobs whose time has come; all workers together hold `perMerchant` of one merchant at most. */
  take: (count: number, perMerchant: number) => Promise<TakenJob[]>
  /** Says that these are being worked on, which has to be said every few seconds (`keepMs`). */
  keep: (jobs: readonly TakenJob[]) => Promise<void>
  /** Removes jobs that are done as part of the caller's transaction. */
  drop: (tx: Tx | Sql, jobs: readonly TakenJob[]) => Promise<void>
  /** Leaves jobs to be taken anew, a second later and by any worker. */
  giveBack: (jobs: readonly TakenJob[], reason: string) => Promise<void>
  close: () => Promise<void>
}

export type NotifyQueueOptions = {
  /** Also look after the queue: recover the jobs of killed workers, drop old ones. */
  supervise: boolean
  onError: (error: Error) => void
}

/** A worker that dies is noticed when its heartbeats stop: 10 s, plus the interval of the look, plus the retry delay. */
const heartbeatSeconds = 10
const lookSeconds = 5
export const keepMs = (heartbeatSeconds * 1000) / 2

/**
 * Opens the queue of notifications, which pg-boss keeps in the schema `pgboss` of the same database, and makes that
 * schema where it is missing. Holds up to two connections of its own; three while it supervises.
 */
export async function openNotifyQueue(
  url: string,
  options: NotifyQueueOptions,
): Promise<NotifyQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'tongbao notify',
    max: options.supervise ? 3 : 2,
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    registerInstance: false,
  })
  boss.on('error', options.onError)
  await boss.start()
  await boss.createQueue(notifyQueueName, {
    notify: true,
    heartbeatSeconds,
    expireInSeconds: 15 * 60,
    // Only a crash or a lost database fails a job; a merchant that does not answer makes the next job instead.
    retryLimit: 1_000_000,
    retryDelay: 1,
    deleteAfterSeconds: 3600,
    retentionSeconds: 30 * 86_400,
  })
  // The first look fills the cache, so that inserting takes no query of its own.
  await boss.getQueue(notifyQueueName)
  const close = () => boss.stop({ graceful: true, timeout: 15_000 })
  return {
    insertJobs: (tx, jobs) => insertJobs(boss, tx, jobs),
    take: (count, perMerchant) =>
      boss.fetch<NotifyJob>(notifyQueueName, {
        batchSize: count,
        groupConcurrency: perMerchant,
      }),
    async keep(jobs) {
      if (jobs.length > 0) await boss.touch(notifyQueueName, [...jobs])
    },
    async drop(tx, jobs) {
      // Completing would keep each for an hour, in eight indexes; what happened stands in notify_attempt.
      if (jobs.length > 0) await boss.deleteJob(notifyQueueName, [...jobs], within(tx))
    },
    async giveBack(jobs, reason) {
      if (jobs.length > 0) await boss.fail(notifyQueueName, [...jobs], { reason })
    },
    close,
  }
}

/** Has pg-boss send its statements over the caller's transaction. */
const within = (tx: Tx | Sql): ConnectionOptions => ({
  db: {
    async executeSql(text, values = []) {
      const given = values.map((value) => (Array.isArray(value) ? column(value) : value))
      return { rows: await tx.unsafe(text, given as string[], { prepare: true }) }
    },
  },
})

async function insertJobs(boss: PgBoss, tx: Tx | Sql, jobs: readonly NotifyJob[]): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map(({ merchantId, notifyId, attempt = 0, delayMs, held }) => ({
    data: { merchantId, notifyId, attempt, ...(held && { held }) },
    // So that one merchant that does not answer cannot hold up the others.
    group: { id: merchantId },
    // pg-boss counts from the database's clock, in seconds.
    ...(delayMs !== undefined && { startAfter: delayMs / 1000 }),
  }))
  await boss.insert(notifyQueueName, rows, within(tx))
}
