import { spawn, type ChildProcess } from 'node:child_process'
import { openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { cpuOf } from '../cost/cpu.ts'
import { monotonicMicros } from '../cost/profile.ts'

const program = fileURLToPath(new URL('../../bin/tongbao.js', import.meta.url))

/** A process of the program under test. */
export type Running = {
  name: string
  pid: number
  port: number
  /** When it was started, by the machine's monotonic clock. */
  startedMicros: number
  /** What it has printed so far. */
  printed: () => string
  /** Processor time so far, microseconds. */
  cpuMicros: () => number
  /** Resident memory, bytes. */
  memoryBytes: () => number
  /** Asks it to end as an operator would, and waits. */
  stop: () => Promise<void>
}

export type Launch = {
  command: 'serve' | 'work'
  name: string
  folder: string
  port: number
  databaseUrl: string
  keyFile: string
  /** Arguments for Node itself. */
  nodeArgs?: string[]
  env?: Record<string, string>
}

/** Starts `tongbao serve` or `tongbao work` as an operator would on a database of the operator's own. */
export async function launch(options: Launch): Promise<Running> {
  const { command, name, folder, port } = options
  const logFile = join(folder, `${name}.log`)
  const output = openSync(logFile, 'a')
  const from = statSync(logFile).size
  const startedMicros = monotonicMicros()
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), program, command], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env['PATH'],
      TONGBAO_MODE: 'production',
      TONGBAO_HOST: '127.0.0.1',
      TONGBAO_PORT: String(port),
      TONGBAO_DATA: join(folder, name),
      TONGBAO_KEY_FILE: options.keyFile,
      // The sink that notifications go to is on this machine.
      TONGBAO_NOTIFY_PRIVATE: 'true',
      // Production asks for a sender of text messages; nobody logs in here.
      TONGBAO_SMS: 'http://127.0.0.1:9/sms',
      DATABASE_URL: options.databaseUrl,
      ...options.env,
    },
  })
  const ended = new Promise<string>((end) => {
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(String(signal ?? code)))
  })
  const pid = child.pid ?? 0
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)
  if (command === 'serve') await ready(child, ended, port, logFile)
  return {
    name,
    pid,
    port,
    startedMicros,
    printed: () => readFileSync(logFile).toString('utf8', from),
    cpuMicros: () => cpuOf(pid).cpuMicros,
    memoryBytes: () => cpuOf(pid).memoryBytes,
    async stop() {
      child.kill('SIGTERM')
      await ended
      process.removeListener('exit', killed)
    },
  }
}

/** A first start may build the pages. */
const patienceMs = 300_000

async function ready(
  child: ChildProcess,
  ended: Promise<string>,
  port: number,
  logFile: string,
): Promise<void> {
  const gone: { how?: string } = {}
  void ended.then((how) => (gone.how = how))
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
    if (gone.how !== undefined) throw new Error(`serve ended (${gone.how}); see ${logFile}`)
    const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (reply?.ok) return
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error(`serve is not ready after five minutes; see ${logFile}`)
}
