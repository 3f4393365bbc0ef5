#!/usr/bin/env node
// Starts the command line under the Node that this package brings, whichever Node called it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const kept = here('../node_modules/node/bin/node')
const main = here('../src/main.ts')
const fresh = Number(process.versions.node.split('.')[0]) >= 24

if (fresh) {
  await import(main)
} else if (existsSync(kept)) {
  const child = spawn(kept, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child from the terminal; a signal sent to this process alone is handed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {})
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
} else {
  console.error('Tongbao needs Node 24, which `npm ci` brings. Run `npm ci` in this folder, then try again.')
  process.exit(1)
}
