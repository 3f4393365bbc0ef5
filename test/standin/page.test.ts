import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openChromium } from '../browser/chrome.ts'
import { faultsOf } from '../browser/axe.ts'
import { openStand, order, type Stand } from './stand.ts'

let stand: Stand
let chromium: Browser
let page: Page
const errors: string[] = []
beforeAll(async () => {
  ;[stand, chromium] = await Promise.all([openStand(), openChromium()])
  const context = await chromium.newContext({
    locale: 'en-GB',
    viewport: { width: 1100, height: 900 },
  })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
})
afterAll(async () => {
  await chromium.close()
  await stand.shut()
})

const open = async (tab: string) => {
  await page.goto(`${stand.endpoint}/standin/#${tab}`)
  await page.getByRole('navigation').waitFor()
}

const pay = async () => {
  const payer = await stand.payer(10)
  const outTradeNo = order()
  const answer = await stand.sdk.exec('alipay.trade.pay', {
    bizContent: {
      outTradeNo,
      totalAmount: '1.00',
      subject: '拿铁',
      authCode: payer.code(),
      scene: 'bar_code',
    },
  })
  return { outTradeNo, answer }
}

test('the doctor says at which byte the texts part, and why', async () => {
  await open('doctor')
  const url = stand.sdk.pageExecute('alipay.trade.query', 'GET', { bizContent: { a: '1' } })
  await page.getByLabel('Request, answer').fill(url.replace('trade.query', 'trade.cancel'))
  await page.getByRole('button', { name: 'Examine' }).click()
  await page.getByText('The request does not verify').waitFor()
  await page.getByText('first the longest, of a request biz_content').waitFor()
  await page.getByLabel('Request, answer').fill(url)
  await page.getByRole('button', { name: 'Examine' }).click()
  await page.getByText('The request verifies').waitFor()
  const app = page.getByLabel('app_id, where')
  await app.fill('2'.repeat(33))
  const said = await app.evaluate((field) => (field as HTMLInputElement).validationMessage)
  expect(said).toBe('Too long: this has 33 characters, and 32 is the most.')
  await app.fill('')
  await page.getByRole('button', { name: 'Examine' }).click()
  await page.getByText('The request verifies').waitFor()
})

/** How many boxes of the page are wider than what is shown of them. */
const overflowing = () =>
  page.evaluate(
    () =>
      [
        document.documentElement,
        ...document.querySelectorAll('.st-tabs, .st-scroll, .st-card, .st-calls tr'),
      ].filter((box) => box.scrollWidth > box.clientWidth).length,
  )

async function fitsPhones(): Promise<void> {
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 844 })
    for (const tab of ['doctor', 'calls', 'faults', 'time']) {
      await open(tab)
      expect([width, tab, await overflowing()]).toEqual([width, tab, 0])
    }
  }
}

test('a call is found and looked into', async () => {
  const { outTradeNo, answer } = await pay()
  await open('calls')
  await page.getByLabel('Search').fill(outTradeNo)
  await page.getByRole('button', { name: 'alipay.trade.pay' }).click()
  await page.getByText(answer.traceId!).waitFor()
  expect(await page.locator('.st-detail').innerText()).toContain('alipay_trade_pay_response')
  expect(await page.locator('.st-call-order bdi').getAttribute('title')).toBeNull()
  const long = 'L'.repeat(64)
  const precreate = { outTradeNo: long, totalAmount: '1.00', subject: '拿铁' }
  await stand.sdk.exec('alipay.trade.precreate', { bizContent: precreate })
  await page.getByLabel('Search').fill(long)
  await page.getByText('LLLLLLLLL…LLLLLL').waitFor()
  const shown = page.locator('.st-call-order bdi').first()
  expect(await shown.getAttribute('title')).toBe(long)
  await page.getByLabel('Search').fill('TILL-ORDER-1')
  await page
    .getByText(/Nothing matches .*TILL-ORDER-1.*what the till page does is not in it/)
    .waitFor()
})

test('a fault is set by hand, met, and cleared', async () => {
  await open('faults')
  await page.getByLabel('What goes wrong').selectOption('busy')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await page.getByText('0 of 1').waitFor()
  expect((await pay()).answer['code']).toBe('20000')
  await page.getByText('1 of 1').waitFor()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText('No faults').waitFor()
})

test('the clock goes forward by a button', async () => {
  await open('time')
  await page.getByRole('button', { name: '+1 hour' }).click()
  await page.getByText('1 hour ahead of the real time').waitFor()
})

test('every tab can be read by everybody, light and dark, in Chinese and on a phone', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const tab of ['doctor', 'calls', 'faults', 'time']) {
      await open(tab)
      expect([scheme, tab, await faultsOf(page)]).toEqual([scheme, tab, []])
    }
  }
  await fitsPhones()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByText('时钟只能往前').waitFor()
  await page.getByText('比真实时间快 1 小时').waitFor()
  await page.getByRole('button', { name: '+30 天' }).waitFor()
  await fitsPhones()
  expect(errors).toEqual([])
})
