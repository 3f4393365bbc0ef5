#!/usr/bin/env node
// Starts the command line under the Node that this package brings, whichever Node called it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const program = process.platform === 'win32' ? 'node.exe' : 'node'
const kept = here(`../node_modules/node/bin/${program}`)
const main = here('../src/main.ts')
const fresh = Number(process.versions.node.split('.')[0]) >= 24

if (fresh) {
  await import(new URL('../src/main.ts', import.meta.url))
} else if (existsSync(kept)) {
  // The channel tells the child when this process is gone, however it went, so that nothing is left
  // running.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(kept, [main, ...process.argv.slice(2)], { stdio })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    console.error(`${kept} cannot be started (${error.message}). Run \`npm ci\` again.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
} else {
  console.error('Tongbao needs Node 24, which `npm ci` brings. Run `npm ci` in this folder.')
  process.exit(1)
}
