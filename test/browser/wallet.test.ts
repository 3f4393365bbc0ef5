import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { logIn, openChromium, phoneSize, typePin } from './chrome.ts'

// The wallet under hasty thumbs: what comes over a page is seen, and takes no tap that was meant for what was there before.

const world = new World()
let browser: Browser
let phone: BrowserContext
let page: Page

beforeAll(async () => {
  await world.prepare()
  await world.start()
  await world.logInTill()
  browser = await openChromium()
  phone = await browser.newContext({ ...phoneSize, locale: 'en-US' })
  page = await phone.newPage()
  phone.setDefaultTimeout(10_000)
  await logIn(page, world.town.endpoint, person().phone)
})

afterAll(async () => {
  await browser?.close()
  await world.remove()
})

const person = () => world.town.people[1]!

const entered = (count: number) =>
  page.getByLabel(`Payment password, ${count} of 6 digits entered`).waitFor()

/** The digits of the code on show. */
async function readCode(): Promise<string> {
  const digits = page.getByTestId('code-digits')
  if ((await digits.getAttribute('aria-expanded')) !== 'true') await digits.click()
  return ((await digits.textContent()) ?? '').replaceAll(' ', '')
}

test('a double tap on “Turn on” types nothing into the keys that come under it', async () => {
  await page.getByTestId('go-pay').click()
  const button = page.getByTestId('turn-on')
  await button.waitFor()
  const box = (await button.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.touchscreen.tap(x, y)
  await page.touchscreen.tap(x, y)
  await page.getByTestId('pin-1').waitFor()
  await entered(0)
  await page.waitForTimeout(500)
  await entered(0)
  await page.getByTestId('pin-1').tap()
  await entered(1)
  await page.keyboard.press('Backspace')
  await entered(0)
})

test('why a password was refused stays until the next one is whole', async () => {
  const wrong = person().paymentPassword === '135790' ? '135791' : '135790'
  await typePin(page, wrong)
  const why = page.getByText('4 tries are left.')
  await why.waitFor()
  expect(await page.getByRole('alert').textContent()).not.toContain('money')
  await page.keyboard.type('12', { delay: 20 })
  await entered(2)
  expect(await why.isVisible()).toBe(true)
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await typePin(page, person().paymentPassword)
  await page.getByTestId('code-barcode').waitFor()
})

test('an enlarged code makes way for a payment to confirm and for its end', async () => {
  const enlarged = page.getByTestId('code-enlarged')
  await page.getByTestId('code-barcode').click()
  await enlarged.waitFor()
  await enlarged.tap()
  await enlarged.waitFor({ state: 'detached' })

  const code = await readCode()
  await page.getByTestId('code-barcode').click()
  await enlarged.waitFor()
  await world.pay('WALLET1', '1500.00', code)
  await page.getByTestId('pending-sheet').waitFor()
  await enlarged.waitFor({ state: 'detached' })
  // Another phone turns its codes on meanwhile: news that waits for the payment.
  const other = await browser.newContext({ ...phoneSize, locale: 'en-US' })
  const elsewhere = await other.newPage()
  await logIn(elsewhere, world.town.endpoint, person().phone)
  await elsewhere.getByLabel('Later').click()
  await elsewhere.getByTestId('go-pay').click()
  await elsewhere.getByTestId('turn-on').click()
  await typePin(elsewhere, person().paymentPassword)
  await elsewhere.getByTestId('code-barcode').waitFor()
  await other.close()
  // The click is refused where something else lies over the button.
  await page.getByTestId('pending-refuse').click({ trial: true })
  // Keys do not reach the payment through the question whether to refuse it.
  await page.getByTestId('pending-refuse').click()
  const question = page.getByRole('dialog', { name: 'Refuse this payment?' })
  await question.waitFor()
  await page.keyboard.type(person().paymentPassword, { delay: 20 })
  await page.waitForTimeout(500)
  expect(await page.getByTestId('result-paid').count()).toBe(0)
  await question.getByText('Back').click()
  await question.waitFor({ state: 'detached' })
  await typePin(page, person().paymentPassword)
  await page.getByTestId('result-paid').waitFor()
  const alarm = page.getByText('Codes were turned on for')
  expect(await alarm.count()).toBe(0)
  await page.getByTestId('result-done').click()
  await alarm.waitFor()
  await page.getByText('OK', { exact: true }).click()
  await alarm.waitFor({ state: 'detached' })

  const next = await readCode()
  await page.getByTestId('code-barcode').click()
  await enlarged.waitFor()
  await world.pay('WALLET2', '1.00', next)
  await page.getByTestId('result-paid').waitFor()
  await enlarged.waitFor({ state: 'detached' })
  await page.getByTestId('result-done').click()
})

test('the demo gives money to who has none, and bills are read without a network', async () => {
  const context = await browser.newContext({ ...phoneSize, locale: 'en-US' })
  page = await context.newPage()
  await logIn(page, world.town.endpoint, '13912340000')
  await page.getByTestId('set-password').waitFor()
  await typePin(page, '582047')
  await typePin(page, '582048')
  await page.getByText('The two were different.').waitFor()
  await typePin(page, '111111')
  await page.getByText('Too easy to guess.').waitFor()
  expect(await page.getByText('The two were different.').count()).toBe(0)
  await typePin(page, '582047')
  await typePin(page, '582047')
  expect(await page.getByTestId('balance').textContent()).toBe('¥0.00')
  await page.getByTestId('demo-money').click()
  await expect.poll(() => page.getByTestId('balance').textContent()).toBe('¥500.00')
  await page.getByTestId('demo-money').waitFor({ state: 'detached' })
  await page.getByTestId('bill').waitFor()

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await context.setOffline(true)
  await page.getByTestId('go-bills').click()
  await page.getByTestId('bill').waitFor()
  await page.getByTestId('bill').click()
  await page.getByText('Balance after').waitFor()
  await context.close()
})
