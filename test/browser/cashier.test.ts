import { join } from 'node:path'

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { faultsOf } from './axe.ts'
import { holdCameraOver } from './camera.ts'
import { logIn, openChromium, phoneSize, scan, typePin } from './chrome.ts'
import { Shop } from './merchant.ts'

// Orders that a merchant makes with the official SDK and a buyer pays: by scanning with the wallet, at the cashier desk by account,
// and on one phone that is led from the shop to the desk, to the wallet and back.

const world = new World()
const desks = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' } as const
let browser: Browser
let phone: BrowserContext
let wallet: Page
let desk: Page
let shop: Shop

beforeAll(async () => {
  await world.prepare()
  await world.start()
  shop = new Shop(world.town)
  await shop.listen()
  browser = await openChromium()
  phone = await browser.newContext({ ...phoneSize, locale: 'zh-CN' })
  wallet = await phone.newPage()
  await logIn(wallet, world.town.endpoint, person().phone)
  await wallet.getByTestId('go-scan').waitFor()
  desk = await (await browser.newContext(desks)).newPage()
})

afterAll(async () => {
  shop?.close()
  await browser?.close()
  const audit = await world.run(['audit', '--json'])
  await world.remove()
  expect(JSON.parse(audit.out)).toMatchObject({ ok: true, broken: [] })
})

const person = () => world.town.people[3]!

async function paste(text: string): Promise<void> {
  await wallet.getByTestId('go-scan').click()
  await wallet.getByTestId('scan-text').fill(text)
  await wallet.getByTestId('scan-submit').click()
}

const text = (page: Page, testId: string) => page.getByTestId(testId).textContent()

/** Looks at the order, pays it with the password, and reads the result. */
async function payIn(page: Page, amount: string): Promise<void> {
  await page.getByTestId('order-pay').waitFor()
  expect(await text(page, 'order-shop')).toBe(shop.name)
  expect(await text(page, 'order-amount')).toBe(amount)
  expect(await faultsOf(page)).toEqual([])
  await page.getByTestId('order-pay').click()
  await typePin(page, person().paymentPassword)
  await page.getByTestId('result-paid').waitFor()
  expect(await text(page, 'result-amount')).toBe(amount)
}

/** The QR code at the desk, as a camera sees it. */
async function qrOf(page: Page): Promise<string> {
  await page.getByTestId('cashier-qr').waitFor()
  const [found] = await scan(page)
  expect(found?.format).toBe('QRCode')
  return found!.text
}

/** The buyer is back at the shop, and what the address says is signed. */
async function expectReturn(page: Page, outTradeNo: string, amount: string): Promise<void> {
  await page.waitForURL(`${shop.returnUrl}*`)
  const { table, ...told } = Object.fromEntries(new URL(page.url()).searchParams)
  expect(table).toBe('7')
  expect(told).toMatchObject({ out_trade_no: outTradeNo, total_amount: amount })
  expect(shop.sdk.checkNotifySign(told)).toBe(true)
  expect(shop.sdk.checkNotifySign({ ...told, total_amount: '0.01' })).toBe(false)
}

test('an order of the SDK is read by the camera of a wallet and paid', async () => {
  const outTradeNo = shop.nextNo()
  const qr = await shop.precreate(outTradeNo, '36.80')
  const seeing = await openChromium(holdCameraOver(qr, join(world.folder, 'camera.y4m')))
  const page = await (await seeing.newContext({ ...phoneSize, locale: 'en-US' })).newPage()
  await logIn(page, world.town.endpoint, person().phone)
  await page.getByTestId('go-scan').waitFor()
  await page.getByTestId('go-scan').click()
  await payIn(page, '¥36.80')
  await page.getByTestId('result-done').click()
  await page.getByTestId('go-scan').waitFor()
  await seeing.close()
  expect(await shop.status(outTradeNo)).toBe('TRADE_SUCCESS')
})

test('a pasted order is paid once and says so afterwards', async () => {
  const qr = await shop.precreate(shop.nextNo(), '12.00')
  // The other phone's payment is news here too.
  if (await wallet.getByTestId('result-done').isVisible()) {
    await wallet.getByTestId('result-done').click()
  }
  await paste(qr)
  await payIn(wallet, '¥12.00')
  await wallet.getByTestId('result-done').click()
  await paste(qr)
  await wallet.getByTestId('order-mine').waitFor()
  await wallet.getByTestId('order-done').click()
})

