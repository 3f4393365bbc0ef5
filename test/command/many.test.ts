import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { freePort } from '../setup/port.ts'
import { World } from './world.ts'

/**
 * Several processes on one database that is not ours to start: a start, another server, a worker.
 */
const world = new World()
const others: ChildProcess[] = []
let database: FreshDatabase
let server: string

beforeAll(async () => {
  database = await freshDatabase()
  await world.prepare({ DATABASE_URL: database.url })
  await world.start()
  await world.logInTill()
  const port = await freePort()
  server = `http://127.0.0.1:${port}`
  const ports = { TONGBAO_PORT: String(port), TONGBAO_HTTPS_PORT: String(await freePort()) }
  others.push(world.follow(['serve'], ports), world.follow(['work']))
  for (let tries = 0; tries < 600; tries++) {
    const reply = await fetch(`${server}/readyz`).catch(() => undefined)
    if (reply?.status === 200) return
    await sleep(100)
  }
  throw new Error('the second server is not ready')
})

afterAll(async () => {
  const ended = others.map((child) => once(child, 'exit'))
  for (const child of others) child.kill('SIGTERM')
  expect(await Promise.all(ended)).toEqual(others.map(() => [0, null]))
  await world.remove()
  expect(await audit(database.sql)).toMatchObject({ ok: true })
  await database.drop()
})

test('a worker yields to servers, with all its threads', () => {
  const [serve, work] = others.map((child) => new Set(nicenessOf(child.pid ?? 0)))
  expect(serve).toEqual(new Set([getPriority()]))
  expect(work).toEqual(new Set([constants.priority.PRIORITY_BELOW_NORMAL]))
})

/** Of each thread, where threads have their own. */
function nicenessOf(pid: number): number[] {
  const threads =
    process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid]
  return threads.map(getPriority)
}

test('a payment at one server is told to a phone that watches another', async () => {
  const number = '13800000001'
  const watching = world.follow(['phone', 'watch', '--phone', number, '--json', '--count', '2'])
  const kinds: string[] = []
  createInterface({ input: watching.stdout! }).on('line', (line) => {
    kinds.push((JSON.parse(line) as { kind: string }).kind)
  })
  const ended = once(watching, 'exit')
  const { code } = await world.json(['phone', 'code', '--phone', number])
  expect(await world.pay('many_1', '10.00', code!, server)).toMatchObject({ state: 'paid' })
  expect(await ended).toEqual([0, null])
  expect(kinds).toEqual(['device_added', 'paid'])
})

test('a code shown at two servers at once pays once', async () => {
  const number = '13800000002'
  for (let round = 1; round <= 8; round++) {
    const { code } = await world.json(['phone', 'code', '--phone', number])
    const results = await Promise.all([
      world.pay(`once_${round}_1`, '10.00', code!),
      world.pay(`once_${round}_2`, '10.00', code!, server),
    ])
    const [loser] = results.filter((result) => result.state !== 'paid')
    expect(loser).toMatchObject({ state: 'failed', failure: { code: 'CODE_USED' } })
  }
  const { balance } = await world.json(['phone', 'balance', '--phone', number])
  expect(balance).toBe('1920.00')
})

test('an order taken at one server is paid by a phone at another', async () => {
  const app = world.town.apps[0]!
  const sdk = new AlipaySdk({
    appId: app.appId,
    keyType: 'PKCS8',
    privateKey: readFileSync(app.privateKeyFile, 'utf8'),
    alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
    gateway: `${server}/gateway.do`,
  })
  const phone = ['--phone', '13800000001']
  const biz = { outTradeNo: 'many_qr', totalAmount: '3.00', subject: '茶' }
  const { qrCode } = await sdk.exec('alipay.trade.precreate', { bizContent: biz })
  const paid = { state: 'paid', amount: '3.00', returnUrl: null }
  expect(await world.json(['phone', 'pay', String(qrCode), ...phone])).toMatchObject(paid)
  // Once more: the same truth, and no second payment.
  expect(await world.json(['phone', 'pay', String(qrCode), ...phone])).toMatchObject(paid)
  const page = sdk.pageExecute('alipay.trade.page.pay', 'GET', {
    bizContent: { ...biz, outTradeNo: 'many_page' },
    returnUrl: 'https://shop.example/done',
  })
  const { returnUrl } = await world.json(['phone', 'pay', page, ...phone])
  const told = Object.fromEntries(new URL(returnUrl!).searchParams)
  expect(told).toMatchObject({ out_trade_no: 'many_page', total_amount: '3.00' })
  expect(sdk.checkNotifySignV2(told)).toBe(true)
  const unknown = await world.run(['phone', 'pay', 'nothing', ...phone])
  expect([unknown.status, unknown.err]).toMatchObject([1, expect.stringContaining('no order')])
})
