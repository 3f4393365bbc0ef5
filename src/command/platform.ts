import type { Config } from '#config'
import { createEngine, type Engine } from '#engine/engine.ts'
import { postgresStorage } from '#engine/storage.ts'
import { claimStripe } from '#engine/stripe.ts'
import type { Watch } from '#gateway/watch.ts'
import { systemClock, type Clock } from '#kernel/clock.ts'
import { openDb, openEngineDb, type Sql } from '#kernel/db.ts'
import { loadOrCreateKeyring, parseKeyring, type Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import { createMetrics, type Metrics } from '#kernel/metrics.ts'
import { migrate } from '#kernel/migrate.ts'
import type { Banking } from '#member/deps.ts'
import { openNotifyQueue } from '#notify/queue.ts'
import type { Meddle } from '#notify/deliver.ts'
import { prepareDays } from '#notify/sweep.ts'
import type { CodeFormat } from '#paycode/derive.ts'
import { openCallLog, openStandin, type Standin } from '#standin/standin.ts'

import { openBanking } from './banking.ts'
import { setPhones } from './standin/set-phones.ts'

/** What every process that serves or works stands on. */
export type Platform = {
  config: Config
  databaseUrl: string
  sql: Sql
  keyring: Keyring
  format: CodeFormat
  clock: Clock
  log: Log
  metrics: Metrics
  engine: Engine
  /** The demo's clock, faults and log of calls; none in production. */
  standin: Standin | undefined
  /** Who looks on at the gateway: the stand-in, or the log of calls alone. */
  watch: Watch | undefined
  meddle: Meddle | undefined
  /** The banks that cards are bound at, and the jobs of asking them; none where no bank is set. */
  banking: Banking | undefined
  /** Answers what the engine has taken, then closes queue and connections. */
  close: () => Promise<void>
}

const poolMax = 16
/** Each batch under way has one: three, and another try of the first; one is being given up, and one holds the stripe. */
const enginePoolMax = 6
const unpaidMs = 3 * 3_600_000
/** Wrong codes that kill one minute's handle. */
const handleMisses = 5

/** Opens the database, migrates it, reads the keys, and starts the engine. */
export async function openPlatform(
  config: Config,
  databaseUrl: string,
  log: Log,
): Promise<Platform> {
  const keyring = readKeyring(config)
  const metrics = createMetrics()
  const format = {
    prefix: config.codePrefix,
    handleDigits: config.codeHandleDigits,
    otpDigits: config.codeOtpDigits,
  }
  const sql = openDb(databaseUrl, { max: poolMax, name: 'serve' })
  const engineSql = openEngineDb(databaseUrl, { max: enginePoolMax, name: 'engine' })
  const endPools = () => Promise.all([sql.end({ timeout: 5 }), engineSql.end({ timeout: 5 })])
  try {
    await migrate(sql, (text) => log.info(text))
    const { clock, closeWatch, ...watching } = await openWatching(config, sql, log)
    await prepareDays(sql, clock())
    const onError = (error: Error) => log.error({ err: error }, 'the queue met an error')
    const queue = await openNotifyQueue(databaseUrl, { supervise: false, onError })
    const banking = await openBanking(config, { databaseUrl, log, standin: watching.standin })
    const { stripe, node, release } = await claimStripe(engineSql)
    const seconds = metrics.seconds('engine_batch_seconds', 'How long a batch of commands took')
    const engine = createEngine({
      storage: postgresStorage({
        sql: engineSql,
        codes: { keyring, format },
        enqueue: (tx, rows) => queue.insertFirst(tx, rows),
      }),
      settings: {
        batchMax: config.batchMax,
        queueMax: config.queueMax,
        queueWaitMaxMs: config.queueWaitMaxMs,
        dayLimit: config.dayLimit,
        transfer: { one: config.transferMax, day: config.transferDayLimit },
        unpaidMs,
        refundMs: config.refundMs,
        budget: {
          merchant: config.guessMerchant,
          terminal: config.guessTerminal,
          address: config.guessAddress,
          handle: handleMisses,
        },
      },
      clock,
      stripe,
      node,
      log,
      measure: (batch) => seconds.observe(batch.ms / 1000),
    })
    const close = async () => {
      await closeWatch()
      await engine.close()
      release()
      await queue.close()
      await banking?.queue.close()
      await endPools()
    }
    const kept = { config, databaseUrl, sql, keyring, format, clock, log, metrics }
    return { ...kept, engine, ...watching, banking, close }
  } catch (error) {
    await endPools()
    throw error
  }
}

/** The clock and who looks on: time and faults are the demo's alone. */
async function openWatching(config: Config, sql: Sql, log: Log) {
  if (config.mode === 'demo') {
    const onMove = (offsetMs: number) => setPhones(config.dataDir, offsetMs)
    const standin = await openStandin({ sql, log, callLog: config.callLog, onMove })
    const { watch, meddle, close, travel } = standin
    return { clock: travel.clock, standin, watch, meddle, closeWatch: close }
  }
  const calls = config.callLog ? openCallLog({ sql, log }) : undefined
  return {
    clock: systemClock,
    standin: undefined,
    watch: calls?.watch,
    meddle: undefined,
    closeWatch: async () => calls?.close(),
  }
}

export const readKeyring = (config: Config): Keyring =>
  config.keys === undefined
    ? loadOrCreateKeyring(config.keyFile)
    : parseKeyring(config.keys, 'TONGBAO_KEYS')
