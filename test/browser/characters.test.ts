import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { logIn, phoneSize } from './chrome.ts'
import { openPaidOnce, type PaidOnce } from './paid-once.ts'

// A limit counts the characters that one sees: what fits is typed whole, and of what does not the page says so.

let scene: PaidOnce
beforeAll(async () => {
  scene = await openPaidOnce()
})
afterAll(() => scene?.close())

/** As a person types or pastes: `fill` would pass over what the field itself holds back. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}

test('a name of 32 emoji is saved; of one more the wallet says so, and keeps it', async () => {
  const page = await scene.opened(phoneSize)
  await logIn(page, scene.base, scene.member.phone)
  await page.getByTestId('balance').waitFor()
  await page.goto(`${scene.base}/wallet/settings`)
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
  const page = await scene.opened({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${scene.base}/till/`)
  const { login, password } = scene.shop.login('owner')
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
  const [refund] = await scene.world.sql<{ reason: string }[]>`select reason from refund`
  expect(refund?.reason).toBe('🍜'.repeat(256))
})
