import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { afterAll, expect, test } from 'vitest'

import { readConfig } from '#config'
import { createLog } from '#kernel/log.ts'
import type { Town } from '#town/file.ts'

import { openPlatform } from '../../src/command/platform.ts'
import { freshDatabase } from '../setup/database.ts'
import { freePort } from '../setup/port.ts'

const bin = fileURLToPath(new URL('../../bin/tongbao.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tongbao-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

type StandIn = { town: Town & { dataDir: string }; child: ChildProcess }

async function start(...args: string[]): Promise<StandIn> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8' }
  const child = spawn(process.execPath, [bin, 'stand-in', '--json', ...args], { env })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const lines = createInterface({ input: child.stdout })
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', (status) => reject(new Error(`ended with ${status}: ${said}`)))
  })
  const read = JSON.parse(line) as StandIn['town'] & { error?: { message: string } }
  if (read.error) throw new Error(read.error.message)
  return { town: read, child }
}

async function stop({ child, town }: StandIn): Promise<void> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(existsSync(town.dataDir)).toBe(false)
}

test('it listens where it is told, with a town of one’s own, and leaves nothing behind', async () => {
  const plan = join(folder, 'town.json')
  const person = { name: '小新', phone: '13900000009', paymentPassword: '246813', balance: '12.50' }
  writeFileSync(plan, JSON.stringify({ people: [person], shops: [{ name: '一家店' }] }))
  const port = await freePort()
  const one = await start('--port', String(port), '--town', plan)
  expect(one.town).toMatchObject({
    mode: 'demo',
    gateway: `http://127.0.0.1:${port}/gateway.do`,
    people: [person],
    merchants: [{ name: '一家店', stores: [] }],
    apps: [{ merchant: '一家店' }],
    pid: one.child.pid,
  })
  expect(existsSync(one.town.apps[0]!.privateKeyFile)).toBe(true)
  const time = await fetch(`${one.town.endpoint}/api/standin/time`)
  expect(await time.json()).toMatchObject({ offsetMs: 0, next: null })
  await stop(one)
})

test('an empty one, beside another, on free ports', async () => {
  const [one, other] = await Promise.all([start('--town', 'empty'), start('--town', 'empty')])
  expect(one.town).toMatchObject({ people: [], apps: [], merchants: [] })
  expect(one.town.endpoint).not.toBe(other.town.endpoint)
  await Promise.all([stop(one), stop(other)])
}, 60_000)

test('what cannot be is a sentence, and leaves nothing behind either', async () => {
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, JSON.stringify({ people: [{ name: 'x', phone: '1' }] }))
  await expect(start('--town', broken)).rejects.toThrow(/^The town in .*: \/people\/0/)
  writeFileSync(broken, JSON.stringify({ shops: [{ name: '一家\u202e店' }] }))
  await expect(start('--town', broken)).rejects.toThrow(/name holds a line feed/)
  await expect(start('--town', '/nowhere.json')).rejects.toThrow(/cannot be read/)
  await expect(start('--port', 'http')).rejects.toThrow(/--port must be a port/)
})

test('it starts its database again when that dies', async () => {
  const one = await start('--town', 'empty')
  const pidFile = join(one.town.dataDir, 'postgres', 'postmaster.pid')
  const pid = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  const first = pid()
  process.kill(first, 'SIGKILL')
  const ready = async () => (await fetch(`${one.town.endpoint}/readyz`)).status
  await expect.poll(() => pid() !== first, { timeout: 20_000 }).toBe(true)
  await expect.poll(ready, { timeout: 20_000 }).toBe(200)
  await stop(one)
}, 60_000)

test('production moves no clock and fails no call', async () => {
  const database = await freshDatabase()
  const env = { TONGBAO_DATA: folder, TONGBAO_MODE: 'production' }
  const platform = await openPlatform(readConfig(env), database.url, createLog({ level: 'silent' }))
  expect(platform.standin).toBeUndefined()
  expect(platform.watch).toBeUndefined()
  expect(Math.abs(platform.clock() - Date.now())).toBeLessThan(1000)
  await platform.close()
  await database.drop()
})
