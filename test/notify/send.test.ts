import { generateKeyPairSync } from 'node:crypto'

import { AlipaySdk } from 'alipay-sdk'
import { afterAll, expect, test } from 'vitest'

import { createSender } from '#notify/send.ts'

import { type Heard, listen } from './listener.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
const sdk = new AlipaySdk({
  appId: '2021000000000001',
  privateKey: pkcs8,
  keyType: 'PKCS8',
  alipayPublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
})

const clock = () => Date.UTC(2026, 2, 1, 4, 5, 6)
const sender = createSender({ timeoutMs: 300, allowInside: true, clock })
afterAll(() => sender.close())

const params = {
  app_id: '2021000000000001',
  subject: '拿铁 ☕🧧 & <b>"1+1=2"</b>; drop table trade --',
  trade_status: 'TRADE_SUCCESS',
  fund_bill_list: '[{"amount":"1.00","fundChannel":"ALIPAYACCOUNT"}]',
}
const told = async (answer: Parameters<typeof listen>[0], more: Record<string, string> = {}) => {
  const merchant = await listen(answer)
  const message = {
    url: merchant.url,
    params: { ...params, ...more },
    notifyId: 'n1',
    key: privateKey,
  }
  const attempt = await sender.send(message)
  await merchant.close()
  return { attempt, heard: merchant.heard[0] as Heard }
}

test('the SDK verifies what arrives, and exactly `success` acknowledges', async () => {
  const { attempt, heard } = await told(() => ({}))
  expect(attempt).toMatchObject({ at: clock(), status: 200, answer: 'success', acknowledged: true })
  expect(heard.params).toMatchObject({
    ...params,
    notify_id: 'n1',
    notify_time: '2026-03-01 12:05:06',
  })
  expect(heard.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8')
  expect(sdk.checkNotifySign(heard.params)).toBe(true)
  expect(sdk.checkNotifySignV2(heard.params)).toBe(true)
  expect(sdk.checkNotifySignV2({ ...heard.params, total_amount: '9' })).toBe(false)
})

test('a percent sign is verified by checkNotifySignV2; the older check decodes it a second time', async () => {
  const { heard } = await told(() => ({}), { subject: '100% 咖啡' })
  expect(sdk.checkNotifySignV2(heard.params)).toBe(true)
  expect(() => sdk.checkNotifySign(heard.params)).toThrow(/URI malformed/)
})

test('anything else does not acknowledge, and is kept', async () => {
  const cases: [Parameters<typeof listen>[0], object][] = [
    [() => ({ body: 'SUCCESS' }), { status: 200, answer: 'SUCCESS' }],
    [() => ({ body: 'success\n' }), { status: 200, answer: 'success\n' }],
    [() => ({ status: 500 }), { status: 500, answer: 'success' }],
    [() => ({ status: 201 }), { status: 201 }],
    [() => ({ status: 302, headers: { location: '/else' } }), { status: 302 }],
    [() => ({ body: 'x'.repeat(100_000) }), { status: 200, answer: 'x'.repeat(1024) }],
    [() => ({ body: 'a\0b' }), { answer: 'a\uFFFDb' }],
    [() => ({ afterMs: 1000 }), { status: null, error: 'no answer within 300 ms' }],
  ]
  for (const [answer, kept] of cases) {
    const { attempt } = await told(answer)
    expect(attempt).toMatchObject({ ...kept, acknowledged: false })
  }
})

test('nobody there, and addresses inside where they are not allowed, are errors with their reason', async () => {
  const send = (url: string) => sender.send({ url, params, notifyId: 'n', key: privateKey })
  expect(await send('http://127.0.0.1:9/')).toMatchObject({
    status: null,
    error: /ECONNREFUSED|bad port/,
  })
  const strict = createSender({ timeoutMs: 300, allowInside: false, clock })
  const merchant = await listen(() => ({}))
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
    const url = merchant.url.replace('127.0.0.1', host)
    const attempt = await strict.send({ url, params, notifyId: 'n', key: privateKey })
    expect(attempt.error).toMatch(/address inside/)
  }
  expect(merchant.heard).toHaveLength(0)
  await merchant.close()
  await strict.close()
})
