import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Devices, Me } from '#wire/wallet.ts'

import { openWorld, type World } from '../setup/world.ts'
import { logIn, smsCode } from './log-in.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const limitPath = '/api/wallet/password-free-limit'

test('five wrong payment passwords lock, for longer each time, and tries at once count all', async () => {
  const { phone, memberId } = await world.member()
  const browser = await logIn(world, phone)
  const say = (paymentPassword: string) => browser.put(limitPath, { limit: '5', paymentPassword })
  expect((await say('111112')).body.error).toMatchObject({
    code: 'WRONG_PAYMENT_PASSWORD',
    field: 'paymentPassword',
    detail: { attemptsLeft: 4 },
  })
  const replies = await Promise.all(Array.from({ length: 12 }, () => say('111112')))
  const wrong = replies.filter((one) => one.body.error.code === 'WRONG_PAYMENT_PASSWORD')
  expect(wrong).toHaveLength(3)
  expect((await say('246810')).body.error).toMatchObject({
    code: 'PAYMENT_PASSWORD_LOCKED',
    detail: { waitSeconds: 900 },
  })
  world.clock.now += 900_000
  for (let tries = 0; tries < 5; tries++) await say('111112')
  expect((await say('246810')).body.error.detail.waitSeconds).toBe(1800)
  world.clock.now += 1_800_000
  expect((await say('246810')).status).toBe(200)
  const [row] = await world.sql`select misses from member_secret where member_id = ${memberId}`
  expect(row?.['misses']).toBe(0)
})

test('a change revokes every phone and every other session', async () => {
  const { phone } = await world.member()
  const here = await logIn(world, phone)
  const there = await logIn(world, phone)
  const wrong = await here.put('/api/wallet/payment-password', {
    current: '999998',
    next: '864209',
  })
  expect(wrong.body.error).toMatchObject({ code: 'WRONG_PAYMENT_PASSWORD', field: 'current' })
  expect((await there.get('/api/wallet/me')).status).toBe(200)
  const changed = await here.put('/api/wallet/payment-password', {
    current: '246810',
    next: '864209',
  })
  expect(changed.status).toBe(200)
  const { body } = await here.get<Devices>('/api/wallet/devices')
  expect(body.devices.map((device) => device.state)).toEqual(['revoked'])
  expect((await there.get('/api/wallet/me')).status).toBe(401)
  const events = await world.sql`select kind, payload from event order by event_id desc limit 1`
  expect(events[0]).toMatchObject({ kind: 'device_revoked', payload: { deviceName: '手机' } })
})

test('a forgotten payment password is reset with a text message, locked or not', async () => {
  const { phone, deviceId } = await world.member()
  const browser = await logIn(world, phone)
  for (let tries = 0; tries < 5; tries++) {
    await browser.put(limitPath, { limit: '5', paymentPassword: '111112' })
  }
  const path = '/api/wallet/payment-password'
  const login = await smsCode(world, browser, { phone, purpose: 'login' })
  expect((await browser.put(path, { next: '864209', smsCode: login })).status).toBe(403)
  const code = await smsCode(world, browser, { phone, purpose: 'reset' })
  expect((await browser.put(path, { next: '864209', smsCode: code })).status).toBe(200)
  const again = { paymentPassword: '864209', name: '手机', deviceId }
  const issued = await browser.post('/api/wallet/devices', again)
  expect(issued).toMatchObject({ status: 200, body: { deviceId } })
})

test('a reset goes to the phone of who is logged in, and to no other', async () => {
  const mine = await world.member()
  const theirs = await world.member()
  const ask = { purpose: 'reset', phone: theirs.phone }
  expect((await world.browser().post('/api/wallet/sms', ask)).status).toBe(401)
  const browser = await logIn(world, mine.phone)
  world.clock.now += 1000
  expect(await browser.post('/api/wallet/sms', ask)).toMatchObject({
    status: 403,
    body: { error: { code: 'NOT_ALLOWED', field: 'phone' } },
  })
  const inbox = `/api/demo/sms?phone=${theirs.phone}`
  expect((await browser.get(inbox)).body.messages).toEqual([])
  expect((await browser.post('/api/wallet/sms', { purpose: 'reset' })).status).toBe(200)
  expect((await browser.post('/api/wallet/sms', { purpose: 'login' })).status).toBe(400)
  const own = await browser.get(`/api/demo/sms?phone=${mine.phone}`)
  expect(own.body.messages[0].text).toMatch(/验证码 (\d{6})[^]*Tongbao code \1/)
})

test('a proof is checked before it is used, and a right code stays good', async () => {
  const { phone } = await world.member()
  const browser = await logIn(world, phone)
  const path = '/api/wallet/payment-password'
  const check = (proof: object) => browser.post(`${path}/check`, proof)
  expect((await check({ current: '246810' })).status).toBe(204)
  expect((await check({ current: '246811' })).body.error).toMatchObject({
    code: 'WRONG_PAYMENT_PASSWORD',
    field: 'current',
    detail: { attemptsLeft: 4 },
  })
  const code = await smsCode(world, browser, { phone, purpose: 'reset' })
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  expect((await check({ smsCode: wrong })).body.error).toMatchObject({
    code: 'WRONG_SMS_CODE',
    detail: { attemptsLeft: 4 },
  })
  expect((await check({ smsCode: code })).status).toBe(204)
  expect((await browser.put(path, { next: '864209', smsCode: code })).status).toBe(200)
  expect((await check({ smsCode: code })).body.error.detail.attemptsLeft).toBe(0)
})

test('the payment password there is already is no new one', async () => {
  const { phone } = await world.member()
  const browser = await logIn(world, phone)
  const path = '/api/wallet/payment-password'
  const same = { status: 409, body: { error: { code: 'PAYMENT_PASSWORD_SAME', field: 'next' } } }
  expect(await browser.put(path, { next: '246810', current: '246810' })).toMatchObject(same)
  const code = await smsCode(world, browser, { phone, purpose: 'reset' })
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  const told = await browser.put(path, { next: '246810', smsCode: wrong })
  expect(told.body.error.code).toBe('WRONG_SMS_CODE')
  expect(await browser.put(path, { next: '246810', smsCode: code })).toMatchObject(same)
  const { body } = await browser.get<Devices>('/api/wallet/devices')
  expect(body.devices.map((device) => device.state)).toEqual(['active'])
  expect((await browser.put(path, { next: '864209', smsCode: code })).status).toBe(200)
})

test('the password-free limit keeps its bounds and ends a suspension', async () => {
  const { phone, memberId } = await world.member()
  const browser = await logIn(world, phone)
  await world.sql`update member set password_free_suspended = true, version = version + 1
    where member_id = ${memberId}`
  const set = (limit: unknown, paymentPassword = '246810') =>
    browser.put<Me>(limitPath, { limit, paymentPassword } as object)
  for (const limit of ['2000.01', '-1', '1e2', '0.001', '', ' 5', 2000.01]) {
    expect(await set(limit)).toMatchObject({
      status: 400,
      body: { error: { code: 'AMOUNT_INVALID', field: 'limit' } },
    })
  }
  expect((await browser.get<Me>('/api/wallet/me')).body.passwordFreeSuspended).toBe(true)
  expect((await set('2000')).body).toMatchObject({
    passwordFreeLimit: '2000.00',
    passwordFreeSuspended: false,
  })
  expect((await set(0)).body.passwordFreeLimit).toBe('0.00')
})
