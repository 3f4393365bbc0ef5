import { createCipheriv, createDecipheriv, verify } from 'node:crypto'

import { AlipaySdk } from 'alipay-sdk'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { order } from '../engine/people.ts'
import { signed, urlencoded } from './raw.ts'
import { openShop, publicKeyOf, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const iv = Buffer.alloc(16)
const keyOf = (key: string) => Buffer.from(key, 'base64')
const encrypt = (bytes: Buffer, key = shop.contentKey) => {
  const cipher = createCipheriv('aes-128-cbc', keyOf(key), iv)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
}
const decrypt = (text: string) => {
  const decipher = createDecipheriv('aes-128-cbc', keyOf(shop.contentKey), iv)
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()])
}

const exec = (method: string, bizContent: object) =>
  shop.sdk.exec(method, { bizContent, needEncrypt: true })

test('an SDK pays, asks and is refused in cipher', async () => {
  const payer = await stand.person(10)
  const outTradeNo = order()
  const biz = { outTradeNo, totalAmount: '2.00', subject: '豆浆', authCode: stand.code(payer) }
  expect(await exec('alipay.trade.pay', biz)).toMatchObject({ code: '10000', outTradeNo })
  const asked = await exec('alipay.trade.query', { outTradeNo })
  expect(asked).toMatchObject({ tradeStatus: 'TRADE_SUCCESS', subject: '豆浆' })
  const none = await exec('alipay.trade.query', { outTradeNo: 'none' })
  expect(none).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' })
  expect(await stand.balance(payer)).toBe(800n)
})

/** Sends by hand and cuts the answer as the SDKs of other languages do: the signature covers the quotes. */
async function send(
  biz_content: string,
  more: Record<string, string> = {},
  verb: 'GET' | 'POST' = 'POST',
) {
  const charset = more['charset'] === 'GBK' ? 'gbk' : 'utf8'
  const params = signed(shop, 'alipay.trade.query', biz_content, {
    encrypt_type: 'AES',
    ...more,
  })
  const body = urlencoded(params, charset)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response =
    verb === 'GET'
      ? await fetch(`${stand.endpoint}?${body}`)
      : await fetch(stand.endpoint, { method: 'POST', body, headers })
  const text = await response.text()
  const [, node = '', sign = ''] =
    /^\{"alipay_trade_query_response":(.*),"sign":"([^"]+)"\}$/.exec(text) ?? []
  const bytes = Buffer.from(sign, 'base64')
  expect(verify('sha256', Buffer.from(node), publicKeyOf(shop), bytes)).toBe(true)
  return JSON.parse(node) as string | Record<string, string>
}

test('by GET and POST the node is a signed JSON string of base64, in the charset of the caller', async () => {
  const payer = await stand.person(10)
  const outTradeNo = order()
  const biz = { outTradeNo, totalAmount: '1.00', subject: '油条', authCode: stand.code(payer) }
  await exec('alipay.trade.pay', biz)
  for (const charset of ['utf-8', 'GBK']) {
    const coding = charset === 'GBK' ? 'gbk' : 'utf8'
    const asked = iconv.encode(JSON.stringify({ out_trade_no: outTradeNo, memo: '早' }), coding)
    for (const verb of ['POST', 'GET'] as const) {
      const node = await send(encrypt(asked), { charset }, verb)
      expect(typeof node).toBe('string')
      expect(JSON.parse(iconv.decode(decrypt(node as string), coding))).toMatchObject({
        code: '10000',
        subject: '油条',
      })
    }
  }
})

test('a refusal before the content is read is in cipher too, once the signature holds', async () => {
  const biz = encrypt(Buffer.from('{"out_trade_no":"x"}'))
  for (const [more, sub_code] of [
    [{ version: '2.0' }, 'isv.invalid-version'],
    [{ app_auth_token: 'none' }, 'aop.invalid-app-auth-token'],
  ] as const) {
    const node = await send(biz, more)
    expect(typeof node).toBe('string')
    expect(JSON.parse(decrypt(node as string).toString())).toMatchObject({ sub_code })
  }
  const stranger = new AlipaySdk({
    ...shop.sdk.config,
    keyType: 'PKCS8',
    privateKey: (await stand.open()).privateKey,
  })
  const bizContent = { outTradeNo: 'x' }
  expect(
    await stranger.exec('alipay.trade.query', { bizContent, needEncrypt: true }),
  ).toMatchObject({ subCode: 'isv.invalid-signature' })
})

test('what cannot be deciphered is said in the clear', async () => {
  const clear = Buffer.from('{"out_trade_no":"x"}')
  const other = Buffer.alloc(16, 7).toString('base64')
  const foreign = encrypt(iconv.encode('{"out_trade_no":"早"}', 'gbk'))
  for (const biz of ['{"out_trade_no":"x"}', encrypt(clear, other), 'AAAA', foreign]) {
    expect(await send(biz)).toMatchObject({ code: '40002', sub_code: 'isv.invalid-encrypt' })
  }
  const type = { encrypt_type: 'DES' }
  expect(await send(encrypt(clear), type)).toMatchObject({ sub_code: 'isv.invalid-encrypt-type' })
  const old = await stand.open()
  await stand.sql`update app set content_key_sealed = null where app_id = ${old.appId}`
  const refused = await old.sdk.exec('alipay.trade.query', {
    bizContent: { outTradeNo: 'x' },
    needEncrypt: true,
  })
  expect(refused).toMatchObject({ code: '40002', subCode: 'isv.missing-encrypt-key' })
})

test('the key is at rest under seal', async () => {
  const rows = await stand.sql<{ sealed: string }[]>`
    select content_key_sealed as sealed from app where app_id = ${shop.appId}`
  expect(rows[0]!.sealed).toMatch(/^s1\.k1\./)
  expect(rows[0]!.sealed).not.toContain(shop.contentKey)
})
