import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { AlipaySdk } from 'alipay-sdk'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { logIn, openChromium, phoneSize, scan, shoot, typePin } from './chrome.ts'

// The main job, as its users live it: a code made without a network, read off the screen, paid through the real SDK, both sides told;
// then a payment above the limit at the till page, with the password on the phone.

const world = new World()
let browser: Browser
let phone: BrowserContext
let wallet: Page
let merchant: { sdk: AlipaySdk; server: Server; url: string; told: Record<string, string>[] }

beforeAll(async () => {
  await world.prepare()
  await world.start()
  browser = await openChromium()
  phone = await browser.newContext({ ...phoneSize, locale: 'zh-CN' })
  wallet = await phone.newPage()
  merchant = await openMerchant()
})

afterAll(async () => {
  merchant?.server.close()
  await browser?.close()
  const audit = await world.run(['audit', '--json'])
  await world.remove()
  expect(JSON.parse(audit.out)).toMatchObject({ ok: true, broken: [] })
})

/** A merchant's own server, with the official SDK, the printed keys and a notify_url. */
async function openMerchant() {
  const app = world.town.apps[0]!
  const sdk = new AlipaySdk({
    appId: app.appId,
    keyType: 'PKCS8',
    privateKey: readFileSync(app.privateKeyFile, 'utf8'),
    alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
    gateway: world.town.gateway,
  })
  const told: Record<string, string>[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      told.push(Object.fromEntries(new URLSearchParams(body)))
      response.end('success')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`
  return { sdk, server, url, told }
}

async function turnCodesOn(page: Page, pin: string): Promise<void> {
  await page.getByTestId('go-pay').click()
  await page.getByTestId('turn-on').click()
  await typePin(page, pin)
  await page.getByTestId('code-barcode').waitFor()
}

/** What a scanner reads of the pay page: the bar code and the QR code say the same 18 digits. */
async function scanCode(page: Page): Promise<string> {
  await page.getByTestId('code-barcode').waitFor()
  const found = await scan(page)
  const text = (format: string) => found.find((symbol) => symbol.format === format)?.text
  expect(text('Code128')).toMatch(/^28\d{16}$/)
  expect(text('QRCode')).toBe(text('Code128'))
  return text('Code128')!
}

const person = () => world.town.people[1]!

test('a new person signs up, sets a payment password and is shown a code that nothing covers yet', async () => {
  const context = await browser.newContext({ ...phoneSize, locale: 'en-US' })
  const page = await context.newPage()
  await logIn(page, world.town.endpoint, '13912345678')
  await page.getByTestId('set-password').waitFor()
  await typePin(page, '582047')
  await typePin(page, '582047')
  await page.getByTestId('go-pay').waitFor()
  await turnCodesOn(page, '582047')
  const code = await scanCode(page)
  const answer = await merchant.sdk.exec('alipay.trade.pay', {
    bizContent: {
      out_trade_no: 'STORY0',
      total_amount: '1.00',
      subject: '水',
      auth_code: code,
      scene: 'bar_code',
    },
  })
  expect(answer).toMatchObject({ code: '40004', subCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH' })
  await page.getByTestId('result-failed').waitFor()
  await page.getByTestId('result-topup').click()
  await page.getByText('Add a bank card first').waitFor()
  await context.close()
})

test('a code made offline is read off the screen and paid through the SDK; both sides are told', async () => {
  await logIn(wallet, world.town.endpoint, person().phone)
  await turnCodesOn(wallet, person().paymentPassword)
  await wallet.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await phone.setOffline(true)
  await wallet.reload()
  const first = await scanCode(wallet)
  await wallet.getByTestId('code-refresh').click()
  await expect.poll(() => scanCode(wallet)).not.toBe(first)
  const code = await scanCode(wallet)

  const answer = await merchant.sdk.exec(
    'alipay.trade.pay',
    {
      notifyUrl: merchant.url,
      bizContent: {
        out_trade_no: 'STORY1',
        total_amount: '12.34',
        subject: '早餐 🥟',
        auth_code: code,
        scene: 'bar_code',
      },
    },
    { validateSign: true },
  )
  expect(answer).toMatchObject({ code: '10000', totalAmount: '12.34' })
  await expect.poll(() => merchant.told.length).toBe(1)
  const [told] = merchant.told
  expect(told).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    out_trade_no: 'STORY1',
    subject: '早餐 🥟',
  })
  expect(merchant.sdk.checkNotifySign(told!)).toBe(true)
  expect(merchant.sdk.checkNotifySignV2(told!)).toBe(true)

  await phone.setOffline(false)
  await wallet.getByTestId('result-paid').waitFor()
  expect(await wallet.getByTestId('result-amount').textContent()).toContain('12.34')
  expect(await wallet.getByTestId('result-shop').textContent()).toContain(
    world.town.apps[0]!.merchant,
  )
  const { balance } = await world.json(['phone', 'balance', '--phone', person().phone])
  expect(balance).toBe((Number(person().balance) - 12.34).toFixed(2))
})

test('above the limit the phone asks for the password and the till is told', async () => {
  await wallet.getByTestId('result-done').click()
  const desk = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  const till = await desk.newPage()
  const cashier = world.town.cashiers[0]!
  await till.goto(world.town.till)
  await till.getByTestId('till-login').fill(cashier.login)
  await till.getByTestId('till-password').fill(cashier.password)
  await till.getByTestId('till-submit').click()
  await till.getByTestId('till-amount').waitFor()
  await till.keyboard.type('1500', { delay: 120 })
  await till.keyboard.press('Enter')
  await shoot(till, await scanCode(wallet))
  await till.getByTestId('result-waiting').waitFor()

  await wallet.getByTestId('pending-sheet').waitFor()
  expect(await wallet.getByTestId('pending-amount').textContent()).toContain('1,500.00')
  await typePin(wallet, person().paymentPassword)
  await wallet.getByTestId('result-paid').waitFor()
  await till.getByTestId('result-paid').waitFor()
  expect(await till.getByTestId('result-amount').first().textContent()).toContain('1,500.00')
  await desk.close()
})
