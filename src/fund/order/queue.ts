import { PgBoss } from 'pg-boss'

import type { Sql, Tx } from '#kernel/db.ts'
import { within } from '#kernel/db/boss.ts'

/** An order at a bank that has not ended, and the call that asked for it: whichever try ends it, its bill bears that call. */
export type BankJob = { memberId: string; requestNo: string; traceId?: string }

export type BankQueue = {
  /** Puts an order's job in as part of the caller's transaction. */
  insert: (tx: Tx | Sql, job: BankJob, bank: string) => Promise<void>
  /** Has every job tried until `act` says that its order has ended; what throws or says false is tried later. */
  work: (act: (job: BankJob) => Promise<boolean>) => Promise<void>
  close: () => Promise<void>
}

const queueName = 'bank'

/** A worker that dies is noticed when its heartbeats stop: 10 s, and the interval of the look. */
const heartbeatSeconds = 10
const lookSeconds = 5
/** Waits between tries double from one second to a minute. */
const firstWaitSeconds = 1
const longestWaitSeconds = 60
/** Orders asked for at a time, in one process; and of one bank, so that one that is silent does not hold up the others. */
const atOnceMax = 6
const ofOneBankMax = 3
const pollSeconds = 2

/**
 * Opens the queue of orders at banks, which pg-boss keeps in the same database. It holds up to two connections of its
 * own, three while it supervises.
 */
export async function openBankQueue(
  url: string,
  { supervise, onError }: { supervise: boolean; onError: (error: Error) => void },
): Promise<BankQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'tongbao bank',
    max: supervise ? 3 : 2,
    schedule: false,
    supervise,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    registerInstance: false,
  })
  boss.on('error', onError)
  await boss.start()
  await boss.createQueue(queueName, {
    notify: true,
    heartbeatSeconds,
    expireInSeconds: 15 * 60,
    // A bank is asked until it says; nobody else may say it for the bank.
    retryLimit: 1_000_000,
    retryDelay: firstWaitSeconds,
    retryBackoff: true,
    retryDelayMax: longestWaitSeconds,
    deleteAfterSeconds: 3600,
    retentionSeconds: 3650 * 86_400,
  })
  await boss.getQueue(queueName)
  return {
    async insert(tx, job, bank) {
      await boss.insert(queueName, [{ data: job, group: { id: bank } }], within(tx))
    },
    async work(act) {
      const options = {
        localConcurrency: atOnceMax,
        localGroupConcurrency: ofOneBankMax,
        pollingIntervalSeconds: pollSeconds,
        notifyPollingIntervalSeconds: pollSeconds,
      }
      await boss.work<BankJob>(queueName, options, async ([job]) => {
        if (job && !(await act(job.data))) throw new Error('the bank has not said yet')
      })
    },
    close: () => boss.stop({ graceful: true, timeout: 15_000 }),
  }
}
