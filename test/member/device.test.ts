import { afterAll, beforeAll, expect, test } from 'vitest'

import { stepAt } from '#paycode/derive.ts'
import type { DeviceIssued, Devices, HandlesReply } from '#wire/wallet.ts'

import type { Browser } from '../setup/browser.ts'
import { phoneOf } from '../setup/phone.ts'
import { openWorld, type Member, type World } from '../setup/world.ts'
import { logIn } from './log-in.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function tillOf(): Promise<(code: string) => Promise<string>> {
  const shop = await world.shop()
  const till = world.browser()
  await till.post('/api/till/login', shop.login('cashier'))
  let number = 0
  return async (code) => {
    const outTradeNo = `D${++number}`
    const reply = await till.post('/api/till/pay', { outTradeNo, amount: '1', code })
    return reply.body.failure?.code ?? reply.body.state
  }
}

const issue = (browser: Browser, member: Member, more = {}) =>
  browser.post<DeviceIssued>('/api/wallet/devices', {
    paymentPassword: member.paymentPassword,
    name: '新手机',
    ...more,
  })

test('a revoked phone’s code does not pay, and its handles end', async () => {
  const member = await world.member({ yuan: 100 })
  const browser = await logIn(world, member.phone)
  const pay = await tillOf()
  expect(await pay(member.code())).toBe('paid')
  const path = `/api/wallet/devices/${member.deviceId}`
  const revoked = await browser.delete<Devices>(path)
  expect(revoked.body.devices[0]).toMatchObject({ deviceId: member.deviceId, state: 'revoked' })
  expect((await browser.delete(path)).status).toBe(200)
  expect(await pay(member.code(1))).toBe('CODE_DEVICE_SUSPENDED')
  const gone = await browser.post(`${path}/handles`, {})
  expect(gone).toMatchObject({ status: 410, body: { error: { code: 'DEVICE_REVOKED' } } })
})

test('a phone that turns codes on again keeps its entry, and its old seed is worthless', async () => {
  const member = await world.member({ yuan: 100 })
  const browser = await logIn(world, member.phone)
  const pay = await tillOf()
  const before = member.code()
  const again = await issue(browser, member, { deviceId: member.deviceId })
  expect(again.body.deviceId).toBe(member.deviceId)
  expect(await pay(before)).toBe('CODE_UNKNOWN')
  expect(await pay(phoneOf(again.body, () => world.clock.now).code())).toBe('paid')
  const { devices } = (await browser.get<Devices>('/api/wallet/devices')).body
  expect(devices.map((device) => device.name)).toEqual(['新手机'])
})

test('the handles that a phone lacks reach 72 hours ahead', async () => {
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  const path = `/api/wallet/devices/${member.deviceId}/handles`
  const now = stepAt(world.clock.now)
  const all = await browser.post<HandlesReply>(path, {})
  expect(all.body.handles).toMatchObject({ firstStep: now - 1 })
  expect(all.body.handles.list).toHaveLength(4320)
  const some = await browser.post<HandlesReply>(path, { fromStep: now + 4300 })
  expect(some.body.handles.list).toEqual(all.body.handles.list.slice(4301))
  const none = await browser.post<HandlesReply>(path, { fromStep: now + 9000 })
  expect(none.body.handles.list).toEqual([])
})

test('nobody reaches another member’s phone', async () => {
  const mine = await world.member()
  const other = await world.member()
  const browser = await logIn(world, other.phone)
  const path = `/api/wallet/devices/${mine.deviceId}`
  expect((await browser.delete(path)).status).toBe(404)
  expect((await browser.patch(path, { name: 'x' })).status).toBe(404)
  expect((await browser.post(`${path}/handles`, {})).status).toBe(410)
  const taken = await issue(browser, other, { deviceId: mine.deviceId })
  expect(taken.body.deviceId).not.toBe(mine.deviceId)
  const [row] = await world.sql`select generation, state from device
    where device_no = ${BigInt(mine.deviceId)}`
  expect(row).toEqual({ generation: 1, state: 'active' })
})

test('ten phones at most make codes', async () => {
  const member = await world.member()
  const browser = await logIn(world, member.phone)
  for (let count = 2; count <= 10; count++) {
    expect((await issue(browser, member)).status).toBe(200)
  }
  expect(await issue(browser, member)).toMatchObject({
    status: 403,
    body: { error: { code: 'NOT_ALLOWED' } },
  })
  expect((await issue(browser, member, { deviceId: member.deviceId })).status).toBe(200)
})

const markOf = (letter: string) => letter.repeat(32)

test('a phone that had no answer and asks again gets the same entry, however often', async () => {
  const member = await world.member({ yuan: 100 })
  const browser = await logIn(world, member.phone)
  const pay = await tillOf()
  const [a, b, c] = [markOf('a'), markOf('b'), markOf('c')]
  const first = await issue(browser, member, { mark: a })
  const second = await issue(browser, member, { mark: b, unanswered: [a] })
  const third = await issue(browser, member, { mark: c, unanswered: [a, b] })
  const ids = [first, second, third].map(({ body }) => body.deviceId)
  expect(new Set(ids)).toEqual(new Set([first.body.deviceId]))
  const { devices } = (await browser.get<Devices>('/api/wallet/devices')).body
  expect(devices).toHaveLength(2)
  const codeOf = (issued: DeviceIssued) => phoneOf(issued, () => world.clock.now).code()
  expect(await pay(codeOf(second.body))).toBe('CODE_UNKNOWN')
  expect(await pay(codeOf(third.body))).toBe('paid')
  // Each is told of, with a mark of its own: nobody takes a device over unseen.
  const told = await world.sql<{ mark: string; deviceId: string }[]>`
    select payload->>'mark' as mark, payload->>'deviceId' as "deviceId" from event
     where recipient = ${`member:${member.memberId}`} and kind = 'device_added'
       and payload->>'mark' is not null order by event_id`
  expect(told).toEqual([a, b, c].map((mark) => ({ mark, deviceId: first.body.deviceId })))
})

test('a device that was used, seen, revoked, another’s or of yesterday is not had by its mark', async () => {
  const member = await world.member({ yuan: 100 })
  const browser = await logIn(world, member.phone)
  const pay = await tillOf()
  const mark = markOf('d')
  const spoil: Record<string, (issued: DeviceIssued) => Promise<unknown>> = {
    used: async (issued) =>
      expect(await pay(phoneOf(issued, () => world.clock.now).code())).toBe('paid'),
    seen: async ({ deviceId }) => {
      world.clock.now += 1000
      await browser.post(`/api/wallet/devices/${deviceId}/handles`, {})
    },
    revoked: ({ deviceId }) => browser.delete(`/api/wallet/devices/${deviceId}`),
    old: async () => (world.clock.now += 24 * 3_600_000 + 1),
  }
  for (const [why, act] of Object.entries(spoil)) {
    const one = mark + why
    const issued = (await issue(browser, member, { mark: one })).body
    await act(issued)
    const again = await issue(browser, member, { mark: markOf('e'), unanswered: [one] })
    expect([why, again.status]).toEqual([why, 200])
    expect([why, again.body.deviceId]).not.toEqual([why, issued.deviceId])
  }
  await issue(browser, member, { mark })
  const other = await world.member()
  const theirs = await logIn(world, other.phone)
  const taken = await issue(theirs, other, { unanswered: [mark] })
  expect(taken.status).toBe(200)
  const { devices } = (await theirs.get<Devices>('/api/wallet/devices')).body
  expect(devices).toHaveLength(2)
})
