import type { Sql, Tx } from '#kernel/db.ts'
import { openQueue, within, type QueueOptions } from '#kernel/db/boss.ts'

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

/** A bank is asked until it says; nobody else may say it for the bank. */
const keepDays = 3650
/** Waits between tries double from one second to a minute. */
const firstWaitSeconds = 1
const longestWaitSeconds = 60
/** Orders asked for at a time, in one process; and of one bank, so that one that is silent does not hold up the others. */
const atOnceMax = 6
const ofOneBankMax = 3
const pollSeconds = 2

/** Opens the queue of orders at banks. */
export async function openBankQueue(url: string, options: QueueOptions): Promise<BankQueue> {
  const retry = {
    retryDelay: firstWaitSeconds,
    retryBackoff: true,
    retryDelayMax: longestWaitSeconds,
  }
  const kind = { name: queueName, keepDays, retry }
  const { boss, close } = await openQueue(url, kind, options)
  return {
    async insert(tx, job, bank) {
      await boss.insert(queueName, [{ data: job, group: { id: bank } }], within(tx))
    },
    async work(act) {
      const pace = {
        localConcurrency: atOnceMax,
        localGroupConcurrency: ofOneBankMax,
        pollingIntervalSeconds: pollSeconds,
        notifyPollingIntervalSeconds: pollSeconds,
      }
      await boss.work<BankJob>(queueName, pace, async ([job]) => {
        if (job && !(await act(job.data))) throw new Error('the bank has not said yet')
      })
    },
    close,
  }
}
