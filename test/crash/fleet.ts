import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Site } from './site.ts'

const program = fileURLToPath(new URL('../../bin/tongbao.js', import.meta.url))

/** A process of the real program. */
export type Proc = {
  child: ChildProcess
  /** What it said, its log included. */
  said: () => string
  /** SIGKILL, of the process alone or of all that it started. */
  kill: (tree?: boolean) => Promise<void>
  /** SIGTERM; resolves to the exit code and how long it took. */
  stop: () => Promise<{ code: number | null; ms: number }>
}

export function run(
  site: Pick<Site, 'folder' | 'keys'>,
  command: 'serve' | 'work',
  databaseUrl: string,
  env: Record<string, string> = {},
): Proc {
  const child = spawn(process.execPath, [program, command], {
    cwd: site.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      TONGBAO_DATA: `${site.folder}/${command}`,
      DATABASE_URL: databaseUrl,
      TONGBAO_KEYS: site.keys,
      TONGBAO_HOST: '127.0.0.1',
      TONGBAO_NOTIFY_DELAYS: '1s,1s,1s,2s,2s,5s,5s,5s,5s,5s',
      TONGBAO_NOTIFY_TIMEOUT: '2s',
      TONGBAO_LOG_LEVEL: 'info',
      ...env,
    },
  })
  let said = ''
  const hear = (data: Buffer) => (said = (said + data.toString()).slice(-200_000))
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = once(child, 'exit')
  void ended.then(([code]) => {
    // A process that ends by itself with a fault says why.
    if (code !== 0 && code !== null) console.error(`${command} ended with ${code}:\n${said}`)
  })
  return {
    child,
    said: () => said,
    kill: async (tree = false) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      // The sign before the number means: the whole group.
      process.kill(tree ? -child.pid! : child.pid!, 'SIGKILL')
      await ended
    },
    stop: async () => {
      const started = performance.now()
      child.kill('SIGTERM')
      await ended
      return { code: child.exitCode, ms: performance.now() - started }
    },
  }
}

/** Waits for `look` to come true; throws with what it last said otherwise. Resolves to the milliseconds it took. */
export async function until(
  what: string,
  patienceMs: number,
  look: () => Promise<boolean | string> | boolean | string,
): Promise<number> {
  const started = performance.now()
  let seen: boolean | string = false
  while (performance.now() - started < patienceMs) {
    seen = await Promise.resolve(look()).catch((error: unknown) => String(error))
    if (seen === true) return performance.now() - started
    await sleep(50)
  }
  throw new Error(`${what}: not within ${patienceMs} ms; last seen: ${String(seen)}`)
}

export const isReady = (port: number) => async (): Promise<boolean | string> => {
  const reply = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(2000),
  }).catch(() => undefined)
  return reply?.status === 200 || `${reply?.status} ${await reply?.text()}`
}

/** A PostgreSQL by SIGKILL: its first process alone, whose children then notice, or all at once as when the machine stops. */
export function killPostgres(pid: number, tree: boolean): void {
  const children = tree
    ? spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
        .stdout.trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number))
        .flatMap(([child, parent]) => (parent === pid && child ? [child] : []))
    : []
  for (const one of [pid, ...children]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended in between.
    }
  }
}
