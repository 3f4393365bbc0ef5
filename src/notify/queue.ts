import { createHash } from 'node:crypto'

import type { Job } from 'pg-boss'

import type { Sql, Tx } from '#kernel/db.ts'
import { heartbeatSeconds, openQueue, within, type QueueOptions } from '#kernel/db/boss.ts'

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

/** First tries in one job: a row in eight indexes costs more than all else of a try, and one of over 2 KB is kept aside. */
const firstTriesMax = 32

/** Only a crash or a lost database fails a job; a merchant that does not answer makes the next job instead. */
const retry = { retryDelay: 1 }
const keepDays = 30
/** Half the time after which a job that nobody speaks for is given to another worker. */
export const keepMs = (heartbeatSeconds * 1000) / 2

/** Opens the queue of notifications. */
export async function openNotifyQueue(url: string, options: QueueOptions): Promise<NotifyQueue> {
  const kind = { name: notifyQueueName, keepDays, retry }
  const { boss, close } = await openQueue(url, kind, options)
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
    close,
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
