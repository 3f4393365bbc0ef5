import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

import { findChromium } from '../setup/chromium.ts'

/** A Chromium that speaks to nobody but the pages under test. `more` are further switches. */
export async function openChromium(more: string[] = []): Promise<Browser> {
  const executablePath = findChromium(process.env['TONGBAO_CHROMIUM'])
  if (!executablePath) throw new Error('the browser tests need Chromium: apt-get install chromium')
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      ...more,
    ],
  })
}

/** A phone in a payer's hand. */
export const phoneSize = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  hasTouch: true,
  isMobile: true,
} as const

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')

/** Reads bar codes out of what is on the screen, as a scanner sees them: a picture, nothing of the page. */
export async function scan(target: Page | Locator): Promise<{ format: string; text: string }[]> {
  const bytes = await readFile(wasm)
  const wasmBinary = new Uint8Array(bytes).buffer
  prepareZXingModule({ overrides: { wasmBinary } })
  const picture = await target.screenshot()
  const found = await readBarcodes(new Uint8Array(picture), { formats: ['Code128', 'QRCode'] })
  return found.map(({ format, text }) => ({ format, text }))
}

/** Logs in to the wallet of a demo server with the code of its text messages. */
export async function logIn(page: Page, server: string, number: string): Promise<void> {
  await page.goto(`${server}/wallet/`)
  await page.getByTestId('login-phone').fill(number)
  const shown = page.getByTestId('login-code')
  const refused = page.locator('.form-error:not(:empty)')
  for (;;) {
    await page.getByTestId('login-send').click()
    await shown.or(refused).first().waitFor()
    if (await shown.isVisible()) break
    // A phone is sent one text message a second; somebody else may just have asked for it.
    await page.waitForTimeout(1000)
  }
  const reply = await fetch(`${server}/api/demo/sms?phone=${number}`)
  const { messages } = (await reply.json()) as { messages: { code: string }[] }
  await page.getByTestId('login-code').fill(messages[0]!.code)
  await page.getByTestId('login-submit').click()
}

/** Types six digits as from a keyboard; the page's own keys stand in random order. */
export async function typePin(page: Page, pin: string): Promise<void> {
  await page.getByTestId(`pin-${pin[0]}`).waitFor()
  await page.keyboard.type(pin, { delay: 20 })
}

/** A bar code gun: a keyboard that types a code within some tens of milliseconds and presses Enter. */
export async function shoot(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code, { delay: 3 })
  await page.keyboard.press('Enter')
}
