import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pino } from 'pino'

import { createApp } from '#app'
import { readConfig, type Config } from '#config'
import { createLog } from '#kernel/log.ts'
import { startPostgres } from '#kernel/postgres.ts'
import { SetupError } from '#kernel/setup-error.ts'
import { writeTown, type Town } from '#town/file.ts'
import { fillTown, nobody } from '#town/fill.ts'
import { readPlan } from '#town/plan.ts'

import { Closers } from './closers.ts'
import { openPlatform } from './platform.ts'
import { note } from './say.ts'
import { endWith, untilStopped } from './signals.ts'
import { forgetfulBanks, startBeside } from './start/banks.ts'
import { describeTown } from './start/town.ts'
import { startWorkers } from './workers.ts'

export type StandinOptions = {
  port?: string
  json?: boolean
  /** `demo`, `empty`, or a file that describes the town. */
  town: string
}

/**
 * `tongbao stand-in`: a network for one run of tests. It lives in a folder that goes with it, so it may forget what
 * a network with people's money must not: PostgreSQL does not wait for the disk here, and here alone.
 */
export async function standIn(options: StandinOptions): Promise<void> {
  const begun = performance.now()
  const closers = new Closers()
  const stop = untilStopped()
  try {
    const config = await passingConfig(options.port)
    closers.add(() => rmSync(config.dataDir, { recursive: true, force: true }))
    const town = await open(config, options.town, closers)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    const { dataDir } = config
    process.stdout.write(options.json ? `${JSON.stringify({ ...town, dataDir })}\n` : words(town))
    note(`Ready after ${seconds} s. Stop it with Ctrl-C or SIGTERM; its folder goes with it.`)
    await stop.asked
  } finally {
    await closers.close()
  }
  endWith(0)
}

/** Settings of the environment, with a data folder and ports of its own, reached from this machine alone. */
async function passingConfig(port: string | undefined): Promise<Config> {
  const wanted = port === undefined ? 0 : Number(port)
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new SetupError('--port must be a port from 1 to 65535, or 0 for one that is free.')
  }
  const [http, postgres, bank] = await freePorts([wanted, 0, 0])
  const dataDir = mkdtempSync(join(tmpdir(), 'tongbao-stand-in-'))
  // PostgreSQL may run under another account, which has to pass through; what is secret is closed of itself.
  chmodSync(dataDir, 0o711)
  return {
    ...readConfig(),
    mode: 'demo',
    host: '127.0.0.1',
    port: http!,
    postgresPort: postgres!,
    bankPort: bank!,
    bankUrl: `http://127.0.0.1:${bank}`,
    demoBanks: true,
    publicUrl: undefined,
    databaseUrl: undefined,
    sms: 'inbox',
    notifyPrivate: true,
    dataDir,
    keys: undefined,
    keyFile: join(dataDir, 'keys.json'),
  }
}

/** The ports themselves, or free ones where 0 stands; all held at once, so that no two are the same. */
async function freePorts(wanted: readonly number[]): Promise<number[]> {
  const probes = await Promise.all(
    wanted.map(async (port) => {
      const probe = createServer()
      await new Promise<void>((listening, failed) => {
        probe.once('error', () =>
          failed(new SetupError(`Port ${port} is in use by another program. Choose another.`)),
        )
        probe.listen(port, '127.0.0.1', listening)
      })
      return probe
    }),
  )
  const ports = probes.map((probe) => (probe.address() as { port: number }).port)
  await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))))
  return ports
}

/** Nothing here outlives the process, so nothing waits for the disk. */
const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '64MB',
}

async function open(config: Config, plan: string, closers: Closers): Promise<Town> {
  const planned = plan === 'demo' || plan === 'empty' ? undefined : readPlan(plan)
  const destination = pino.destination({ dest: 2, sync: true })
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel
  const log = createLog({ level, codePrefix: config.codePrefix, destination })
  const banks = startBeside(closers, forgetfulBanks(config, log))
  const database = await startPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    port: config.postgresPort,
    log: (text) => log.info(text),
    settings: fast,
    keep: true,
  })
  closers.add(database.stop)
  await banks
  const platform = await openPlatform(config, database.url, log)
  closers.add(platform.close)
  const townspeople = plan === 'empty' ? nobody : await fillTown(platform, planned)
  closers.add(await startWorkers(platform))
  const app = await createApp(platform)
  closers.add(app.close)
  await app.http.listen({ port: config.port, host: config.host })
  const town = describeTown(config, townspeople, undefined)
  writeTown(config.dataDir, town)
  return town
}

const words = (town: Town): string =>
  [
    `Gateway   ${town.gateway}`,
    `Tools     ${town.endpoint}/standin/`,
    ...(town.banks ? [`Banks     ${town.banks.url}/`] : []),
    ...town.apps.map((app) => `App       ${app.appId}  ${app.privateKeyFile}`),
    ...town.people.map(({ phone, name, balance }) => `Person    ${phone}  ${name}  ${balance}`),
    '',
  ].join('\n')
