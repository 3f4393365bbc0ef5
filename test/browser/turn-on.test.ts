import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openStand, order, type Payer, type Stand } from '../standin/stand.ts'
import { logIn, openChromium, phoneSize, typePin } from './chrome.ts'

// A phone is not alarmed by what it does itself, whatever becomes of the page meanwhile; the payer's other phones are. Nor
// is it listed twice.

let stand: Stand
let chromium: Browser
let payer: Payer
beforeAll(async () => {
  ;[stand, chromium] = await Promise.all([openStand(), openChromium()])
  payer = await stand.payer(100)
  // That the payer has a phone already is told to nobody.
  await stand.sql`delete from event where recipient = ${`member:${payer.memberId}`}`
})
afterAll(async () => {
  await chromium?.close()
  await stand?.shut()
})

async function openPhone(): Promise<Page> {
  const context = await chromium.newContext({ ...phoneSize, locale: 'en-US' })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await logIn(page, stand.endpoint, payer.phone)
  return page
}

async function turnOn(page: Page): Promise<void> {
  await page.getByTestId('turn-on').click()
  await typePin(page, stand.paymentPassword)
}

test('a phone loaded anew before the answer to turning codes on is not alarmed, and is listed once', async () => {
  const other = await openPhone()
  const page = await openPhone()
  await page.getByTestId('go-pay').click()
  // The server does its work, and the page does not wait for it.
  const done = Promise.withResolvers<void>()
  await page.route('**/api/wallet/devices', async (route) => {
    await route.fetch()
    done.resolve()
  })
  await turnOn(page)
  await done.promise
  await page.reload()
  // Not before: what is held back goes on to the server, a second time, once nobody holds it.
  await page.unroute('**/api/wallet/devices')
  await turnOn(page)
  await page.getByTestId('code-barcode').waitFor()
  const devices = await stand.sql`select 1 from device where member_id = ${payer.memberId}`
  expect(devices.length).toBe(2)

  const alarm = (on: Page) => on.getByText('Codes were turned on for')
  await alarm(other).nth(1).waitFor()
  // Whoever comes back is told again what was told lately. A payment comes after all of it.
  await page.reload()
  await page.getByTestId('code-barcode').waitFor()
  const bizContent = { outTradeNo: order(), totalAmount: '1.00', subject: '拿铁' }
  await stand.sdk.exec('alipay.trade.pay', {
    bizContent: { ...bizContent, authCode: payer.code(), scene: 'bar_code' },
  })
  await page.getByTestId('result-done').click()
  await page.getByTestId('result-done').waitFor({ state: 'detached' })
  await page.waitForTimeout(500)
  expect(await alarm(page).count()).toBe(0)
})
