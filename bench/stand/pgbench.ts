import { spawn, spawnSync } from 'node:child_process'

import { cpuOf, serverCpuMicros } from '../cost/cpu.ts'
import type { Cluster } from './database.ts'

/** PostgreSQL's own benchmark: TPC-B, seven round trips a transaction, prepared. */
export type Pgbench = { run: (clients: number, seconds: number) => Promise<PgbenchRun> }
export type PgbenchRun = {
  clients: number
  tps: number
  latencyMs: number
  /** Processor time for a transaction, microseconds: the server's, and pgbench's own. */
  postgresMicros: number
  clientMicros: number
}

const missing =
  'pgbench is not installed, and without it there is nothing to compare with. On Debian or Ubuntu: ' +
  'apt-get install postgresql-contrib (or postgresql-15); elsewhere it comes with the PostgreSQL server.'

/** Which pgbench there is; throws a sentence that says how to install it. */
export function pgbenchVersion(): string {
  const shown = spawnSync('pgbench', ['--version'], { encoding: 'utf8' })
  if (shown.status !== 0) throw new Error(missing)
  return shown.stdout.trim()
}

/** Fills a database of its own on the same server. `scale` is not below the number of clients, as its manual asks. */
export async function preparePgbench(cluster: Cluster, scale: number): Promise<Pgbench> {
  await cluster.admin.unsafe('create database pgbench template template0')
  const { hostname, port, username, password } = new URL(cluster.urlOf('pgbench'))
  const env = {
    PATH: process.env['PATH'],
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: 'pgbench',
  }
  await call(['--initialize', '--quiet', `--scale=${scale}`], env)
  return {
    async run(clients, seconds) {
      const args = ['--protocol=prepared', '--no-vacuum', '--jobs=2']
      const before = serverCpuMicros(cluster.pid)
      const { told, cpuMicros } = await call(
        [...args, `--client=${clients}`, `--time=${seconds}`],
        env,
      )
      const number = (pattern: RegExp) => Number(pattern.exec(told)?.[1])
      const tps = number(/^tps = ([\d.]+)/m)
      if (!(tps > 0)) throw new Error(`pgbench said no rate:\n${told}`)
      const done = number(/^number of transactions actually processed: (\d+)/m)
      const postgresMicros = (serverCpuMicros(cluster.pid) - before) / done
      const clientMicros = cpuMicros / done
      return {
        clients,
        tps,
        postgresMicros,
        clientMicros,
        latencyMs: number(/^latency average = ([\d.]+)/m),
      }
    },
  }
}

const lookMs = 50

function call(
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ told: string; cpuMicros: number }> {
  return new Promise((done, failed) => {
    const child = spawn('pgbench', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let told = ''
    let said = ''
    let cpuMicros = 0
    // What an ended child has used cannot be asked any more, so the last look counts.
    const looking = setInterval(() => {
      cpuMicros = Math.max(cpuMicros, cpuOf(child.pid ?? 0).cpuMicros)
    }, lookMs)
    child.stdout.on('data', (data: Buffer) => (told += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.once('error', failed)
    child.once('close', (code) => {
      clearInterval(looking)
      if (code === 0) done({ told, cpuMicros })
      else failed(new Error(`pgbench ended with ${code}:\n${said}`))
    })
  })
}
