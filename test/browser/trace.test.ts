import { afterAll, beforeAll, expect, test } from 'vitest'

import { faultsOf } from './axe.ts'
import { logIn, phoneSize } from './chrome.ts'
import { linesOf } from './numbers.ts'
import { openPaidOnce, type PaidOnce } from './paid-once.ts'

// The number that a payer reads off the bill is the one that the cashier reads off the till.

let scene: PaidOnce
beforeAll(async () => {
  scene = await openPaidOnce()
})
afterAll(() => scene?.close())

test('the wallet shows it in the bill, whole and to be copied', async () => {
  const page = await scene.opened(phoneSize)
  await logIn(page, scene.base, scene.member.phone)
  await page.getByTestId('bill').filter({ hasText: '−¥12.30' }).click()
  const fact = page.locator('.fact', { hasText: 'Trace' })
  expect(await fact.locator('.tb-number').textContent()).toBe(scene.traceId)
  expect(await linesOf(fact.locator('.tb-number'))).not.toContain(1)
  await fact.getByRole('button').waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('the till shows it in the details of the sale', async () => {
  const page = await scene.opened({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${scene.base}/till/`)
  const { login, password } = scene.shop.login('owner')
  await page.getByTestId('till-login').fill(login)
  await page.getByTestId('till-password').fill(password)
  await page.getByTestId('till-submit').click()
  await page.getByTestId('till-today').click()
  await page.getByTestId('today-row').first().click()
  const fact = page.locator('.till-details > div', { hasText: 'Trace' })
  await fact.waitFor()
  expect(await fact.locator('.tb-number').textContent()).toBe(scene.traceId)
  await fact.getByRole('button').waitFor()
})
