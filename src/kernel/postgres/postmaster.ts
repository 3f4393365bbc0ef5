import { spawnSync } from 'node:child_process'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What `postmaster.pid` says of a running server. */
export type Postmaster = { pid: number; port: number; ready: boolean }

/** Reads `<dataDir>/postmaster.pid`; undefined when there is none. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a live process is the PostgreSQL of this folder and not another that took over a number. */
export async function isPostmasterOf(pid: number, dataDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const shown = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  const command = shown.error
    ? (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
    : shown.stdout
  const real = await realpath(dataDir)
  return command.includes('postgres') && (command.includes(dataDir) || command.includes(real))
}

/**
 * Stops a server: clients are disconnected, the rest is written (PostgreSQL's "fast"). After a minute it is stopped
 * without a checkpoint, which loses nothing: the next start replays its log.
 */
export async function stopPostmaster(pid: number, dataDir: string): Promise<void> {
  await requestStop(pid, dataDir)
  // The server takes its pid file away a moment before it ends; a container without an init never reaps it.
  for (let waitedMs = 0; waitedMs < 1000 && isAlive(pid); waitedMs += 10) await sleep(10)
}

async function requestStop(pid: number, dataDir: string): Promise<void> {
  const gone = async () => !isAlive(pid) || (await readPostmaster(dataDir))?.pid !== pid
  for (const [signal, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (await gone()) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 25) {
      if (await gone()) return
      await sleep(25)
    }
  }
}
