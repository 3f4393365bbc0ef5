import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type Member, type Shop, type World } from '../setup/world.ts'
import { faultsOf } from './axe.ts'
import { logIn, openChromium, phoneSize } from './chrome.ts'
import { linesOf } from './numbers.ts'

// The number that a payer reads off the bill is the one that the cashier reads off the till.

let world: World
let base: string
let chromium: Browser
let shop: Shop
let member: Member
let traceId: string
beforeAll(async () => {
  world = await openWorld({ now: Date.now() })
  base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  ;[shop, member] = [await world.shop(), await world.member({ yuan: 100 })]
  chromium = await openChromium()
  const till = world.browser()
  await till.post('/api/till/login', shop.login('owner'))
  const order = { outTradeNo: 'Q20261', amount: '12.30', code: member.code() }
  const paid = await till.post('/api/till/pay', order)
  expect(paid.body.state).toBe('paid')
  traceId = paid.body.traceId
})
afterAll(async () => {
  await chromium?.close()
  await world?.close()
})

const opened = async (options: object): Promise<Page> => {
  const context = await chromium.newContext({ locale: 'en-US', ...options })
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

test('the wallet shows it in the bill, whole and to be copied', async () => {
  const page = await opened(phoneSize)
  await logIn(page, base, member.phone)
  await page.getByTestId('bill').filter({ hasText: '−¥12.30' }).click()
  const fact = page.locator('.fact', { hasText: 'Trace' })
  expect(await fact.locator('.tb-number').textContent()).toBe(traceId)
  expect(await linesOf(fact.locator('.tb-number'))).not.toContain(1)
  await fact.getByRole('button').waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('the till shows it in the details of the sale', async () => {
  const page = await opened({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${base}/till/`)
  const { login, password } = shop.login('owner')
  await page.getByTestId('till-login').fill(login)
  await page.getByTestId('till-password').fill(password)
  await page.getByTestId('till-submit').click()
  await page.getByTestId('till-today').click()
  await page.getByTestId('today-row').first().click()
  const fact = page.locator('.till-details > div', { hasText: 'Trace' })
  await fact.waitFor()
  expect(await fact.locator('.tb-number').textContent()).toBe(traceId)
  await fact.getByRole('button').waitFor()
})
