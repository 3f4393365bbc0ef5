import { readFileSync } from 'node:fs'

import { AlipaySdk } from 'alipay-sdk'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { World } from '../command/world.ts'
import { logIn, openChromium, phoneSize, typePin } from './chrome.ts'

// A hotel's deposit, as its guest lives it: held at arrival, asked for with the password when it is large, seen on the start page, and
// paid from and given back at departure.

const world = new World()
let browser: Browser
let wallet: Page
let sdk: AlipaySdk

beforeAll(async () => {
  await world.prepare()
  await world.start()
  browser = await openChromium()
  const phone = await browser.newContext({ ...phoneSize, locale: 'zh-CN' })
  wallet = await phone.newPage()
  const app = world.town.apps[0]!
  sdk = new AlipaySdk({
    appId: app.appId,
    keyType: 'PKCS8',
    privateKey: readFileSync(app.privateKeyFile, 'utf8'),
    alipayPublicKey: readFileSync(app.platformPublicKeyFile, 'utf8'),
    gateway: world.town.gateway,
  })
  // The guest's other phone turns its codes on before, and the new device is no news any more.
  await world.json(['phone', 'code', '--phone', guest().phone])
  await logIn(wallet, world.town.endpoint, guest().phone)
  await wallet.getByTestId('balance').waitFor()
})

afterAll(async () => {
  await browser?.close()
  const audit = await world.run(['audit', '--json'])
  await world.remove()
  expect(JSON.parse(audit.out)).toMatchObject({ ok: true, broken: [] })
})

const guest = () => world.town.people[1]!

/** The guest's other phone shows a code, the hotel scans it. */
async function freeze(outOrderNo: string, amount: string): Promise<Record<string, string>> {
  const { code } = await world.json(['phone', 'code', '--phone', guest().phone])
  const bizContent = {
    out_order_no: outOrderNo,
    out_request_no: outOrderNo,
    order_title: '房间押金',
    amount,
    auth_code: code,
  }
  return call('alipay.fund.auth.order.freeze', bizContent)
}

const call = async (method: string, bizContent: object): Promise<Record<string, string>> =>
  (await sdk.exec(method, { bizContent }, { validateSign: true })) as unknown as Record<
    string,
    string
  >

test('a deposit is told, shown while it is held, and its story is in the bills', async () => {
  const { authNo } = await freeze('HELD1', '300.00')
  const card = wallet.getByTestId('held')
  await card.waitFor()
  await expect.poll(() => card.textContent()).toContain('300.00')
  expect(await card.textContent()).toContain('房间押金')

  const paid = await call('alipay.trade.pay', {
    out_trade_no: 'STAY1',
    total_amount: '120.00',
    subject: '房费',
    auth_no: authNo,
    auth_confirm_mode: 'NOT_COMPLETE',
  })
  expect(paid).toMatchObject({ code: '10000' })
  await wallet.getByTestId('result-paid').waitFor()
  expect(await wallet.getByTestId('result-amount').textContent()).toContain('120.00')
  await wallet.getByTestId('result-done').click()
  await expect.poll(() => card.textContent()).toContain('180.00')

  const rest = { auth_no: authNo, out_request_no: 'REST1', amount: '180.00', remark: '退房' }
  expect(await call('alipay.fund.auth.order.unfreeze', rest)).toMatchObject({ code: '10000' })
  await card.waitFor({ state: 'detached' })
  const left = (Number(guest().balance) - 120).toFixed(2)
  const { balance } = await world.json(['phone', 'balance', '--phone', guest().phone])
  expect(balance).toBe(left)
  await wallet.getByTestId('go-bills').click()
  await expect.poll(() => wallet.getByTestId('bill').count()).toBeGreaterThan(3)
  await wallet.getByTestId('bill').first().click()
  await wallet.getByText('押金解冻').first().waitFor()
  await wallet.goBack()
  await wallet.goBack()
  await wallet.getByTestId('balance').waitFor()
})

test('a large one waits for the password', async () => {
  const asked = await freeze('HELD2', '1500.00')
  expect(asked).toMatchObject({ code: '10003', status: 'INIT' })
  await wallet.getByTestId('pending-sheet').getByText('确认冻结押金').waitFor()
  expect(await wallet.getByTestId('pending-amount').textContent()).toContain('1,500.00')
  await typePin(wallet, guest().paymentPassword)
  await wallet.getByTestId('result-paid').getByText('押金已冻结').waitFor()
  await wallet.getByTestId('result-done').click()
  await expect.poll(() => wallet.getByTestId('held').textContent()).toContain('1,500.00')
  const cancelled = await call('alipay.fund.auth.operation.cancel', { out_order_no: 'HELD2' })
  expect(cancelled).toMatchObject({ code: '10000', action: 'unfreeze' })
  await wallet.getByTestId('held').waitFor({ state: 'detached' })
})