test('what is no order is told in words', async () => {
  await wallet.getByTestId('go-scan').click()
  await wallet.getByTestId('scan-text').waitFor()
  expect(await faultsOf(wallet)).toEqual([])
  await wallet.goto(world.town.wallet)
  await paste('28 1234 5678 9012 3456')
  expect(await text(wallet, 'scan-trouble')).toContain('付款码')
  await wallet.getByTestId('scan-text').fill('https://example.com/q/hello')
  await wallet.getByTestId('scan-submit').click()
  await expect.poll(() => text(wallet, 'scan-trouble')).toContain('没有可以付的订单')
  await wallet.goto(world.town.wallet)
})

test('the desk shows a code, sees that the wallet paid, and leads back to the shop', async () => {
  const outTradeNo = shop.nextNo()
  await desk.goto(shop.page(outTradeNo, '128.50'))
  const qr = await qrOf(desk)
  expect(await text(desk, 'cashier-shop')).toBe(shop.name)
  expect(await text(desk, 'cashier-amount')).toBe('¥128.50')
  expect(await shop.status(outTradeNo)).toBe('WAIT_BUYER_PAY')
  expect(await faultsOf(desk)).toEqual([])
  await paste(qr)
  await desk.getByTestId('cashier-scanned').waitFor()
  expect(await faultsOf(desk)).toEqual([])
  await payIn(wallet, '¥128.50')
  expect(await wallet.getByTestId('result-shop-page').count()).toBe(0)
  await wallet.getByTestId('result-done').click()
  await desk.getByTestId('cashier-paid').waitFor()
  expect(await text(desk, 'cashier-trade-no')).toMatch(/^\d{28}$/)
  await expectReturn(desk, outTradeNo, '128.50')
})

test('an account pays at the desk; a wrong password moves nothing', async () => {
  const outTradeNo = shop.nextNo()
  await desk.goto(shop.page(outTradeNo, '7.00'))
  const address = desk.url()
  await desk.getByTestId('cashier-way-account').click()
  expect(await faultsOf(desk)).toEqual([])
  await desk.getByTestId('account-phone').fill(person().phone)
  await desk.getByTestId('account-password').fill('000000')
  await desk.getByTestId('account-pay').click()
  await expect.poll(() => text(desk, 'account-error')).toContain('没有扣款')
  await desk.getByTestId('account-password').fill(person().paymentPassword)
  await desk.keyboard.press('Enter')
  await desk.getByTestId('cashier-paid').waitFor()
  await expectReturn(desk, outTradeNo, '7.00')
  // Whoever opens a paid order again is told so and not sent anywhere.
  await desk.goto(address)
  await desk.getByTestId('cashier-return').waitFor()
  await desk.waitForTimeout(3500)
  expect(desk.url()).toBe(address)
})

test('one phone goes from the shop to the desk, to the wallet and back', async () => {
  const outTradeNo = shop.nextNo()
  await wallet.goto(shop.page(outTradeNo, '88.00', 'wap'))
  await wallet.getByTestId('cashier-wallet').click()
  await payIn(wallet, '¥88.00')
  await wallet.getByTestId('result-shop-page').click()
  await expectReturn(wallet, outTradeNo, '88.00')
})

test('an order that the shop takes back, one that nobody made, and one whose time is up', async () => {
  const outTradeNo = shop.nextNo()
  await desk.goto(shop.page(outTradeNo, '5.00'))
  await desk.getByTestId('cashier-qr').waitFor()
  await shop.sdk.exec('alipay.trade.close', { bizContent: { out_trade_no: outTradeNo } })
  await desk.getByTestId('cashier-closed').waitFor()
  await desk.goto(`${world.town.endpoint}/cashier/?t=nobody`)
  await desk.getByTestId('cashier-none').waitFor()

  const late = shop.page(shop.nextNo(), '6.00')
  await desk.goto(late)
  await desk.getByTestId('cashier-qr').waitFor()
  await fetch(`${world.town.endpoint}/api/standin/time`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ byMs: 4 * 3_600_000 }),
  })
  await desk.getByTestId('cashier-expired').waitFor()
})
