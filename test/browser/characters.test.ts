import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openWorld, type Member, type Shop, type World } from '../setup/world.ts'
import { logIn, openChromium, phoneSize } from './chrome.ts'

// A limit counts the characters that one sees: what fits is typed whole, and of what does not the page says so.

let world: World
let base: string
let chromium: Browser
let shop: Shop
let member: Member
beforeAll(async () => {
  world = await openWorld({ now: Date.now() })
  base = await world.app.http.listen({ port: 0, host: '127.0.0.1' })
  ;[shop, member] = [await world.shop(), await world.member({ yuan: 100 })]
  const till = world.browser()
  await till.post('/api/till/login', shop.login('owner'))
  const order = { outTradeNo: 'Q20261', amount: '12.30', code: member.code() }
  expect((await till.post('/api/till/pay', order)).body.state).toBe('paid')
  chromium = await openChromium()
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

/** As a person types or pastes: `fill` would pass over what the field itself holds back. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}

test('a name of 32 emoji is saved; of one more the wallet says so, and keeps it', async () => {
  const page = await opened(phoneSize)
  await logIn(page, base, member.phone)
  await page.getByTestId('balance').waitFor()
  await page.goto(`${base}/wallet/settings`)
  await page.locator('.name-extra').click()
  const field = page.getByRole('dialog').getByRole('textbox')
  await field.click()
  await type(page, '🍜'.repeat(33))
  await page.getByText('this has 33 characters, and 32 is the most').waitFor()
  await page.getByText('Save', { exact: true }).click()
  await page.getByRole('dialog').waitFor()
  expect(await field.inputValue()).toBe('🍜'.repeat(33))
  await field.click()
  await type(page, '🍜'.repeat(32))
  await page.getByText('is the most').waitFor({ state: 'detached' })
  await page.getByText('Save', { exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('.name-extra', { hasText: '🍜'.repeat(32) }).waitFor()
})

test('a reason of 256 emoji is asked for and goes with the refund; of one more the till says so', async () => {
  const page = await opened({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${base}/till/`)
  const { login, password } = shop.login('owner')
  await page.getByTestId('till-login').click()
  await type(page, '🍜'.repeat(65))
  await page.getByText('this has 65 characters, and 64 is the most').waitFor()
  await type(page, login)
  await page.getByTestId('till-password').fill(password)
  await page.getByTestId('till-submit').click()
  await page.getByTestId('till-today').click()
  await page.getByTestId('today-row').click()
  await page.getByTestId('till-refund').click()
  await page.getByTestId('refund-reason').click()
  await type(page, '🍜'.repeat(257))
  await page.getByText('this has 257 characters, and 256 is the most').waitFor()
  expect(await page.getByTestId('refund-next').isDisabled()).toBe(true)
  await type(page, '🍜'.repeat(256))
  await page.getByTestId('refund-next').click()
  await page.getByTestId('refund-confirm').click()
  await page.getByTestId('today-refund').waitFor()
  const [refund] = await world.sql<{ reason: string }[]>`select reason from refund`
  expect(refund?.reason).toBe('🍜'.repeat(256))
})
