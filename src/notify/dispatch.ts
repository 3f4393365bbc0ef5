import { setTimeout as sleep } from 'node:timers/promises'

import type { Sql } from '#kernel/db.ts'

import { Bell } from './bell.ts'
import { deliver, type DeliverDeps } from './deliver.ts'
import { keyOf, Places } from './places.ts'
import { keepMs, notifyChannel, type NotifyQueue, type TakenJob } from './queue.ts'
import { readRows, type Row } from './sql.ts'

export type DispatchDeps = DeliverDeps & {
  /** Where notifications are read and written, and their commits heard of. */
  books: Sql
  queue: NotifyQueue
  onError: (error: unknown) => void
}

export type Dispatch = {
  /** Takes no more jobs and resolves when those under way are written down, or given back after 15 s. */
  stop: () => Promise<void>
}

/** Under way at a time; a merchant that does not answer holds a sixteenth of the places at most. */
const placesMax = 1024
const placesPerMerchant = 64
const takenMax = 100
/** Jobs put in within this time are taken together. */
const gatherMs = 20
/** A commit wakes the dispatch; tries that wait for their time are found by looking. */
const lookMs = 1000
const graceMs = 15_000
const none = Promise.resolve(new Map<string, Row>())

/** Takes jobs by the hundred and delivers them side by side, so that none waits for another one's merchant. */
export async function startDispatch(deps: DispatchDeps): Promise<Dispatch> {
  const { books, queue, onError } = deps
  const places = new Places()
  const bell = new Bell()
  const stopping = new AbortController()

  const take = async (): Promise<number> => {
    const room = Math.min(takenMax, placesMax - places.count())
    if (room === 0) return 0
    const jobs = await queue.take(room, placesPerMerchant)
    if (jobs.length > 0) begin(jobs)
    return jobs.length
  }

  const begin = (jobs: readonly TakenJob[]) => {
    const seen = new Set<string>()
    const first = jobs.filter((job) => {
      const known = seen.has(keyOf(job)) || places.of(job) !== undefined
      seen.add(keyOf(job))
      return !known
    })
    const rows =
      first.length === 0
        ? none
        : readRows(
            books,
            first.map(({ data }) => data),
          )
    for (const job of first) {
      hold(
        job,
        rows.then((found) => deliver(deps, job, found.get(job.data.notifyId))),
      )
    }
    // The same job again, by a worker that died or a clock that jumped: it waits to see how the first one went.
    for (const job of jobs) {
      if (first.includes(job)) continue
      const again = async () => {
        await places.of(job)
        const found = await readRows(books, [job.data])
        await deliver(deps, job, found.get(job.data.notifyId))
      }
      hold(job, again())
    }
  }

  const hold = (job: TakenJob, work: Promise<void>) => {
    const done = work
      .catch(async (error: unknown) => {
        onError(error)
        await queue.giveBack([job], String(error)).catch(onError)
      })
      .finally(() => {
        const wasFull = places.countOf(job) >= placesPerMerchant || places.count() >= placesMax
        places.leave(job, done)
        if (wasFull) bell.ring()
      })
    places.enter(job, done)
  }

  const run = async () => {
    while (!stopping.signal.aborted) {
      const taken = await take().catch((error: unknown) => {
        onError(error)
        return 0
      })
      if (taken === 0) await bell.wait(lookMs)
      await sleep(gatherMs)
    }
  }

  const listening = await books.listen(notifyChannel, bell.ring, bell.ring)
  const keeping = setInterval(() => void queue.keep(places.jobs()).catch(onError), keepMs)
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
