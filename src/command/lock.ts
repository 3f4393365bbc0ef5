import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A file that one live process holds. It is free again when that process is gone, however it went.
 */
export type Lock = { release: () => void }

const pollMs = 15
const breakerAgeMsMax = 10_000

/** Takes the lock, or resolves to the process number of the one that holds it. */
export function tryLock(path: string): Lock | number {
  const mine = `${process.pid} ${birthOf(process.pid)}`
  if (create(path, mine)) return { release: () => release(path, mine) }
  const holder = holderOf(path)
  if (holder.alive && holder.pid !== undefined) return holder.pid
  breakStale(path)
  if (create(path, mine)) return { release: () => release(path, mine) }
  return holderOf(path).pid ?? 0
}

/** Waits for the lock; undefined when it is not free within the time. Milliseconds. */
export async function waitLock(path: string, patienceMs: number): Promise<Lock | undefined> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const taken = tryLock(path)
    if (typeof taken !== 'number') return taken
    if (waitedMs >= patienceMs) return undefined
    await sleep(pollMs)
  }
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function release(path: string, mine: string): void {
  if (read(path) === mine) rmSync(path, { force: true })
}

function holderOf(path: string): { pid?: number; alive: boolean } {
  const text = read(path)
  // Its maker has opened it and not written yet, unless it has been so for long.
  if (text === '') return { alive: ageMs(path) < breakerAgeMsMax, pid: 0 }
  const [number = '', ...birth] = text?.split(' ') ?? []
  const pid = Number(number)
  if (!Number.isInteger(pid) || pid <= 0) return { alive: false }
  // A number alone may have passed to another process, above all in a container.
  return { pid, alive: birthOf(pid) === birth.join(' ') }
}

/**
 * Removes a lock whose holder is gone. A second file keeps two breakers from removing each other's
 * new lock.
 */
function breakStale(path: string): void {
  const breaker = `${path}.break`
  if (!create(breaker, String(process.pid))) {
    if (ageMs(breaker) > breakerAgeMsMax) rmSync(breaker, { force: true })
    return
  }
  try {
    if (!holderOf(path).alive) rmSync(path, { force: true })
  } finally {
    rmSync(breaker, { force: true })
  }
}

const ageMs = (path: string): number =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())

/**
 * When a process began, in words that no later process with its number has; empty when it is gone.
 */
function birthOf(pid: number): string {
  if (process.platform === 'linux') {
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    const startTicks = fields?.[19]
    const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
    // A zombie has ended; only its parent has not noticed.
    return startTicks === undefined || fields?.[0] === 'Z' ? '' : `${boot} ${startTicks}`
  }
  const shown = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  if (!shown.error) return shown.stdout.trim()
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch {
    return ''
  }
}
