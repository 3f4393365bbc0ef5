import type { Sql } from '#kernel/db.ts'

import type { NotifyJob, NotifyQueue, TakenJob } from './queue.ts'
import { type Told, writeTold } from './sql.ts'

/** What became of a job: what was told, and the job that follows where there is one. */
export type Outcome = { job: TakenJob; told?: Told; next?: NotifyJob }

/** Resolves when the outcome is written down; rejects when it could not be. */
export type Record = (outcome: Outcome) => Promise<void>

/** Outcomes within this time are one transaction: one commit for up to fifty instead of one for each. */
const gatherMs = 20
const gatheredMax = 50

type Waiting = { outcome: Outcome; done: () => void; failed: (error: unknown) => void }

/** Gathers outcomes and writes them together: the tries, the jobs of the next tries, and that the jobs are done. */
export function createRecord(sql: Sql, queue: NotifyQueue): Record {
  let gathered: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const batch = gathered
    gathered = []
    try {
      await write(sql, queue, batch.map(outcomeOf))
      for (const { done } of batch) done()
    } catch (error) {
      if (batch.length === 1) return batch[0]?.failed(error)
      // One that cannot be written must not take the others with it.
      await Promise.all(batch.map(writeAlone))
    }
  }

  const writeAlone = async ({ outcome, done, failed }: Waiting) => {
    try {
      await write(sql, queue, [outcome])
      done()
    } catch (error) {
      failed(error)
    }
  }

  return (outcome) =>
    new Promise((done, failed) => {
      gathered.push({ outcome, done, failed })
      if (gathered.length >= gatheredMax) void flush()
      else timer ??= setTimeout(() => void flush(), gatherMs)
    })
}

const outcomeOf = ({ outcome }: Waiting): Outcome => outcome

async function write(sql: Sql, queue: NotifyQueue, outcomes: readonly Outcome[]): Promise<void> {
  const told = outcomes.flatMap((one) => one.told ?? [])
  await sql.begin(async (tx) => {
    const mine = told.length === 0 ? new Set<string>() : await writeTold(tx, told)
    // Where the same job ran twice at once, the other one has put in the next try.
    const next = outcomes.flatMap((one) =>
      one.next && (!one.told || mine.has(one.told.notifyId)) ? [one.next] : [],
    )
    await queue.insertJobs(tx, next)
    await queue.drop(
      tx,
      outcomes.map(({ job }) => job),
    )
  })
}
