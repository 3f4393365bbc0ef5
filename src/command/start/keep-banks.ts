import { setTimeout as sleep } from 'node:timers/promises'

import type { Log } from '#kernel/log.ts'

import { startBanks, type BanksOptions, type RunningBanks } from './banks.ts'

type KeepOptions = Omit<BanksOptions, 'onEnd' | 'memory'> & {
  log: Log
  /** The wait before each start in a row, milliseconds; after the last one the banks are given up. */
  pausesMs?: readonly number[]
}

const pausesMsDefault = [250, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000]
/** Whoever lived this long did not end because of how it was started, so the pauses begin anew. */
const settledMs = 60_000

/**
 * Starts the demo's banks and starts them again, on the same port and books, when they end unasked. Their books are on
 * the disk before an answer leaves, so the orders that were open meanwhile end as those books say. The first start
 * throws when it fails; banks that keep ending are given up with a line in the log.
 */
export async function keepBanks(options: KeepOptions): Promise<RunningBanks> {
  const { log, pausesMs = pausesMsDefault, ...site } = options
  const stopped = new AbortController()
  let ends = 0
  let again: Promise<void> | undefined

  const start = async (port: number): Promise<RunningBanks> => {
    const since = Date.now()
    const onEnd = (status: number | null) => {
      if (Date.now() - since > settledMs) ends = 0
      again = startAgain(status)
    }
    return startBanks({ ...site, port, onEnd })
  }

  let current = await start(site.port)
  const { port } = current

  async function startAgain(status: number | null): Promise<void> {
    for (; !stopped.signal.aborted; ends++) {
      const pauseMs = pausesMs[ends]
      if (pauseMs === undefined) {
        log.error({ status, ends }, "the demo's banks keep ending; restart to have them again")
        return
      }
      log.error({ status, pauseMs }, "the demo's banks ended unasked and are started again")
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined)
      if (stopped.signal.aborted) return
      try {
        current = await start(port)
        ends++
        return
      } catch (error) {
        log.error({ err: error }, "the demo's banks did not start")
      }
    }
  }

  return {
    port,
    get pid() {
      return current.pid
    },
    async stop() {
      stopped.abort()
      // A start that is under way is waited for, so that nothing outlives this.
      await again
      await current.stop()
    },
  }
}
