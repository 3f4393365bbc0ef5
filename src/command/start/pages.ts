import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { SetupError } from '#kernel/setup-error.ts'

import { waitLock } from '../lock.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const buildPatienceMs = 600_000

/**
 * Builds the web pages when their sources changed since, or nobody built them yet. The build runs
 * in a process of its own, which gives its memory back, and alone: two starts from one checkout
 * share the pages.
 */
export async function freshPages(options: {
  /** Told before a build begins. */
  onBuild: () => void
  /** Told why a build failed: the APIs need no pages, so it stops nobody. */
  onFault: (text: string) => void
  signal: AbortSignal
}): Promise<void> {
  if (await isFresh()) return
  options.onBuild()
  mkdirSync(`${root}dist`, { recursive: true })
  const lock = await waitLock(`${root}dist/build.lock`, buildPatienceMs)
  if (!lock) throw new SetupError('Another start has been building the pages for ten minutes.')
  try {
    if (await isFresh()) return
    const { status, output } = await run(['web/build.ts'], options.signal)
    if (status !== 0 && !options.signal.aborted) options.onFault(shorten(output))
  } finally {
    lock.release()
  }
}

/**
 * Asked in a process of its own as well: the builder and all that it imports stay out of the
 * server.
 */
async function isFresh(): Promise<boolean> {
  const text = "import { webIsFresh } from '#web/build.ts'; process.exitCode = webIsFresh() ? 0 : 3"
  const { status } = await run(['--input-type=module', '-e', text])
  return status === 0
}

/** What the bundler says is wrong, without the paths that it took to find out. */
const shorten = (output: string): string =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(0, 12)
    .join('\n')

function run(args: string[], signal?: AbortSignal): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal, killSignal: 'SIGKILL' }),
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (output += data.toString()))
    child.on('error', (error) => resolve({ status: 1, output: error.message }))
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}
