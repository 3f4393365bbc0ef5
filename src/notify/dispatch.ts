import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql } from '#kernel/db.ts'

import { Bell } from './bell.ts'
import { deliver, type DeliverDeps } from './deliver.ts'
import { keyOf, Places, type Taken } from './places.ts'
import {
  keepMs,
  notifyChannel,
  type NotifyQueue,
  type TakenJob,
  triesOf,
  type Try,
} from './queue.ts'
import { readRows, type Row } from './sql.ts'

export type DispatchDeps = Omit<DeliverDeps, 'places'> & {
  /** Where notifications are read and written, and their commits heard of. */
  books: Sql
  queue: NotifyQueue
  onError: (error: unknown) => void
}

export type Dispatch = {
  /** Takes no more jobs and resolves when those under way are written down, or given back after 15 s. */
  stop: () => Promise<void>
}

/** Under way at a time, give or take what is taken at once; a merchant that does not answer holds an eighth at most. */
const placesMax = 1024
const placesPerLane = 64
/** Jobs; the number stands in the text of the statement, which is prepared once. */
const takenMax = 32
/** Jobs put in within this time are taken together: a look costs as much as telling one. */
const gatherMs = 50
/** A commit wakes the dispatch; tries that wait for their time are found by looking. */
const lookMs = 1000
const graceMs = 15_000

type Rows = Promise<ReadonlyMap<string, Row>>
const none: Rows = Promise.resolve(new Map())

/** Takes jobs by the dozen and delivers what they hold side by side, so that none waits for another one's merchant. */
export async function startDispatch(deps: DispatchDeps): Promise<Dispatch> {
  const { books, queue, onError } = deps
  const places = new Places(placesPerLane)
  const bell = new Bell()
  const stopping = new AbortController()

  const take = async (): Promise<number> => {
    if (places.count() >= placesMax) return 0
    const jobs = await queue.take(books, takenMax, placesPerLane)
    if (jobs.length > 0) begin(jobs)
    return jobs.length
  }

  const begin = (jobs: readonly TakenJob[]) => {
    const held = jobs.map((job) => ({ job, tries: triesOf(job) }))
    const rows = readFirst(held.flatMap(({ tries }) => tries))
    for (const { job, tries } of held) {
      const taken: Taken = { job, left: tries.length }
      const ends = tries.map((one) => hold(taken, one, rows))
      places.enterJob(taken, conclude(job, ends))
    }
  }

  /** One query for all notifications that are not under way already. */
  const readFirst = (tries: readonly Try[]): Rows => {
    const fresh = tries.filter((one) => places.of(one) === undefined)
    return fresh.length === 0 ? none : readRows(books, fresh)
  }

  const hold = (taken: Taken, one: Try, rows: Rows): Promise<void> => {
    // The same try again, by a worker that died or a clock that jumped: it waits to see how the first one went.
    const before = places.of(one)
    const attempt = async () => {
      await before
      const found = await (before ? readRows(books, [one]) : rows)
      try {
        await deliver({ ...deps, places }, { taken, one, row: found.get(keyOf(one)) })
      } finally {
        // More of its merchant's line may go, or more of anything.
        if (one.alone || places.count() >= placesMax) bell.ring()
      }
    }
    const end = attempt()
    places.enter(
      one,
      end.catch(() => undefined),
    )
    return end
  }

  /** A job of which something could not be written down is left to be taken anew, when all else of it is done. */
  const conclude = async (job: TakenJob, tries: readonly Promise<void>[]) => {
    const ends = await Promise.allSettled(tries)
    const failed = ends.find((end) => end.status === 'rejected')
    if (!failed) return
    onError(failed.reason)
    await queue.giveBack([job], String(failed.reason)).catch(onError)
  }

  const run = async () => {
    while (!stopping.signal.aborted) {
      const began = performance.now()
      const taken = await take().catch((error: unknown) => {
        onError(error)
        return 0
      })
      if (taken === takenMax) continue
      if (taken === 0) await bell.wait(lookMs)
      const tooSoonMs = gatherMs - (performance.now() - began)
      if (tooSoonMs > 0) await sleep(tooSoonMs)
    }
  }

  const listening = await books.listen(notifyChannel, bell.ring, bell.ring)
  const keeping = setInterval(() => void queue.keep(books, places.jobs()).catch(onError), keepMs)
  const running = run()
  return {
    async stop() {
      stopping.abort()
      bell.ring()
      await running
      const grace = new AbortController()
      const late = sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)
      await Promise.race([places.empty(), late])
      grace.abort()
      clearInterval(keeping)
      await queue.giveBack(places.jobs(), 'the worker stopped').catch(onError)
      await listening.unlisten()
    },
  }
}
