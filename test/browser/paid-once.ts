import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'

import { openWorld, type Member, type Shop, type World } from '../setup/world.ts'
import { openChromium } from './chrome.ts'

/** A shop that took one payment of 12.30 from a member with 100, and a Chromium to look at both sides with. */
export type PaidOnce = {
  world: World
  base: string
  shop: Shop
  member: Member
  traceId: string
  /** A page of its own, in English, where everything is found within ten seconds. */
  opened: (options: object) => Promise<Page>
  close: () => Promise<void>
}

export async function openPaidOnce(): Promise<PaidOnce> {
  const world = await openWorld({ now: Date.now() })
  const base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  const [shop, member] = [await world.shop(), await world.member({ yuan: 100 })]
  const till = world.browser()
  await till.post('/api/till/login', shop.login('owner'))
  const order = { outTradeNo: 'Q20261', amount: '12.30', code: member.code() }
  const paid = await till.post('/api/till/pay', order)
  expect(paid.body.state).toBe('paid')
  const chromium: Browser = await openChromium()
  return {
    world,
    base,
    shop,
    member,
    traceId: paid.body.traceId,
    async opened(options) {
      const context = await chromium.newContext({ locale: 'en-US', ...options })
      context.setDefaultTimeout(10_000)
      return context.newPage()
    },
    async close() {
      await chromium.close()
      await world.close()
    },
  }
}
