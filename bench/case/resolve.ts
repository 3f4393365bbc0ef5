import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../resolve.ts', import.meta.url))

/** Codes resolved a second by one core: `whole`, and what it is made of. */
export type Resolve = { whole: number; candidates: number; match: number }

export function measureResolve(): Resolve {
  const done = spawnSync(process.execPath, [program, '2'], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`bench/resolve.ts failed:\n${done.stderr}`)
  return JSON.parse(done.stdout) as Resolve
}
