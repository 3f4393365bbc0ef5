import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { faultsOf } from './axe.ts'
import { logIn, openChromium, phoneSize, typePin } from './chrome.ts'

const world = new World()
let browser: Browser
let phone: BrowserContext
let page: Page

beforeAll(async () => {
  await world.prepare()
  await world.start()
  browser = await openChromium()
  phone = await browser.newContext({ ...phoneSize, locale: 'en-US' })
  phone.setDefaultTimeout(15_000)
  page = await phone.newPage()
  await logIn(page, world.town.endpoint, person().phone)
  await page.getByTestId('go-topup').waitFor()
})

afterAll(async () => {
  await browser?.close()
  await world.remove()
})

const person = () => world.town.people[0]!
const [bound, other] = [() => person().cards![0]!, () => person().cards![1]!]

async function newestCode(): Promise<string> {
  const reply = await fetch(`${world.town.endpoint}/api/demo/sms?phone=${person().phone}`)
  const { messages } = (await reply.json()) as { messages: { code: string }[] }
  return messages[0]!.code
}

const faults = (method: string, body?: object) =>
  fetch(`${world.town.endpoint}/api/standin/faults`, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })

async function ask(amount: string): Promise<void> {
  await page.goto(`${world.town.endpoint}/wallet/topup`)
  await page.getByTestId('topup-amount').fill(amount)
  await page.getByTestId('topup-next').click()
  await typePin(page, person().paymentPassword)
}

const balance = async () => {
  await page.goto(`${world.town.endpoint}/wallet/`)
  return (await page.getByTestId('balance').textContent()) ?? ''
}

/** Both themes, as axe sees them. */
async function holds(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForTimeout(300)
    expect(await faultsOf(page), colorScheme).toEqual([])
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBe(phoneSize.viewport.width)
  }
}

test('a card is added with the keyboard alone: its bank is told from the number', async () => {
  await page.getByTestId('go-cards').click()
  await page.getByTestId('bank-card').waitFor()
  await holds()
  await page.getByTestId('add-card').click()
  await page.getByTestId('card-no').waitFor()
  await page.keyboard.type('1234')
  await page.getByTestId('card-phone').fill(person().phone)
  await page.keyboard.press('Enter')
  await page.getByText('This card number is too short').waitFor()
  await page.getByTestId('card-no').fill('4111111111111112')
  await page.keyboard.press('Enter')
  await page.getByText('This is no card number').waitFor()
  await holds()
  await page.getByTestId('card-no').fill('')
  await page.getByTestId('card-no').focus()
  await page.keyboard.type(other().cardNo)
  await page.getByText('Told from the number: ').waitFor({ state: 'attached' })
  expect(await page.getByTestId('card-name').textContent()).toBe(person().name)
  await page.getByTestId('card-no').fill(bound().cardNo)
  await page.keyboard.press('Enter')
  await page.getByText('This card is bound already').waitFor()
  await page.getByTestId('card-no').fill(other().cardNo)
  await page.keyboard.press('Enter')
  await page.getByTestId('card-code').waitFor()
  await holds()
  await page.keyboard.type('000000')
  const code = await newestCode()
  if (code !== '000000') {
    await page.keyboard.press('Enter')
    await page.getByText('The bank refused. The bank’s code is wrong.').waitFor()
  }
  await page.getByTestId('card-code').fill(code)
  await page.keyboard.press('Enter')
  await page.getByText(other().cardNo.slice(-4)).waitFor()
  expect(await page.getByTestId('bank-card').count()).toBe(2)
})

test('a top-up from it arrives, and its bill names the bank', async () => {
  const before = await balance()
  await page.getByTestId('go-topup').click()
  await page.getByTestId('topup-amount').waitFor()
  await page.getByTestId('topup-amount').fill('0.001')
  await page.getByTestId('topup-next').click()
  await page.getByText('Please enter 0.01').waitFor()
  await holds()
  await ask('100.5')
  await page.getByTestId('topup-done').waitFor()
  await page.getByText('Topped up').waitFor({ timeout: 30_000 })
  await holds()
  expect(await balance()).not.toBe(before)
  expect(await balance()).toBe('¥600.50')
  const line = page.getByText(/Top-up from .+ \(\d{4}\)/).first()
  await line.waitFor()
  const cut = await line.locator('..').evaluate((box) => box.scrollWidth > box.clientWidth)
  expect(cut).toBe(false)
  await line.click()
  await page.getByText('Request number').waitFor()
})

test('a bank that times out is said so, and the money comes once when it has answered', async () => {
  await faults('POST', { kind: 'bank-silent', times: null })
  await ask('20')
  await page.getByTestId('topup-unknown').waitFor({ timeout: 30_000 })
  await page.getByText('please don’t top up again').waitFor()
  await holds()
  expect(await balance()).toBe('¥600.50')
  await page.getByTestId('go-topup').click()
  await page.getByTestId('topup-open').waitFor()
  await page.getByTestId('topup-amount').fill('1')
  await page.getByTestId('topup-next').click()
  await page.getByText('Really top up once more?').waitFor()
  await page.locator('.adm-dialog').getByText('Cancel', { exact: true }).click()
  await page.goto(`${world.town.endpoint}/wallet/bills`)
  await page.getByTestId('topup-open').click()
  await page.getByTestId('topup-unknown').waitFor()
  await page.getByTestId('topup-leave').click()
  await page.getByTestId('topup-open').waitFor()
  await faults('DELETE')
  await page.getByText('Your top-up of ¥20.00 has arrived').waitFor({ timeout: 90_000 })
  await page.getByText('¥620.50').waitFor()
  await page.getByText('+¥20.00').waitFor()
  await page.getByTestId('topup-open').waitFor({ state: 'detached' })
}, 180_000)

test('a bank that refuses says why, and no money moved', async () => {
  await ask('49999')
  await page.getByText('not enough money on the card').waitFor({ timeout: 30_000 })
  await page.getByText('No money moved.').waitFor()
  await holds()
  expect(await balance()).toBe('¥620.50')
  expect(await page.getByTestId('topup-news').count()).toBe(0)
})

test('a refusal that came after its page was left is news at the start, until it is read', async () => {
  await faults('POST', { kind: 'bank-silent', method: 'debit' })
  await ask('49998')
  await page.getByTestId('topup-asked').waitFor()
  await page.getByTestId('topup-leave').click()
  await page.getByTestId('topup-open').waitFor()
  const news = page.getByTestId('topup-news')
  await news.waitFor({ timeout: 60_000 })
  await holds()
  await news.click()
  await page.getByTestId('topup-refused').waitFor()
  await page.getByTestId('topup-leave').click()
  await page.getByTestId('balance').waitFor()
  await news.waitFor({ state: 'detached' })
}, 120_000)

test('in Chinese it reads as Chinese, and a card is removed after it was asked', async () => {
  const context = await browser.newContext({ ...phoneSize, locale: 'zh-CN' })
  page = await context.newPage()
  await logIn(page, world.town.endpoint, person().phone)
  await page.getByText('充值', { exact: true }).waitFor()
  await page.getByTestId('go-cards').click()
  const mine = page.getByTestId('bank-card').filter({ hasText: bound().cardNo.slice(-4) })
  await mine.getByTestId('unbind').click()
  await page.getByText('取消', { exact: true }).click()
  expect(await page.getByTestId('bank-card').count()).toBe(2)
  await mine.getByTestId('unbind').click()
  await page.locator('.adm-dialog').getByText('解绑', { exact: true }).click()
  await mine.waitFor({ state: 'detached' })
  expect(await page.getByTestId('bank-card').count()).toBe(1)
  await holds()
  await context.close()
})
