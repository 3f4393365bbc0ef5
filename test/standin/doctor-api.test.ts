import { execFile } from 'node:child_process'
import { sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { DoctorReply } from '#wire/standin.ts'

import { openWorld, type World } from '../setup/world.ts'

let world: World
let folder: string
beforeAll(async () => {
  world = await openWorld()
  folder = mkdtempSync(join(tmpdir(), 'tongbao-doctor-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

const request = (appId: string, privateKey: string) => {
  const text = `app_id=${appId}&method=alipay.trade.query&sign_type=RSA2`
  const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64')
  return `${text}&sign=${encodeURIComponent(signature)}`
}

const examine = async (body: object) =>
  (await world.browser().post<DoctorReply>('/api/standin/doctor', body)).body

test('the keys are those that the network holds', async () => {
  const mine = await world.merchantApp(await world.shop())
  const other = await world.merchantApp(await world.shop())
  const good = await examine({ text: request(mine.appId, mine.merchantPrivateKey!) })
  expect(good).toMatchObject({ appId: mine.appId, verifies: true, causes: [] })
  const foreign = await examine({ text: request(mine.appId, other.merchantPrivateKey!) })
  expect(foreign).toMatchObject({ causes: ['WRONG_KEY'], signer: `merchant:${other.appId}` })
  const unknown = await examine({ text: request('2021999999999999', mine.merchantPrivateKey!) })
  expect(unknown).toMatchObject({ appId: null, signer: `merchant:${mine.appId}` })
})

test('an answer of the gateway verifies, told which app or not, and not once it is changed', async () => {
  const app = await world.merchantApp(await world.shop())
  const reply = await world.app.http.inject({
    url: `/gateway.do?${request(app.appId, app.merchantPrivateKey!)}`,
  })
  const signer = `platform:${app.appId}`
  expect(await examine({ text: reply.body })).toMatchObject({ verifies: true, signer })
  expect(await examine({ text: reply.body, appId: app.appId })).toMatchObject({ verifies: true })
  const changed = reply.body.replace('"code":"4', '"code":"1')
  expect(await examine({ text: changed })).toMatchObject({ verifies: false, causes: ['ALTERED'] })
})

test('what cannot be read is refused, and production has no doctor', async () => {
  const refused = await world.browser().post('/api/standin/doctor', { text: 'hello' })
  expect(refused).toMatchObject({ status: 400, body: { error: { field: 'text' } } })
  const production = await openWorld({
    env: { TONGBAO_MODE: 'production', TONGBAO_SMS: 'https://sms.example' },
  })
  const none = await production.browser().post('/api/standin/doctor', { text: 'a=b&sign=c' })
  expect(none.status).toBe(404)
  await production.close()
})

test('the command reads a file or standard input and answers with its exit status', async () => {
  const app = await world.merchantApp(await world.shop())
  const key = join(folder, 'app.pem')
  const [row] = await world.sql<{ key: string }[]>`
    select merchant_public_key as key from app where app_id = ${app.appId}`
  writeFileSync(key, row!.key)
  const run = (args: string[], input: string) =>
    new Promise<{ out: string; status: number }>((resolve) => {
      const line = ['src/main.ts', 'doctor', ...args]
      const child = execFile(process.execPath, line, (error, out) =>
        resolve({ out, status: typeof error?.code === 'number' ? error.code : 0 }),
      )
      child.stdin?.end(input)
    })
  const good = request(app.appId, app.merchantPrivateKey!)
  const seen = await run(['--key', key, '--json'], good)
  expect([seen.status, JSON.parse(seen.out).verifies]).toEqual([0, true])
  const file = join(folder, 'request.txt')
  writeFileSync(file, good.replace('query', 'cancel'))
  const bad = await run([file, '--key', key], '')
  expect(bad.status).toBe(1)
  expect(bad.out).toContain('method=alipay.trade.cancel')
})
