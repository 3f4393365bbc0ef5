import { expect } from 'vitest'

import type { Browser } from '../setup/browser.ts'
import type { World } from '../setup/world.ts'

/** Asks for a text message and reads it from the demo's inbox. */
export async function smsCode(
  world: World,
  browser: Browser,
  sms: { phone: string; purpose?: 'login' | 'reset' },
): Promise<string> {
  world.clock.now += 1000
  const sent = await browser.post('/api/wallet/sms', { purpose: 'login', ...sms })
  expect(sent.status).toBe(200)
  const inbox = await browser.get(`/api/demo/sms?phone=${sms.phone}`)
  return inbox.body.messages[0].code
}

/** A browser in which this phone is logged in. */
export async function logIn(world: World, phone: string): Promise<Browser> {
  const browser = world.browser()
  const code = await smsCode(world, browser, { phone })
  const reply = await browser.post('/api/wallet/login', { phone, smsCode: code })
  expect(reply.status).toBe(200)
  return browser
}
