import { afterAll, beforeAll, expect, test } from 'vitest'

import type { TillMe } from '#wire/till.ts'

import { openWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a cashier logs in at the usual terminal and is told where', async () => {
  const shop = await world.shop({ name: '百家福', storeName: '人民路店' })
  const till = world.browser()
  const me = await till.post<TillMe>('/api/till/login', shop.login('cashier'))
  expect(me).toMatchObject({
    status: 200,
    body: {
      merchantName: '百家福',
      storeName: '人民路店',
      terminalName: '1号',
      role: 'cashier',
      mayRefund: false,
      codePrefix: '28',
      codeDigits: 18,
    },
  })
  expect((await till.get('/api/till/me')).body).toEqual(me.body)
  world.clock.now += 12 * 3_600_000
  expect((await till.get('/api/till/me')).status).toBe(401)
})

test('five wrong passwords lock a login, tries at once count all', async () => {
  const shop = await world.shop()
  const till = world.browser()
  const { login, password } = shop.login('owner')
  const say = (guess: string) => till.post('/api/till/login', { login, password: guess })
  const replies = await Promise.all(Array.from({ length: 9 }, (_, at) => say(`guess ${at}`)))
  const codes = replies.map((reply) => reply.body.error.code)
  expect(codes.filter((code) => code === 'WRONG_LOGIN')).toHaveLength(4)
  expect((await say(password)).body.error).toMatchObject({
    code: 'LOGIN_LOCKED',
    detail: { waitSeconds: 900 },
  })
  world.clock.now += 900_000
  expect((await say(password)).status).toBe(200)
})

test('who does not exist is told the same as who guesses wrong', async () => {
  const till = world.browser()
  for (const login of ['nobody', "' or 1=1 --", '收银员', '<b>']) {
    const reply = await till.post('/api/till/login', { login, password: 'x' })
    expect([reply.status, reply.body.error.code]).toEqual([401, 'WRONG_LOGIN'])
  }
})

test('somebody who was suspended is out within seconds, and a terminal is of one’s own store', async () => {
  const shop = await world.shop()
  const other = await world.shop()
  const till = world.browser()
  const wrong = { ...shop.login('cashier'), terminalId: other.terminalId }
  expect((await till.post('/api/till/login', wrong)).status).toBe(404)
  await till.post('/api/till/login', shop.login('cashier'))
  await world.sql`update staff set state = 'suspended' where merchant_id = ${shop.merchantId}`
  world.clock.now += 5000
  expect((await till.get('/api/till/me')).status).toBe(401)
  expect((await till.post('/api/till/login', shop.login('cashier'))).body.error.code).toBe(
    'NOT_ALLOWED',
  )
})
