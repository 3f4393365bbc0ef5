import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql } from '#kernel/db.ts'

import { keyOf, type Taken } from './places.ts'
import type { NotifyJob, NotifyQueue } from './queue.ts'
import { type Told, writeTold } from './sql.ts'

/** What became of a try of a job: what was told, and the job that follows where there is one. */
export type Outcome = { taken: Taken; told?: Told; next?: NotifyJob }

/** Resolves when the outcome is written down; rejects when it could not be. */
export type Record = (outcome: Outcome) => Promise<void>

/** Outcomes within this time, and those that come while others are being written, are one transaction. */
const gatherMs = 50
const gatheredMax = 500

type Waiting = { outcome: Outcome; done: () => void; failed: (error: unknown) => void }

/**
 * Gathers outcomes and writes them together: the tries, the jobs of the next tries, and that jobs are done. One
 * transaction at a time, so that it is plain which of them has the last try of a job.
 */
export function createRecord(sql: Sql, queue: NotifyQueue): Record {
  const gathered: Waiting[] = []
  let writing = false

  const writeAll = async () => {
    writing = true
    while (gathered.length > 0) {
      await sleep(gatherMs)
      await writeBatch(gathered.splice(0, gatheredMax))
    }
    writing = false
  }

  const writeBatch = async (batch: readonly Waiting[]) => {
    try {
      await write(sql, queue, batch.map(outcomeOf))
      for (const { done } of batch) done()
    } catch (error) {
      const [only, more] = batch
      if (more === undefined) return only?.failed(error)
      // One that cannot be written must not take the others with it.
      for (const one of batch) await writeBatch([one])
    }
  }

  return (outcome) =>
    new Promise((done, failed) => {
      gathered.push({ outcome, done, failed })
      if (!writing) void writeAll()
    })
}

const outcomeOf = ({ outcome }: Waiting): Outcome => outcome

async function write(sql: Sql, queue: NotifyQueue, outcomes: readonly Outcome[]): Promise<void> {
  const told = outcomes.flatMap((one) => one.told ?? [])
  const written = new Map<Taken, number>()
  for (const { taken } of outcomes) written.set(taken, (written.get(taken) ?? 0) + 1)
  await sql.begin(async (tx) => {
    const mine = told.length === 0 ? new Set<string>() : await writeTold(tx, told)
    // Where the same try was made twice at once, the other one has put in the next.
    const next = outcomes.flatMap((one) =>
      one.next && (!one.told || mine.has(keyOf(one.told))) ? [one.next] : [],
    )
    await queue.insertJobs(tx, next)
    const done = [...written].filter(([taken, count]) => taken.left === count)
    await queue.drop(
      tx,
      done.map(([{ job }]) => job),
    )
  })
  for (const [taken, count] of written) taken.left -= count
}
