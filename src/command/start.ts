import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { pino } from 'pino'

import { createApp } from '#app'
import { readConfig, type Config } from '#config'
import { createLog, type Log } from '#kernel/log.ts'
import { tlsMaterial } from '#kernel/tls.ts'
import { writeTown, type Town } from '#town/file.ts'
import { fillTown, nobody } from '#town/fill.ts'

import { Closers } from './closers.ts'
import { openLocked, takeFolder } from './database.ts'
import { terminalLanguage } from './language.ts'
import { openPlatform } from './platform.ts'
import { note } from './say.ts'
import { endWith, untilStopped } from './signals.ts'
import { startBeside } from './start/banks.ts'
import { keepBanks } from './start/keep-banks.ts'
import { listen, requirePorts } from './start/listen.ts'
import { freshPages } from './start/pages.ts'
import { startScreen } from './start/screen.ts'
import { describeTown } from './start/town.ts'
import { startWords } from './start/words.ts'
import { startWorkers } from './workers.ts'

const logBytesMax = 50 * 1024 * 1024

/**
 * `tongbao start`: everything in one process, until it is stopped; then nothing is left running.
 */
export async function start(): Promise<void> {
  const config = readConfig()
  const language = terminalLanguage()
  const words = startWords(language)
  const closers = new Closers()
  const stop = untilStopped()
  try {
    const lock = takeFolder(config)
    closers.add(lock.release)
    const logFile = join(config.dataDir, 'tongbao.log')
    const town = await open(config, { closers, log: openLog(config, logFile), signal: stop.signal })
    if (town) {
      const tty = process.stdout.isTTY
      const { dataDir } = config
      process.stdout.write(startScreen(town, { language, dataDir, logFile, tty }))
    }
    await stop.asked
    note(words.stopping)
  } finally {
    await closers.close()
  }
  note(words.stopped)
  endWith(0)
}

type Opening = { closers: Closers; log: Log; signal: AbortSignal }

/** Opens one thing after the other; undefined when it was asked to stop in between. */
async function open(config: Config, { closers, log, signal }: Opening): Promise<Town | undefined> {
  const words = startWords(terminalLanguage())
  await requirePorts(config, config.demoBanks)
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgres'))) note(words.making)
  // The pages are built beside the database's start, which spends its time in other processes as
  // well.
  const failed = new AbortController()
  closers.add(() => failed.abort())
  const pages = freshPages({
    onBuild: () => note(words.takesMoment),
    onFault: (text) => note(`${words.pagesFailed}\n${text}`),
    signal: AbortSignal.any([signal, failed.signal]),
  })
  pages.catch(() => undefined)
  const { bankPort: port, dataDir } = config
  const banks = config.demoBanks && startBeside(closers, keepBanks({ port, dataDir, log }))
  const database = await openLocked(config, (text) => log.info(text))
  closers.add(database.close)
  await banks
  if (signal.aborted) return undefined
  const platform = await openPlatform(config, database.url, log)
  closers.add(platform.close)
  const townspeople = config.mode === 'demo' ? await fillTown(platform) : nobody
  await pages
  const tls = await tlsMaterial(config)
  if (signal.aborted) return undefined
  closers.add(await startWorkers(platform))
  const app = await createApp({ ...platform, caPem: tls.caPem })
  closers.add(app.close)
  closers.add(await listen(app.http, config, tls))
  const town = describeTown(config, townspeople, tls)
  writeTown(config.dataDir, town)
  return town
}

/**
 * Lines of JSON in a file, so that the screen stays for people. The last one is kept when it grew
 * large.
 */
function openLog(config: Config, file: string): Log {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes > logBytesMax) renameSync(file, `${file}.1`)
  const destination = pino.destination({ dest: file, append: true, sync: true, mode: 0o600 })
  return createLog({ level: config.logLevel, codePrefix: config.codePrefix, destination })
}
