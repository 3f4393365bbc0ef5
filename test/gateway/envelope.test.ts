import { generateKeyPairSync, verify } from 'node:crypto'

import iconv from 'iconv-lite'
import { expect, test } from 'vitest'

import { success } from '#gateway/codes.ts'
import { type Dress, envelope, nodeName } from '#gateway/envelope.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const node = 'alipay_trade_query_response'
const plain: Dress = {
  charset: 'utf-8',
  signer: { key: privateKey, type: 'RSA2' },
  contentKey: undefined,
  certSn: undefined,
}

test('the node stands first, the sign last, and the sign covers the node as it stands', async () => {
  const answer = success({ subject: '通宝 "sign" <b>\\/', empty: '', none: undefined })
  const text = (await envelope(node, answer, plain)).toString()
  const [, raw, sign] = /^\{"alipay_trade_query_response":(\{.*\}),"sign":"([^"]+)"\}$/.exec(text)!
  expect(raw).toBe(JSON.stringify({ code: '10000', msg: 'Success', subject: '通宝 "sign" <b>\\/' }))
  expect(verify('sha256', Buffer.from(raw!), publicKey, Buffer.from(sign!, 'base64'))).toBe(true)
})

test('GBK answers are bytes of GBK, and an emoji comes back whole', async () => {
  const answer = success({ subject: '通宝🧧' })
  const bytes = (await envelope(node, answer, { ...plain, charset: 'gbk' })) as Buffer
  expect(bytes).toBeInstanceOf(Buffer)
  const text = iconv.decode(bytes, 'gbk')
  expect((JSON.parse(text) as Record<string, unknown>)[node]).toEqual(answer)
  const raw = iconv.encode(/(\{"code".*\}),"sign"/.exec(text)![1]!, 'gbk')
  const sign = (JSON.parse(text) as { sign: string }).sign
  expect(verify('sha256', raw, publicKey, Buffer.from(sign, 'base64'))).toBe(true)
})

test('without a known app the sign is there and empty', async () => {
  const text = (
    await envelope('error_response', success({}), { ...plain, signer: undefined })
  ).toString()
  expect(text).toBe('{"error_response":{"code":"10000","msg":"Success"},"sign":""}')
})

test('the node is named by the method, unless that is no name', () => {
  expect(nodeName('alipay.trade.fastpay.refund.query')).toBe(
    'alipay_trade_fastpay_refund_query_response',
  )
  for (const bad of [undefined, '', 'x', '"a.b', 'a.b"', 'a.'.repeat(20), 'a..b']) {
    expect(nodeName(bad)).toBe('error_response')
  }
})
