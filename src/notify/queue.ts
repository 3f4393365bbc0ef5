import { createHash } from 'node:crypto'

import { type Job, PgBoss } from 'pg-boss'

import type { Sql, Tx } from '#kernel/db.ts'
import { within } from '#kernel/db/boss.ts'

const notifyQueueName = 'notify'

/** Where pg-boss says that jobs were put in (`notifyChannelSql`); a name made of that of its schema. */
export const notifyChannel = `pgboss_${createHash('sha224').update('pgboss').digest('hex').slice(0, 24)}`

/** What names a notification. */
export type Name = { merchantId: string; notifyId: string }

/** One try that has a job of its own, since it has a time of its own or stands in its merchant's line. */
export type NotifyJob = Name & {
  /** Counts the tries before it, so that a job run twice is known. */
  attempt?: number
  /** How long to wait before trying, milliseconds; at once where it is absent. */
  delayMs?: number
  /** Held back on purpose: until a later one was sent where `forLater`, for this long at most, milliseconds. */
  held?: { forLater: boolean; leftMs: number }
}

/** A job is one such try, or the first tries of notifications that were written together. */
type Data = Omit<NotifyJob, 'delayMs'> | { first: [merchantId: string, notifyId: string][] }

/** A job that this worker has taken and nobody else gets while it is kept. */
export type TakenJob = Job<Data>

/** A try of a job that was taken. */
export type Try = Name & {
  attempt: number
  /** In a job of its own, which counts among those of its merchant that are under way. */
  alone: boolean
  held?: NotifyJob['held']
}

export type NotifyQueue = {
  /**
   * Puts the first tries of new notifications in as part of the caller's transaction, many to a job and in one
   * statement; a worker is woken by the commit. Safe to send without awaiting what was sent before it on the same transaction.
   */
  insertFirst: (tx: Tx | Sql, names: readonly Name[]) => Promise<void>
  /** Puts tries in that go by themselves, in the same way. */
  insertJobs: (tx: Tx | Sql, jobs: readonly NotifyJob[]) => Promise<void>
  /** Takes up to `count` jobs whose time has come; all workers together hold `perMerchant` tries of one merchant's line at most. */
  take: (sql: Sql, count: number, perMerchant: number) => Promise<TakenJob[]>
  /** Says that these are being worked on, which has to be said every few seconds (`keepMs`). */
  keep: (sql: Sql, jobs: readonly TakenJob[]) => Promise<void>
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

/** First tries in one job: a row in eight indexes costs more than all else of a try, and one of over 2 KB is kept aside. */
const firstTriesMax = 32

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
  const insert = async (tx: Tx | Sql, jobs: { data: Data; group?: { id: string } }[]) => {
    if (jobs.length > 0) await boss.insert(notifyQueueName, jobs, within(tx))
  }
  return {
    insertFirst: (tx, names) => insert(tx, together(names)),
    insertJobs: (tx, jobs) => insert(tx, jobs.map(alone)),
    take: (sql, count, perMerchant) =>
      boss.fetch<Data>(notifyQueueName, {
        batchSize: count,
        groupConcurrency: perMerchant,
        ...within(sql),
      }),
    async keep(sql, jobs) {
      if (jobs.length > 0) await boss.touch(notifyQueueName, [...jobs], within(sql))
    },
    async drop(tx, jobs) {
      // Completing would keep each for an hour, in eight indexes; what happened stands in notify_attempt.
      if (jobs.length > 0) await boss.deleteJob(notifyQueueName, [...jobs], within(tx))
    },
    async giveBack(jobs, reason) {
      if (jobs.length > 0) await boss.fail(notifyQueueName, [...jobs], { reason })
    },
    close: () => boss.stop({ graceful: true, timeout: 15_000 }),
  }
}

/** The tries that a job holds. */
export const triesOf = ({ data }: TakenJob): Try[] =>
  'first' in data
    ? data.first.map(([merchantId, notifyId]) => ({
        merchantId,
        notifyId,
        attempt: 0,
        alone: false,
      }))
    : [{ ...data, attempt: data.attempt ?? 0, alone: true }]

function together(names: readonly Name[]): { data: Data }[] {
  const jobs: { data: Data }[] = []
  for (let at = 0; at < names.length; at += firstTriesMax) {
    const some = names.slice(at, at + firstTriesMax)
    jobs.push({ data: { first: some.map(({ merchantId, notifyId }) => [merchantId, notifyId]) } })
  }
  return jobs
}

const alone = ({ merchantId, notifyId, attempt = 0, delayMs, held }: NotifyJob) => ({
  data: { merchantId, notifyId, attempt, ...(held && { held }) },
  // So that one merchant that does not answer cannot hold up the others.
  group: { id: merchantId },
  // pg-boss counts from the database's clock, in seconds.
  ...(delayMs !== undefined && { startAfter: delayMs / 1000 }),
})
