import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { methods } from '#gateway/method.ts'
import { findTrade } from '#trade/find.ts'

import { freePort } from '../setup/port.ts'
import { openStand, type Shop, type Stand } from './stand.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(root, 'docs/guides/gateway.md'), 'utf8')

let stand: Stand
let shop: Shop
let port: number
const folder = mkdtempSync(join(tmpdir(), 'tongbao-examples-'))
beforeAll(async () => {
  stand = await openStand()
  port = await freePort()
  shop = await stand.open(`http://127.0.0.1:${port}/`)
  const privateKeyFile = join(folder, 'private.pem')
  const platformPublicKeyFile = join(folder, 'platform.pem')
  writeFileSync(privateKeyFile, shop.privateKey)
  writeFileSync(platformPublicKeyFile, shop.platformPublicKey)
  const apps = [{ appId: shop.appId, privateKeyFile, platformPublicKeyFile }]
  writeFileSync(join(folder, 'town.json'), JSON.stringify({ gateway: stand.endpoint, apps }))
})
afterAll(async () => {
  await stand.shut()
  rmSync(folder, { recursive: true })
})

const options = () => ({
  cwd: root,
  env: { PATH: process.env['PATH'], TONGBAO_DATA: folder },
})

const till = async (code: string, amount: string) => {
  const args = ['docs/examples/till.mjs', code, amount]
  const { stdout } = await promisify(execFile)(process.execPath, args, options())
  const [outTradeNo = '', ...rest] = stdout.trim().split(' ')
  const trade = await findTrade(stand.sql, { merchantId: shop.merchantId, outTradeNo })
  return { outTradeNo, said: rest.join(' '), trade }
}

test('the guide holds the examples as they are run, and every method', () => {
  for (const name of ['till.mjs', 'notified.mjs']) {
    expect(guide).toContain(readFileSync(join(root, 'docs/examples', name), 'utf8').trimEnd())
  }
  for (const name of Object.keys(methods)) expect(guide).toContain(`\`${name}\``)
})

test('the till of the guide takes a payment, and the shop’s server is told', async () => {
  const worker = await stand.work()
  const args = ['docs/examples/notified.mjs', String(port)]
  const server = spawn(process.execPath, args, {
    ...options(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let heard = ''
  server.stdout.on('data', (part: Buffer) => (heard += part.toString()))
  await once(server.stdout, 'data')
  const payer = await stand.person(10)
  const { outTradeNo, said, trade } = await till(stand.code(payer), '2.50')
  expect(said).toBe(`paid ${trade!.tradeNo}`)
  expect(await stand.balance(payer)).toBe(750n)
  for (let n = 0; n < 200 && !heard.includes(outTradeNo); n++) {
    await new Promise((resume) => setTimeout(resume, 20))
  }
  expect(heard).toBe(`listening\n${outTradeNo} TRADE_SUCCESS 2.50\n`)
  server.kill()
  await once(server, 'exit')
  await worker.stop()
  expect((await till('281234567890123456', '1.00')).said).toMatch(
    /^not paid: ACQ.PAYMENT_AUTH_CODE_INVALID/,
  )
})

test('the till of the guide waits for the payer’s yes', async () => {
  const payer = await stand.person(10, { passwordFreeLimit: 0n })
  const running = till(stand.code(payer), '1.00')
  const find = async () => {
    const rows = await stand.sql<{ outTradeNo: string }[]>`
      select out_trade_no as "outTradeNo" from pending where member_id = ${payer.memberId}`
    return rows[0]?.outTradeNo
  }
  let outTradeNo = await find()
  for (let n = 0; n < 300 && outTradeNo === undefined; n++) {
    await new Promise((resume) => setTimeout(resume, 20))
    outTradeNo = await find()
  }
  const { memberId } = payer
  await stand.engine.submit({
    kind: 'confirm',
    memberId,
    merchantId: shop.merchantId,
    outTradeNo: outTradeNo!,
  })
  expect((await running).said).toBe('paid after the payer agreed')
  expect(await stand.balance(payer)).toBe(900n)
})
