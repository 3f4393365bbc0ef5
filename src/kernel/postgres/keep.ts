import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { isAlive } from './postmaster.ts'

/** A server that is started again when it ends unasked. */
export type Kept = {
  /** The process as it is now. */
  pid: () => number
  /** Ends the watch; resolves when no start is under way. */
  release: () => Promise<void>
}

type Keeping = {
  pid: number
  /** Starts it once more and resolves to its process when it is ready. */
  start: () => Promise<number>
  log: (text: string) => void
}

const lookEveryMs = 250
const pauseMsMin = 250
const pauseMsMax = 10_000
/** Whoever lived this long did not end because of how it was started. */
const settledMs = 60_000

/**
 * Watches a server and starts it again when it ends without being asked to: killed by the system for its memory, or by
 * mistake. What was acknowledged is on disk, and its log is replayed. Where it cannot be started, because processes of
 * the old one still write, or ends again soon, the pauses grow to ten seconds; it is never given up.
 */
export function keepRunning({ pid, start, log }: Keeping): Kept {
  let current = pid
  let since = Date.now()
  let pauseMs = 0
  let starting: Promise<void> | undefined
  const released = new AbortController()
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: released.signal, ref: false }).catch(() => undefined)

  const startAgain = async () => {
    log(`PostgreSQL (process ${current}) ended unasked and is started again`)
    if (Date.now() - since > settledMs) pauseMs = 0
    for (let tries = 1; !released.signal.aborted; tries++) {
      await pause(pauseMs)
      pauseMs = Math.min(Math.max(pauseMsMin, pauseMs * 2), pauseMsMax)
      try {
        current = await start()
        since = Date.now()
        return
      } catch (error) {
        if (tries === 1) log(`It is tried again until it starts: ${String(error)}`)
      }
    }
  }

  const watch = async () => {
    while (!released.signal.aborted) {
      await pause(lookEveryMs)
      if (released.signal.aborted || (await isRunning(current))) continue
      starting = startAgain()
      await starting
    }
  }
  void watch()

  return {
    pid: () => current,
    async release() {
      released.abort()
      await starting
    },
  }
}

/** A process that has ended stays in the list until its parent looks; where nobody does, it is not alive for that. */
async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z')
}
