import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type World } from '../setup/world.ts'
import { smsCode } from './log-in.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a wrong code may be tried five times, also at once', async () => {
  const phone = '13911110001'
  const browser = world.browser()
  const code = await smsCode(world, browser, { phone })
  const wrong = { phone, smsCode: other(code) }
  const first = await browser.post('/api/wallet/login', wrong)
  expect(first).toMatchObject({
    status: 403,
    body: { error: { code: 'WRONG_SMS_CODE', field: 'smsCode', detail: { attemptsLeft: 4 } } },
  })
  await Promise.all(Array.from({ length: 8 }, () => browser.post('/api/wallet/login', wrong)))
  const right = await browser.post('/api/wallet/login', { phone, smsCode: code })
  expect(right).toMatchObject({ status: 403, body: { error: { detail: { attemptsLeft: 0 } } } })
})

test('a code works once, for its phone and purpose, for five minutes', async () => {
  const phone = '13911110002'
  const browser = world.browser()
  const code = await smsCode(world, browser, { phone })
  const strange = await browser.post('/api/wallet/login', { phone: '13911110003', smsCode: code })
  expect(strange.status).toBe(403)
  expect((await browser.post('/api/wallet/login', { phone, smsCode: code })).status).toBe(200)
  expect((await browser.post('/api/wallet/login', { phone, smsCode: code })).status).toBe(403)
  const reset = await smsCode(world, browser, { phone, purpose: 'reset' })
  expect((await browser.post('/api/wallet/login', { phone, smsCode: reset })).status).toBe(403)
  const late = await smsCode(world, browser, { phone })
  world.clock.now += 5 * 60_000
  expect((await browser.post('/api/wallet/login', { phone, smsCode: late })).status).toBe(403)
})

test('text messages keep a pace', async () => {
  const phone = '13911110004'
  const browser = world.browser()
  const ask = () => browser.post('/api/wallet/sms', { phone, purpose: 'login' })
  const replies = await Promise.all([ask(), ask(), ask()])
  expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 429, 429])
  const refused = replies.find((reply) => reply.status === 429)
  expect(refused?.body.error).toMatchObject({ code: 'SMS_TOO_OFTEN', detail: { waitSeconds: 1 } })
  expect(refused?.headers['retry-after']).toBe('1')
})

test('production sends by the operator’s own sender, and shows no inbox', async () => {
  const got: { authorization: string | undefined; body: { code: string; phone: string } }[] = []
  let status = 200
  const sender = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      got.push({ authorization: request.headers.authorization, body: JSON.parse(text) })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((listening) => sender.listen(0, '127.0.0.1', listening))
  const { port } = sender.address() as AddressInfo
  const env = {
    TONGBAO_MODE: 'production',
    TONGBAO_SMS: `http://127.0.0.1:${port}/sms`,
    TONGBAO_SMS_WEBHOOK_TOKEN: 'a token',
  }
  const strict = await openWorld({ env })
  try {
    const browser = strict.browser()
    const phone = '13911110005'
    const ask = () => browser.post('/api/wallet/sms', { phone, purpose: 'login' })
    expect(await ask()).toMatchObject({ status: 200, body: { resendAfterSeconds: 30 } })
    expect(got[0]).toMatchObject({ authorization: 'Bearer a token', body: { phone } })
    expect((await browser.get('/api/demo/sms')).status).toBe(404)
    expect((await browser.post('/api/wallet/demo-topup', { amount: '1' })).status).toBe(404)
    const smsCode = got[0]?.body.code
    expect((await browser.post('/api/wallet/login', { phone, smsCode })).status).toBe(200)
    strict.clock.now += 29_000
    expect((await ask()).body.error.detail.waitSeconds).toBe(1)

    status = 500
    strict.clock.now += 1000
    expect((await ask()).status).toBe(503)
    status = 200
    // What was not sent keeps nobody waiting.
    expect((await ask()).status).toBe(200)
    for (let sent = 3; sent <= 10; sent++) {
      strict.clock.now += 30_000
      expect((await ask()).status).toBe(200)
    }
    strict.clock.now += 30_000
    expect((await ask()).body.error.detail.waitSeconds).toBeGreaterThan(3000)
  } finally {
    await strict.close()
    await new Promise((closed) => sender.close(closed))
  }
})

test('production without a sender does not start', async () => {
  await expect(openWorld({ env: { TONGBAO_MODE: 'production' } })).rejects.toThrow('TONGBAO_SMS')
})

test('one network address cannot make us send without end', async () => {
  const hasty = await openWorld()
  try {
    const browser = hasty.browser()
    const ask = (at: number) =>
      browser.post('/api/wallet/sms', { phone: `1380000${1000 + at}`, purpose: 'login' })
    for (let at = 0; at < 500; at++) expect((await ask(at)).status).toBe(200)
    expect(await ask(500)).toMatchObject({
      status: 429,
      body: { error: { code: 'SMS_TOO_OFTEN' } },
    })
    hasty.clock.now += 3_600_000
    expect((await ask(500)).status).toBe(200)
  } finally {
    await hasty.close()
  }
})
