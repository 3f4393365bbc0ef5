import { createSign, generateKeyPairSync } from 'node:crypto'

import iconv from 'iconv-lite'
import { expect, test } from 'vitest'

import { byteText, mergeParameters, type RawPair } from '#gateway/parameter.ts'
import { signedBytes, verifyRequest } from '#gateway/signature.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const sign = (bytes: Buffer, digest = 'RSA-SHA256') =>
  createSign(digest).update(bytes).sign(privateKey, 'base64')

const received = (values: Record<string, string>, charset: 'utf8' | 'gbk' = 'utf8') =>
  mergeParameters(
    Object.entries(values).map(([name, value]): RawPair => ({
      name,
      value: byteText(iconv.encode(value, charset)),
      where: 'query',
    })),
  ).parameters

const base = {
  method: 'alipay.trade.query',
  app_id: '2021',
  sign_type: 'RSA2',
  biz_content: '{"a":"通 宝"}',
}
const text = 'app_id=2021&biz_content={"a":"通 宝"}&method=alipay.trade.query&sign_type=RSA2'

test('everything but sign is signed, sorted, decoded, sign_type included', () => {
  const parameters = received({ ...base, sign: 'x' })
  expect(signedBytes(parameters, { filled: false }).toString()).toBe(text)
  expect(
    verifyRequest(received({ ...base, sign: sign(Buffer.from(text)) }), 'RSA2', publicKey),
  ).toBe(true)
  const sha1 = sign(Buffer.from(text.replace('RSA2', 'RSA')), 'RSA-SHA1')
  const old = received({ ...base, sign_type: 'RSA', sign: sha1 })
  expect(verifyRequest(old, 'RSA', publicKey)).toBe(true)
  expect(verifyRequest(old, 'RSA2', publicKey)).toBe(false)
})

test('empty values may be signed or left out', () => {
  const values = { ...base, notify_url: '' }
  const without = sign(Buffer.from(text))
  const within = sign(Buffer.from(text.replace('&sign_type', '&notify_url=&sign_type')))
  expect(verifyRequest(received({ ...values, sign: without }), 'RSA2', publicKey)).toBe(true)
  expect(verifyRequest(received({ ...values, sign: within }), 'RSA2', publicKey)).toBe(true)
})

test('the bytes of the charset are signed; the same text in another charset is not the same', () => {
  const values = { ...base, charset: 'GBK' }
  const gbkText = iconv.encode(text.replace('&method', '&charset=GBK&method'), 'gbk')
  expect(
    verifyRequest(received({ ...values, sign: sign(gbkText) }, 'gbk'), 'RSA2', publicKey),
  ).toBe(true)
  const utf8Text = Buffer.from(text.replace('&method', '&charset=GBK&method'))
  expect(
    verifyRequest(received({ ...values, sign: sign(utf8Text) }, 'gbk'), 'RSA2', publicKey),
  ).toBe(false)
})

test('a changed value, an added parameter and a sign that is none fail', () => {
  const good = sign(Buffer.from(text))
  const fails = (values: Record<string, string>) =>
    expect(verifyRequest(received(values), 'RSA2', publicKey)).toBe(false)
  fails({ ...base, biz_content: '{"a":"通宝"}', sign: good })
  fails({ ...base, extra: '1', sign: good })
  fails({ ...base, sign: '' })
  fails({ ...base, sign: '!!!' })
  fails({ ...base, sign: good.slice(4) })
})
