import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { createLog } from '#kernel/log.ts'
import type { Cards, Topup } from '#wire/cards.ts'

import { keepBanks } from '../../src/command/start/keep-banks.ts'
import { World } from '../command/world.ts'
import { until } from './fleet.ts'

const world = new World()
beforeAll(async () => {
  await world.prepare()
  await world.start()
})
afterAll(() => world.remove())

/** The process of the banks, by the folder that it was given. */
function banksOf(folder: string): number | undefined {
  const { stdout } = spawnSync('ps', ['-ww', '-eo', 'pid=,args='], { encoding: 'utf8' })
  const line = stdout.split('\n').find((one) => one.includes('bank-sim') && one.includes(folder))
  return line === undefined ? undefined : Number.parseInt(line, 10)
}

/** Calls the wallet's API as a person who is logged in. */
async function openWallet(phone: string) {
  const { endpoint } = world.town
  let cookie = ''
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const headers = { cookie, 'content-type': 'application/json' }
    const sent = body && { method: 'POST', body: JSON.stringify(body) }
    const reply = await fetch(`${endpoint}/api/${path}`, { headers, ...sent })
    const kept = reply.headers.getSetCookie().map((one) => one.split(';')[0]!)
    if (kept.length > 0) cookie = kept.join('; ')
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }
  await call('wallet/sms', { phone, purpose: 'login' })
  const inbox = await call<{ messages: { code: string }[] }>(`demo/sms?phone=${phone}`)
  await call('wallet/login', { phone, smsCode: inbox.messages[0]!.code })
  return call
}

test('banks that are killed under the program are started again with their books', async () => {
  const { phone, paymentPassword } = world.town.people[1]!
  const call = await openWallet(phone)
  const { cards } = await call<Cards>('wallet/cards')
  const topUp = (clientNo: string) =>
    call<Topup>('wallet/topups', {
      cardId: cards[0]!.cardId,
      amount: '10.00',
      paymentPassword,
      clientNo,
    })
  const done = async ({ requestNo }: Topup) =>
    (await call<Topup>(`wallet/topups/${requestNo}`)).state === 'done'

  const first = await topUp('before-the-end')
  await until('done before', 20_000, () => done(first))
  for (const round of [1, 2]) {
    const killed = banksOf(world.folder)!
    process.kill(killed, 'SIGKILL')
    await until('the banks are gone', 5000, () => banksOf(world.folder) !== killed)
    // Asked for while nobody answers, or just when they are back.
    const meanwhile = await topUp(`meanwhile-${round}`)
    await until('done after', 30_000, () => done(meanwhile))
    expect(banksOf(world.folder)).not.toBe(killed)
    const log = readFileSync(join(world.folder, 'tongbao.log'), 'utf8')
    expect(log.match(/banks ended unasked/g)?.length).toBe(round)
  }
  const agreed = await world.run(['reconcile', '--json'])
  expect(agreed.status, agreed.out + agreed.err).toBe(0)
}, 120_000)

test('a stop is no end unasked: the banks stay down', async () => {
  expect(banksOf(world.folder)).toBeDefined()
  expect(await world.stop()).toBe(0)
  expect(banksOf(world.folder)).toBeUndefined()
  const log = readFileSync(join(world.folder, 'tongbao.log'), 'utf8')
  expect(log.match(/banks ended unasked/g)?.length).toBe(2)
})

test('banks that keep ending are given up, and the log says so', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongbao-banks-'))
  const lines: string[] = []
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  const banks = await keepBanks({ port: 0, dataDir, log, pausesMs: [600, 10, 10] })
  const said = (words: string) => lines.filter((line) => line.includes(words)).length
  // Another program takes the port as soon as it is free.
  const squatter = createServer()
  process.kill(banks.pid, 'SIGKILL')
  await until('the end is seen', 5000, () => said('ended unasked') === 1)
  await new Promise<void>((taken) => squatter.listen(banks.port, '127.0.0.1', taken))
  await until('given up', 20_000, () => said('keep ending') === 1)
  expect(said('ended unasked')).toBe(3)
  expect(said('did not start')).toBe(3)
  await banks.stop()
  await new Promise((closed) => squatter.close(closed))
  rmSync(dataDir, { recursive: true })
}, 60_000)
