import type { Banks } from '#bank/port.ts'
import type { Engine } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Log } from '#kernel/log.ts'

import { bankOrders } from './orders.ts'
import { pursue } from './pursue.ts'
import { openBankQueue, type BankJob } from './queue.ts'

export type BankWorkerDeps = {
  sql: Sql
  databaseUrl: string
  engine: Engine
  clock: Clock
  log: Log
  /** None where cards cannot be bound: then there is nothing to do. */
  banks: Banks | undefined
}

/** Asks the banks for what members want of them, until each has said. Any number of workers may run on one database. */
export async function startBankWorker(
  deps: BankWorkerDeps,
): Promise<{ stop: () => Promise<void> }> {
  const { databaseUrl, log, banks } = deps
  if (!banks) return { stop: async () => {} }
  const onError = (error: unknown, job?: BankJob) => {
    const { traceId, requestNo } = job ?? {}
    log.error({ err: error, traceId, requestNo }, 'the banks’ worker met an error')
  }
  const orders = bankOrders(deps.sql)
  const queue = await openBankQueue(databaseUrl, { supervise: true, onError })
  await queue.work(async (job) => {
    try {
      return await pursue({ ...deps, orders, banks }, job)
    } catch (error) {
      onError(error, job)
      return false
    }
  })
  return { stop: queue.close }
}
