import { readConfig } from '#config'
import { createLog } from '#kernel/log.ts'
import { startWorker } from '#notify/worker.ts'

import { openShared } from './database.ts'
import { openPlatform } from './platform.ts'
import { untilStopped } from './signals.ts'

/** `tongbao work`: sends notifications, closes overdue orders, keeps the days, until stopped. */
export async function work(): Promise<void> {
  const config = readConfig()
  const log = createLog({ level: config.logLevel, codePrefix: config.codePrefix })
  const stopped = untilStopped()
  const database = await openShared(config, (text) => log.info(text))
  try {
    const platform = await openPlatform(config, database.url, log)
    try {
      const worker = await startWorker(platform)
      log.info(`working on ${database.where}`)
      log.info(`stopping on ${await stopped}`)
      await worker.stop()
    } finally {
      await platform.close()
    }
  } finally {
    await database.close()
  }
}
