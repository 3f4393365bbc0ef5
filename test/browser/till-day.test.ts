import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingText } from '#kernel/clock.ts'

import { openWorld, type Shop, type World } from '../setup/world.ts'
import { faultsOf } from './axe.ts'
import { openChromium, phoneSize } from './chrome.ts'

// A till far from Beijing, on the day after a sale of which something goes back.

let world: World
let base: string
let chromium: Browser
let shop: Shop
const outTradeNo = 'Y20261'
beforeAll(async () => {
  world = await openWorld({ now: Date.now() })
  base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  shop = await world.shop()
  const member = await world.member({ yuan: 100 })
  const till = world.browser()
  await till.post('/api/till/login', shop.login('owner'))
  await till.post('/api/till/pay', { outTradeNo, amount: '12.30', code: member.code() })
  world.clock.now += 24 * 3_600_000
  await till.post('/api/till/login', shop.login('owner'))
  const refund = { outRequestNo: 'R1', amount: '2.30', reason: '少一件' }
  await till.post(`/api/till/trades/${outTradeNo}/refund`, refund)
  chromium = await openChromium()
})
afterAll(async () => {
  await chromium?.close()
  await world?.close()
})

async function openTill(options: object): Promise<Page> {
  const place = { locale: 'en-US', timezoneId: 'America/New_York' }
  const context = await chromium.newContext({ ...place, ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.goto(`${base}/till/`)
  const { login, password } = shop.login('owner')
  await page.getByTestId('till-login').fill(login)
  await page.getByTestId('till-password').fill(password)
  await page.getByTestId('till-submit').click()
  return page
}

test('the day has the refund, at the network’s time, and opens the sale of the day before', async () => {
  for (const options of [{ viewport: { width: 1280, height: 800 } }, phoneSize]) {
    const page = await openTill(options)
    await page.getByTestId('till-today').click()
    const row = page.getByTestId('today-refund')
    await row.waitFor()
    expect(await page.getByTestId('today-row').count()).toBe(0)
    expect(await row.innerText()).toContain('−¥2.30')
    expect(await row.innerText()).toContain(`of ${outTradeNo}`)
    const refundedAt = beijingText(world.clock.now)
    expect(await row.locator('time').textContent()).toBe(refundedAt.slice(11, 16))
    expect(await row.locator('time').getAttribute('title')).toBe(
      `${refundedAt} GMT+8 (Asia/Shanghai)`,
    )
    expect(await page.getByTestId('today-refunded').innerText()).toMatch(/¥2\.30\s+1 refund$/)
    expect(await page.getByTestId('today-net').innerText()).toContain('−¥2.30')
    await page.getByText('(Beijing time)').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await row.click()
    const soldAt = beijingText(world.clock.now - 24 * 3_600_000)
    await page.locator('.till-details').getByText(soldAt).first().waitFor()
    await page.context().close()
  }
})

test('a code that nobody has shows no order number', async () => {
  const page = await openTill({ viewport: { width: 1280, height: 800 } })
  await page.getByTestId('till-amount').waitFor()
  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await page.keyboard.type('289999999999999999', { delay: 120 })
  await page.keyboard.press('Enter')
  await page.getByTestId('result-failed').waitFor()
  expect(await page.getByTestId('result-reason').getAttribute('data-code')).toBe('CODE_UNKNOWN')
  expect(await page.getByTestId('result-order').count()).toBe(0)
})

test('on a phone the state of a sale stands beside its amount, however long both are', async () => {
  const poor = await world.member({ yuan: 1 })
  const till = world.browser()
  await till.post('/api/till/login', shop.login('owner'))
  const order = { outTradeNo: 'Y20262', amount: '31500.00', code: poor.code() }
  expect((await till.post('/api/till/pay', order)).body.state).toBe('failed')
  const page = await openTill(phoneSize)
  await page.getByTestId('till-today').click()
  const row = page.locator('[data-order=Y20262]')
  const [amount, state, line] = await Promise.all([
    row.locator('.till-row-amount').boundingBox(),
    row.locator('.till-tag').boundingBox(),
    row.boundingBox(),
  ])
  expect(state!.x).toBeGreaterThanOrEqual(amount!.x + amount!.width)
  expect(state!.x + state!.width).toBeLessThanOrEqual(line!.x + line!.width)
  // The letters themselves keep within their boxes.
  for (const box of ['.till-row-amount', '.till-tag']) {
    const over = await row.locator(box).evaluate((one) => one.scrollWidth - one.clientWidth)
    expect(over).toBeLessThanOrEqual(0)
  }
})
