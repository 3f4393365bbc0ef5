import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { WalletEvent } from '#wire/event.ts'

import { World } from './world.ts'

const [first, second, poor, rich] = ['13800000001', '13800000002', '13800000003', '13800000004']
const world = new World()

beforeAll(async () => {
  await world.prepare()
  await world.start()
  await world.logInTill()
})
afterAll(() => world.remove())

type Code = { code: string; expiresAt: number }
type Audit = { ok: boolean; checked: Record<string, number>; broken: unknown[] }

const phone = <T = Record<string, string>>(verb: string, number: string, ...more: string[]) =>
  world.json<T>(['phone', verb, '--phone', number, ...more])

const codeOf = async (number: string) => (await phone<Code>('code', number)).code
const balanceOf = async (number: string) => (await phone('balance', number))['balance']

test('the screen and town.json say where everything is', async () => {
  const { town } = world
  for (const link of [town.gateway, town.wallet, town.till, town.sms]) {
    expect(world.said).toContain(link)
  }
  expect(town.people.length).toBeGreaterThanOrEqual(5)
  for (const { phone: number, paymentPassword } of town.people) {
    expect(world.said).toContain(`${number}  `)
    expect(paymentPassword).toMatch(/^\d{6}$/)
  }
  for (const app of town.apps) {
    createPrivateKey(readFileSync(app.privateKeyFile))
    createPublicKey(readFileSync(app.platformPublicKeyFile))
  }
  expect(statSync(join(world.folder, 'town.json')).mode & 0o077).toBe(0)
  const log = readFileSync(join(world.folder, 'tongbao.log'), 'utf8')
  for (const line of log.trim().split('\n')) JSON.parse(line)
})

test('a code pays at the till and the balance follows', async () => {
  const { code, expiresAt } = await phone<Code>('code', first)
  expect(code).toMatch(/^28\d{16}$/)
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(120_000)
  expect(await world.pay('first_1', '12.34', code)).toMatchObject({
    state: 'paid',
    payer: '138****0001',
  })
  expect(await balanceOf(first)).toBe('487.66')
  const { bills } = await phone<{ bills: { amount: string }[] }>('bills', first)
  expect(bills.map((bill) => bill.amount)).toEqual(['-12.34', '500.00'])
})

test('codes made at the same time are all different and all pay', async () => {
  const codes = await Promise.all(Array.from({ length: 6 }, () => codeOf(second)))
  expect(new Set(codes).size).toBe(6)
  const paid = await Promise.all(codes.map((code, at) => world.pay(`many_${at}`, '1.00', code)))
  expect(paid.map((result) => result.state)).toEqual(codes.map(() => 'paid'))
  expect(await balanceOf(second)).toBe('1994.00')
})

test('who has too little is told so, and nothing moves', async () => {
  const result = await world.pay('poor_1', '35.51', await codeOf(poor))
  expect(result).toMatchObject({ state: 'failed', failure: { code: 'BALANCE_NOT_ENOUGH' } })
  expect(await balanceOf(poor)).toBe('35.50')
})

test('a large payment waits until it is confirmed or refused, and the watcher hears of it', async () => {
  const watching = world.follow(['phone', 'watch', '--phone', rich, '--json'])
  const events: WalletEvent[] = []
  createInterface({ input: watching.stdout! }).on('line', (line) => {
    events.push(JSON.parse(line) as WalletEvent)
  })
  expect(await world.pay('rich_1', '1500.00', await codeOf(rich))).toMatchObject({
    state: 'waiting',
  })
  expect(await phone('confirm', rich)).toMatchObject({ state: 'paid', amount: '1500.00' })
  expect(await balanceOf(rich)).toBe('3500.00')
  expect(await world.pay('rich_2', '1500.00', await codeOf(rich))).toMatchObject({
    state: 'waiting',
  })
  expect(await phone('refuse', rich)).toMatchObject({ state: 'refused' })
  expect(await balanceOf(rich)).toBe('3500.00')
  for (let tries = 0; tries < 50 && !events.some((one) => one.kind === 'closed'); tries++) {
    await sleep(50)
  }
  watching.kill('SIGINT')
  expect(await once(watching, 'exit')).toEqual([0, null])
  const kinds = events.map((one) => one.kind).filter((kind) => kind !== 'device_added')
  expect(kinds).toEqual(['waiting', 'paid', 'waiting', 'closed'])
})

test('confirm says plainly when nothing waits', async () => {
  const done = await world.run(['phone', 'confirm', '--phone', first, '--wait', '0'])
  expect(done.status).toBe(1)
  expect(done.err).toBe(`Nothing waits for the payment password of ${first}. No money moved.`)
})

test('a wrong payment password tells how many tries are left', async () => {
  const args = ['phone', 'login', '--phone', first, '--password', '111111']
  const done = await world.run(args)
  expect(done.status).toBe(1)
  expect(done.err).toBe('The payment password is wrong. No money moved. 4 tries are left.')
})

test('someone outside the town signs up', async () => {
  const number = '13912345678'
  const signUp = ['--password', '975310', '--name', '新来的']
  expect(await phone('login', number, ...signUp)).toMatchObject({ name: '新来的', isNew: false })
  expect(await balanceOf(number)).toBe('0.00')
  expect(await codeOf(number)).toMatch(/^28\d{16}$/)
})

test('the books hold while it runs', async () => {
  const found = await world.json<Audit>(['audit'])
  expect(found).toMatchObject({ ok: true, broken: [] })
  expect(found.checked['orders']).toBe(8)
})

test('a second start on the same data is refused in a sentence', async () => {
  const done = await world.run(['start'])
  expect(done.status).toBe(1)
  expect(done.err).toContain(`Tongbao runs already on the data in ${world.folder}`)
  expect(done.err).not.toContain('    at ')
})

test('a port in use is named with its setting', async () => {
  const done = await world.run(['start'], { TONGBAO_DATA: join(world.folder, 'other') })
  expect(done.status).toBe(1)
  expect(done.err).toMatch(/^Port \d+ is in use by another program.* with TONGBAO_PORT\.$/)
})

test('Ctrl-C leaves nothing running, codes are made without it, and a second start keeps the data', async () => {
  const before = await balanceOf(first)
  const { apps } = world.town
  expect(await world.stop()).toBe(0)
  expect(runningOn(world.folder)).toEqual([])

  const offline = await codeOf(first)
  expect(offline).toMatch(/^28\d{16}$/)
  const balance = await world.run(['phone', 'balance', '--phone', first, '--json'])
  expect(balance.status).toBe(1)
  expect(balance.err).toContain('Tongbao does not answer')
  expect(await world.json<Audit>(['audit'])).toMatchObject({ ok: true })
  expect(runningOn(world.folder)).toEqual([])

  await world.start()
  expect(world.town.apps).toEqual(apps)
  expect(await balanceOf(first)).toBe(before)
  await world.logInTill()
  expect(await world.pay('after_1', '0.66', await codeOf(first))).toMatchObject({ state: 'paid' })
  expect(await balanceOf(first)).toBe('487.00')
})

test('a start after a kill takes over', async () => {
  await world.stop('SIGKILL')
  await world.start()
  expect(await balanceOf(first)).toBe('487.00')
  expect(await world.stop('SIGTERM')).toBe(0)
  expect(runningOn(world.folder)).toEqual([])
})

/** Command lines of processes that have to do with a folder. */
function runningOn(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-ww', '-eo', 'args'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(folder))
}
