import { readConfig } from '#config'
import { createLog } from '#kernel/log.ts'

import { Closers } from './closers.ts'
import { openShared } from './database.ts'
import { openPlatform } from './platform.ts'
import { endWith, untilStopped } from './signals.ts'
import { startWorkers } from './workers.ts'
import { yieldToOthers } from './yield.ts'

/**
 * `tongbao work`: sends notifications, closes overdue orders, keeps the days, until stopped. Logs
 * to standard output.
 */
export async function work(): Promise<void> {
  const config = readConfig()
  const log = createLog({ level: config.logLevel, codePrefix: config.codePrefix })
  const closers = new Closers()
  const stop = untilStopped()
  try {
    const database = await openShared(config, (text) => log.info(text))
    closers.add(database.close)
    // A payment has somebody who waits for it. An embedded PostgreSQL that this process starts would yield with it.
    if (config.databaseUrl) yieldToOthers()
    const platform = await openPlatform(config, database.url, log)
    closers.add(platform.close)
    closers.add(await startWorkers(platform))
    log.info(`working on ${database.where}`)
    log.info(`stopping on ${await stop.asked}`)
  } finally {
    await closers.close()
  }
  endWith(0)
}
