import { createApp } from '#app'
import { readConfig } from '#config'
import { createLog } from '#kernel/log.ts'
import { tlsMaterial } from '#kernel/tls.ts'

import { Closers } from './closers.ts'
import { openShared } from './database.ts'
import { openPlatform } from './platform.ts'
import { endWith, untilStopped } from './signals.ts'
import { listen, requirePorts } from './start/listen.ts'
import { freshPages } from './start/pages.ts'

/** `tongbao serve`: serves pages and APIs until stopped. Its log goes to standard output. */
export async function serve(): Promise<void> {
  const config = readConfig()
  const log = createLog({ level: config.logLevel, codePrefix: config.codePrefix })
  const closers = new Closers()
  const stop = untilStopped()
  try {
    await requirePorts(config)
    const database = await openShared(config, (text) => log.info(text))
    closers.add(database.close)
    await freshPages({
      onBuild: () => log.info('building the pages'),
      onFault: (text) => log.error(`the pages could not be built: ${text}`),
      signal: stop.signal,
    })
    const platform = await openPlatform(config, database.url, log)
    closers.add(platform.close)
    const tls = await tlsMaterial(config)
    const app = await createApp({ ...platform, caPem: tls.caPem })
    closers.add(app.close)
    closers.add(await listen(app.http, config, tls))
    log.info(`serving on port ${config.port}, on ${database.where}`)
    log.info(`stopping on ${await stop.asked}`)
  } finally {
    await closers.close()
  }
  endWith(0)
}
