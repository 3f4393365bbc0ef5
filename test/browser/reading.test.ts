import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openStand, order, type Payer, type Stand } from '../standin/stand.ts'
import { faultsOf } from './axe.ts'
import { logIn, openChromium, phoneSize } from './chrome.ts'
import { brokenAmounts, linesOf } from './numbers.ts'

// What the wallet tells of money can be read: amounts and numbers stay whole, and words are the reader's own.

let stand: Stand
let chromium: Browser
let payer: Payer
let page: Page
const outTradeNo = order()
const reason = '客人退了一件，另一件换了颜色'

beforeAll(async () => {
  ;[stand, chromium] = await Promise.all([openStand(), openChromium()])
  payer = await stand.payer(50_000)
  // That the payer has a phone already is told to nobody.
  await stand.sql`delete from event where recipient = ${`member:${payer.memberId}`}`
  await stand.sql`update member set password_free_limit = 5000000 where member_id = ${payer.memberId}`
  const context = await chromium.newContext({ ...phoneSize, locale: 'en-US' })
  page = await context.newPage()
  context.setDefaultTimeout(10_000)
  await logIn(page, stand.endpoint, payer.phone)
  await page.getByTestId('balance').waitFor()
})
afterAll(async () => {
  await chromium?.close()
  await stand?.shut()
})

const transfer = (amount: string) =>
  stand.sdk.exec('alipay.fund.trans.uni.transfer', {
    bizContent: {
      outBizNo: order(),
      transAmount: amount,
      productCode: 'TRANS_ACCOUNT_NO_PWD',
      bizScene: 'DIRECT_TRANSFER',
      orderTitle: '稿费',
      payeeInfo: { identity: payer.memberId, identityType: 'ALIPAY_USER_ID' },
    },
  })

test('a trade’s number is on one line, or on lines of like length', async () => {
  const bizContent = { outTradeNo, totalAmount: '23456.70', subject: '两件毛衣' }
  const paid = await stand.sdk.exec('alipay.trade.pay', {
    bizContent: { ...bizContent, authCode: payer.code(), scene: 'bar_code' },
  })
  expect(paid['code']).toBe('10000')
  await page.getByTestId('result-paid').waitFor()
  const number = page.locator('.result-facts .tb-number')
  expect(await number.textContent()).toBe(paid['tradeNo'])
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 })
    const lines = await linesOf(number)
    expect([width, lines.reduce((sum, count) => sum + count, 0)]).toEqual([width, 7])
    expect(Math.max(...lines) - Math.min(...lines)).toBeLessThanOrEqual(1)
  }
  await page.getByTestId('result-done').click()
})

test('a message of money that came keeps its amount whole at every width', async () => {
  for (const [at, width] of [320, 360, 390].entries()) {
    await page.setViewportSize({ width, height: 844 })
    const amount = `${1 + at}234.56`
    expect((await transfer(amount))['code']).toBe('10000')
    const told = page.locator('.adm-toast-main', { hasText: `¥${1 + at},234.56` })
    await told.waitFor()
    expect([width, await brokenAmounts(page)]).toEqual([width, []])
    await told.waitFor({ state: 'detached' })
  }
})

test('a refund says why, in the bill of the payment and in its own', async () => {
  const bizContent = {
    outTradeNo,
    refundAmount: '2034.56',
    outRequestNo: order(),
    refundReason: reason,
  }
  expect((await stand.sdk.exec('alipay.trade.refund', { bizContent }))['code']).toBe('10000')
  await page.locator('.adm-toast-main', { hasText: '¥2,034.56' }).waitFor()
  await page.getByTestId('go-bills').click()
  const lines = page.getByTestId('bill')
  await lines.filter({ hasText: '+¥2,034.56' }).click()
  await page.getByText(reason).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.goBack()
  await lines.filter({ hasText: '−¥23,456.70' }).click()
  await page.getByText(reason).waitFor()
  expect(await brokenAmounts(page)).toEqual([])
  await page.goBack()
})

test('what the network titles itself is in the reader’s language', async () => {
  await page.request.post(`${stand.endpoint}/api/wallet/demo-topup`, {
    data: { amount: '88.00' },
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  await page.reload()
  const line = page.getByTestId('bill').filter({ hasText: '+¥88.00' })
  await line.getByText('Demo top-up').waitFor()
  await line.click()
  await page.getByText('Balance after').waitFor()
  expect(await page.getByText('演示充值').count()).toBe(0)
})

test('Enter in the scan page’s field acts as its button', async () => {
  await page.goto(`${stand.endpoint}/wallet/scan`)
  const field = page.getByTestId('scan-text')
  await field.press('Enter')
  expect(await page.getByTestId('scan-trouble').textContent()).toBe('')
  await field.fill('hello')
  await field.press('Enter')
  await page.getByText('There is nothing to pay here.').waitFor()
  expect(await field.inputValue()).toBe('hello')
})
