import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Me } from '#wire/wallet.ts'

import { openWorld, type World } from '../setup/world.ts'
import { logIn } from './log-in.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('the demo gives money for the asking, so much a time and a day', async () => {
  const browser = await logIn(world, '13911118888')
  const ask = (amount: unknown) => browser.post('/api/wallet/demo-topup', { amount } as object)
  const before = await browser.get<Me>('/api/wallet/me')
  expect(before.body).toMatchObject({ balance: '0.00', topup: 'demo' })
  for (const amount of ['0.99', '1000.01', '-1', '']) expect((await ask(amount)).status).toBe(400)
  expect(await ask('500')).toMatchObject({ status: 200, body: { balance: '500.00' } })
  const { body } = await browser.get('/api/wallet/bills')
  expect(body.bills[0]).toMatchObject({ kind: 'topup', amount: '500.00' })

  const replies = await Promise.all(Array.from({ length: 4 }, () => ask('1000')))
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200])
  for (let more = 0; more < 5; more++) expect((await ask('1000')).status).toBe(200)
  expect((await ask('500.01')).body.error.code).toBe('DAY_LIMIT')
  expect((await ask('500')).body.balance).toBe('10000.00')
  expect((await ask('1')).status).toBe(409)
  world.clock.now += 86_400_000
  expect((await ask('1')).body.balance).toBe('10001.00')
})

test('nobody is given money without a session', async () => {
  const reply = await world.browser().post('/api/wallet/demo-topup', { amount: '1' })
  expect(reply.status).toBe(401)
})
