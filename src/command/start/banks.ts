import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { Config } from '#config'
import type { Log } from '#kernel/log.ts'
import { SetupError } from '#kernel/setup-error.ts'

import type { Closers } from '../closers.ts'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
const patienceMs = 5000

export type RunningBanks = {
  port: number
  /** Their process; another one after they were started again. */
  readonly pid: number
  stop: () => Promise<void>
}

export type BanksOptions = {
  /** 0 for one that is free. */
  port: number
  dataDir: string
  /** Forget everything at the end. */
  memory?: boolean
  /** Told when the banks end before they are stopped. */
  onEnd: (status: number | null) => void
}

/**
 * Starts the demo's banks in a process of their own. The channel to it ends with this process, however it ends, and the
 * banks with the channel; Ctrl-C is for us alone, so that what is in flight finds its bank still there.
 */
export async function startBanks(options: BanksOptions): Promise<RunningBanks> {
  const { port, dataDir, memory = false } = options
  const args = ['bank-sim', '--port', String(port), '--data', dataDir]
  const child = spawn(process.execPath, [main, ...args, ...(memory ? ['--memory'] : [])], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
    // A machine that has no room for another process.
    child.once('error', () => resolve(null))
  })
  const listening = new Promise<{ port: number }>((resolve) =>
    child.once('message', (told) => resolve(told as { port: number })),
  )
  const first = await Promise.race([listening, ended])
  if (first === null || typeof first === 'number') {
    throw new SetupError(`The demo's banks could not be started on port ${port}.`)
  }
  let stopping = false
  void ended.then((status) => stopping || options.onEnd(status))
  const stop = async () => {
    stopping = true
    await end(child, ended)
  }
  return { port: first.port, pid: child.pid!, stop }
}

/** The demo's banks in memory: whoever started them anew would have them deny what they have done, so nobody does. */
export const forgetfulBanks = ({ bankPort, dataDir }: Config, log: Log): Promise<RunningBanks> =>
  startBanks({
    port: bankPort,
    dataDir,
    memory: true,
    onEnd: (status) =>
      log.error({ status }, "the demo's banks have ended; restart to have them again"),
  })

/** Has them start beside what comes next; whatever becomes of that, they are stopped. Await it before anybody asks them. */
export function startBeside(
  closers: Closers,
  starting: Promise<RunningBanks>,
): Promise<RunningBanks> {
  closers.add(() =>
    starting.then(
      ({ stop }) => stop(),
      () => undefined,
    ),
  )
  starting.catch(() => undefined)
  return starting
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended
  clearTimeout(timer)
}
