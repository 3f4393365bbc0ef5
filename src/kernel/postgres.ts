import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import postgres from 'postgres'

import type { Launch } from './postgres/account.ts'
import { chooseLaunch } from './postgres/account.ts'
import type { Binaries } from './postgres/binaries.ts'
import { findBinaries } from './postgres/binaries.ts'
import { clusterName, clusterPassword, prepareCluster } from './postgres/cluster.ts'
import { keepRunning } from './postgres/keep.ts'
import { isAlive, isPostmasterOf, readPostmaster, stopPostmaster } from './postgres/postmaster.ts'
import { SetupError } from './setup-error.ts'

export type PostgresOptions = {
  /** The folder of the data; its password, log and owner's mark lie beside it. */
  dataDir: string
  /** The TCP port on 127.0.0.1. */
  port: number
  log: (text: string) => void
  /** Start it again when it ends unasked while this program runs. */
  keep?: boolean
  /** Server settings that take precedence over ours. */
  settings?: Record<string, string>
}

export type RunningPostgres = {
  url: string
  /** The server's process, for tests and for `tongbao` itself; another one after it was started again. */
  readonly pid: number
  /** True when another running program owns the server; `stop` then leaves it alone. */
  guest: boolean
  /** Stops the server and resolves when it has written everything. */
  stop: () => Promise<void>
}

type Site = { dataDir: string; port: number; password: string; ownerFile: string; logFile: string }

const logBytesMax = 10 * 1024 * 1024
const startPatienceMs = 120_000

/**
 * Starts the PostgreSQL that comes as an npm package, or takes over the one that an earlier run left behind.
 * Acknowledged commits are on disk: `fsync` and `synchronous_commit` are on.
 * Throws a `SetupError` when the port is taken, the data belong to another release, or the server does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir)
  const folder = dirname(dataDir)
  await mkdir(folder, { recursive: true })
  const binaries = await findBinaries()
  const launch = chooseLaunch(binaries.postgres, dataDir, [folder])
  const site: Site = {
    dataDir,
    port: options.port,
    password: await clusterPassword(dataDir, launch),
    ownerFile: join(folder, 'postgres.owner'),
    logFile: join(folder, 'postgres.log'),
  }
  const serverArgs = argumentsOf(binaries, site, options.settings ?? {})
  const start = () => launchServer(binaries.postgres, serverArgs, launch, site)
  const keeping = options.keep ? { start, log: options.log } : undefined
  const left = await findLeftBehind(site, serverArgs, options.log)
  if (left) return running({ ...site, port: left.port }, left, keeping)
  await prepareCluster(dataDir, binaries, launch)
  await requireFreePort(options.port)
  const pid = await start()
  await createDatabase(site).catch(async (error: unknown) => {
    await stopPostmaster(pid, dataDir)
    throw error
  })
  await writeFile(site.ownerFile, String(process.pid))
  options.log(`PostgreSQL runs on 127.0.0.1:${options.port}, its data in ${dataDir}`)
  return running(site, { pid, guest: false }, keeping)
}

function argumentsOf(binaries: Binaries, site: Site, settings: Record<string, string>): string[] {
  const all: Record<string, string> = {
    port: String(site.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_completion_target: '0.9',
    shared_buffers: '256MB',
    max_connections: '100',
    jit: 'off',
    deadlock_timeout: '200ms',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Details and parameters of a failed statement may hold what no log may hold.
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(binaries.hasStatements ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    ...settings,
  }
  const pairs = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', site.dataDir, ...pairs]
}

/** A run that was killed leaves its server running: it is reused as it is, or stopped when it is not as wanted. */
async function findLeftBehind(
  site: Site,
  serverArgs: string[],
  log: (text: string) => void,
): Promise<{ pid: number; port: number; guest: boolean } | undefined> {
  const found = await readPostmaster(site.dataDir)
  if (!found) return undefined
  if (!(await isPostmasterOf(found.pid, site.dataDir))) {
    await rm(join(site.dataDir, 'postmaster.pid'), { force: true })
    return undefined
  }
  const owner = Number(await readFile(site.ownerFile, 'utf8').catch(() => '0'))
  const guest = owner > 0 && owner !== process.pid && isAlive(owner)
  const started = await readFile(join(site.dataDir, 'postmaster.opts'), 'utf8').catch(() => '')
  const asWanted = serverArgs.every((argument) => started.includes(`"${argument}"`))
  const seen = { ...site, port: found.port }
  if ((guest || asWanted) && (await accepts(seen))) {
    if (!guest) await writeFile(site.ownerFile, String(process.pid))
    log(`PostgreSQL was running already on 127.0.0.1:${found.port}`)
    return { pid: found.pid, port: found.port, guest }
  }
  if (guest) {
    throw new SetupError(
      `Another program (process ${owner}) uses the data in ${site.dataDir}, and its PostgreSQL does not answer. ` +
        'Wait until it has started, or stop it.',
    )
  }
  log(`PostgreSQL of an earlier run (process ${found.pid}) is stopped and started anew`)
  await stopPostmaster(found.pid, site.dataDir)
  return undefined
}

