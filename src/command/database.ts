import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Config } from '#config'
import { openDb } from '#kernel/db.ts'
import { startPostgres } from '#kernel/postgres.ts'
import { SetupError } from '#kernel/setup-error.ts'

import { tryLock, type Lock } from './lock.ts'

/** The database of one command, and what must be given back when the command ends. */
export type Database = {
  url: string
  /** Where it is, in words for people; never its password. */
  where: string
  close: () => Promise<void>
}

/**
 * Takes the data folder for this process. Throws a `SetupError` where another start has it.
 */
export function takeFolder(config: Config): Lock {
  const taken = lockFolder(config)
  if (typeof taken !== 'number') return taken
  throw new SetupError(
    `Tongbao runs already on the data in ${config.dataDir} (process ${taken}). Stop it first, or choose another ` +
      'folder with TONGBAO_DATA and other ports with TONGBAO_PORT.',
  )
}

function lockFolder(config: Config): Lock | number {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o755 })
  return tryLock(join(config.dataDir, 'tongbao.lock'))
}

/**
 * Opens DATABASE_URL or starts the embedded PostgreSQL, which the caller's lock of the folder
 * covers.
 */
export async function openLocked(config: Config, log: (text: string) => void): Promise<Database> {
  if (config.databaseUrl) return given(config.databaseUrl)
  const running = await startPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    port: config.postgresPort,
    log,
    keep: true,
  })
  const where = `the embedded PostgreSQL in ${config.dataDir}`
  return { url: running.url, where, close: running.stop }
}

/**
 * Opens DATABASE_URL; without it, the embedded PostgreSQL of the data folder, as a guest where
 * another process has it running, or for as long as this command needs it.
 */
export async function openShared(config: Config, log: (text: string) => void): Promise<Database> {
  if (config.databaseUrl) return given(config.databaseUrl)
  const taken = lockFolder(config)
  try {
    const database = await openLocked(config, log)
    if (typeof taken === 'number') return database
    const close = async () => {
      await database.close()
      taken.release()
    }
    return { ...database, close }
  } catch (error) {
    if (typeof taken !== 'number') taken.release()
    throw error
  }
}

/** The oldest release whose SQL is ours, as PostgreSQL numbers itself. */
const oldestVersion = 150_000

/** The operator's own database, once it is known to answer. */
async function given(url: string): Promise<Database> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new SetupError('DATABASE_URL must look like postgres://user:password@host:5432/database.')
  }
  const { hostname, port, pathname } = new URL(url)
  const where = `${hostname}:${port || 5432}${pathname}`
  const sql = openDb(url, { max: 1, name: 'check' })
  try {
    const [row] = await sql`select current_setting('server_version_num')::int as version`
    if (Number(row?.['version']) < oldestVersion) {
      throw new SetupError(`The database at ${where} is older than PostgreSQL 15.`)
    }
  } catch (error) {
    if (error instanceof SetupError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const why = message || code || 'no reason given'
    throw new SetupError(`The database at ${where} cannot be used: ${why}. See DATABASE_URL.`)
  } finally {
    await sql.end({ timeout: 5 })
  }
  return { url, where, close: async () => {} }
}
