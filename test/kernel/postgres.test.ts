import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { startPostgres } from '#kernel/postgres.ts'

import { freePort } from '../setup/port.ts'

const log = () => {}
/** A test server needs little memory; durability stays as it is. */
const settings = { shared_buffers: '16MB' }

let folder: string
let port: number
beforeEach(async () => {
  // Closed to all but its owner, as a checkout under /root is: the server must start all the same.
  folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  await chmod(folder, 0o700)
  port = await freePort()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const start = (more: Partial<Parameters<typeof startPostgres>[0]> = {}) =>
  startPostgres({ dataDir: join(folder, 'postgres'), port, log, settings, ...more })

async function ask(url: string, text: string): Promise<Record<string, unknown>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return (await sql.unsafe(text))[0] ?? {}
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** A program that starts the server and is killed with no chance to stop it, like a crash or a power cut of ours. */
async function startAndDie(): Promise<void> {
  const module = new URL('../../src/kernel/postgres.ts', import.meta.url).href
  const options = JSON.stringify({ dataDir: join(folder, 'postgres'), port, settings })
  const program = `
    import { startPostgres } from ${JSON.stringify(module)}
    await startPostgres({ ...${options}, log() {} })
    console.log('started')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((started) => child.stdout.once('data', started))
  const ended = new Promise((exit) => child.once('exit', exit))
  child.kill('SIGKILL')
  await ended
}

test('starts, keeps what was written over a restart, and stops', async () => {
  const first = await start()
  await ask(first.url, 'create table kept as select 42 as answer')
  await first.stop()
  await expect(ask(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  const second = await start()
  expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 })
  await second.stop()
})

test('asks for the password, on every connection', async () => {
  const running = await start()
  const wrong = running.url.replace(/:[^:@]+@/, ':wrong@')
  await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed')
  await running.stop()
})

test('takes over the server that a killed run left behind', async () => {
  await startAndDie()
  const left = Number(
    (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
  )
  const running = await start()
  expect(running).toMatchObject({ pid: left, guest: false })
  await running.stop()
  await expect(ask(running.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})

test('starts anew a server left behind with other settings', async () => {
  await startAndDie()
  const running = await start({ settings: { ...settings, work_mem: '5MB' } })
  expect(await ask(running.url, 'show work_mem')).toEqual({ work_mem: '5MB' })
  await running.stop()
})

test('a second program is a guest, and its stop leaves the server to its owner', async () => {
  const owner = await start()
  await writeFile(join(folder, 'postgres.owner'), String(process.ppid))
  const guest = await start()
  expect(guest).toMatchObject({ pid: owner.pid, guest: true })
  await guest.stop()
  expect(await ask(owner.url, 'select 1 as one')).toEqual({ one: 1 })
  await owner.stop()
})

test('a stale pid file whose number belongs to another program is no hindrance', async () => {
  const first = await start()
  const pidFile = join(folder, 'postgres', 'postmaster.pid')
  const text = await readFile(pidFile, 'utf8')
  await first.stop()
  await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)))
  const second = await start()
  expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
  await second.stop()
})

test('a taken port is told by its number and its setting', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(port, '127.0.0.1', listening))
  await expect(start()).rejects.toThrow(
    `Port ${port} for PostgreSQL is in use by another program. Choose another with TONGBAO_POSTGRES_PORT.`,
  )
  await new Promise((closed) => other.close(closed))
})

test('Ctrl-C in the terminal does not reach the server', async () => {
  const running = await start()
  const stat = await readFile(`/proc/${running.pid}/stat`, 'utf8').catch(() => undefined)
  const group = stat?.replace(/^.*\) /, '').split(' ')[2]
  if (group !== undefined) expect(Number(group)).toBe(running.pid)
  await running.stop()
})

test('data of another release are refused with what to do', async () => {
  const first = await start()
  await first.stop()
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '15\n')
  await expect(start()).rejects.toThrow(
    /made by PostgreSQL 15, and this program brings PostgreSQL 18/,
  )
})