const urlOf = (site: Site, database = clusterName): string =>
  `postgres://${clusterName}:${encodeURIComponent(site.password)}@127.0.0.1:${site.port}/${database}`

async function accepts(site: Site): Promise<boolean> {
  const sql = postgres(urlOf(site), { max: 1, connect_timeout: 5, fetch_types: false })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function requireFreePort(port: number): Promise<void> {
  const probe = createServer()
  await new Promise<void>((free, taken) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : error.message
      taken(
        new SetupError(
          `Port ${port} for PostgreSQL ${why}. Choose another with TONGBAO_POSTGRES_PORT.`,
        ),
      )
    })
    probe.listen(port, '127.0.0.1', free)
  })
  await new Promise((closed) => probe.close(closed))
}

/** Starts the server in a session of its own, so that Ctrl-C in our terminal does not reach it before we stop it. */
async function launchServer(
  program: string,
  serverArgs: string[],
  launch: Launch,
  site: Site,
): Promise<number> {
  const size = (await stat(site.logFile).catch(() => undefined))?.size ?? 0
  if (size > logBytesMax) await rename(site.logFile, `${site.logFile}.1`)
  const [command, args] = launch.command(program, serverArgs)
  const output = openSync(site.logFile, 'a')
  const child = spawn(command, args, {
    ...launch.identity,
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  })
  closeSync(output)
  const seen: { end?: string } = {}
  child.once('error', (error) => (seen.end = error.message))
  child.once('exit', (code, signal) => (seen.end = `it ended with ${signal ?? code}`))
  child.unref()
  for (let waitedMs = 0; waitedMs < startPatienceMs && !seen.end; waitedMs += 25) {
    const found = await readPostmaster(site.dataDir)
    if (found?.ready && found.pid === child.pid) return found.pid
    await sleep(25)
  }
  const told = (await readFile(site.logFile, 'utf8').catch(() => '')).slice(size).trim()
  throw new SetupError(
    `PostgreSQL did not start (${seen.end ?? 'it is still not ready'}). Its log, ${site.logFile}, ends:\n` +
      told.split('\n').slice(-8).join('\n'),
  )
}

async function createDatabase(site: Site): Promise<void> {
  const sql = postgres(urlOf(site, 'postgres'), { max: 1, fetch_types: false })
  try {
    const found = await sql`select 1 from pg_database where datname = ${clusterName}`
    if (found.length === 0) await sql.unsafe(`create database ${clusterName}`)
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error
    throw new SetupError(
      `The password in ${join(dirname(site.dataDir), 'postgres.password')} is not that of the data in ` +
        `${site.dataDir}. Put the file back as it was when the data were made.`,
      { cause: error },
    )
  } finally {
    await sql.end({ timeout: 5 })
  }
}

type Server = { pid: number; guest: boolean }
type Keeping = Pick<Parameters<typeof keepRunning>[0], 'start' | 'log'>

function running(site: Site, { pid, guest }: Server, keeping?: Keeping): RunningPostgres {
  // A guest leaves that to the owner.
  const kept = guest || !keeping ? undefined : keepRunning({ pid, ...keeping })
  const current = () => kept?.pid() ?? pid
  // A program that ends without stopping its server asks it to stop, the only thing an exit handler has time for.
  const onExit = () => {
    try {
      process.kill(current(), 'SIGINT')
    } catch {
      // It has ended already.
    }
  }
  if (!guest) process.once('exit', onExit)
  return {
    url: urlOf(site),
    get pid() {
      return current()
    },
    guest,
    stop: async () => {
      process.removeListener('exit', onExit)
      if (guest) return
      await kept?.release()
      await stopPostmaster(current(), site.dataDir)
      await rm(site.ownerFile, { force: true })
    },
  }
}
