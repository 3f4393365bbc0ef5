import { createDecipheriv, randomUUID } from 'node:crypto'
import { request } from 'node:http'

import { AlipayFormData, AlipayRequestError } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findTrade } from '#trade/find.ts'

import { order } from '../engine/people.ts'
import { authOf, rest, type RestCall } from './rest-raw.ts'
import { speak } from './raw.ts'
import { openShop, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const pay = '/v3/alipay/trade/pay'
const query = '/v3/alipay/trade/query'

async function coffee(more: object = {}) {
  const payer = await stand.person(10, more)
  const biz = {
    out_trade_no: order(),
    total_amount: '1.00',
    subject: '咖啡 ☕',
    auth_code: stand.code(payer),
    scene: 'bar_code',
  }
  return { payer, biz }
}

test('the SDK pays, asks, refunds and cancels by curl, verifying each answer', async () => {
  const { payer, biz } = await coffee()
  const paid = await shop.sdk.curl('POST', pay, { body: biz })
  expect(paid).toMatchObject({
    responseHttpStatus: 200,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    data: {
      out_trade_no: biz.out_trade_no,
      total_amount: '1.00',
      buyer_user_id: payer.memberId,
      fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '1.00' }],
    },
  })
  expect(paid.data).not.toHaveProperty('code')
  const { out_trade_no } = biz
  const asked = await shop.sdk.curl('POST', query, { body: { out_trade_no } })
  expect(asked.data).toMatchObject({ trade_status: 'TRADE_SUCCESS', subject: '咖啡 ☕' })
  const refund = { out_trade_no, refund_amount: '0.40', out_request_no: 'r1' }
  const refunded = await shop.sdk.curl('POST', '/v3/alipay/trade/refund', { body: refund })
  expect(refunded.data).toMatchObject({ fund_change: 'Y', refund_fee: '0.40' })
  const cancelled = await shop.sdk.curl('POST', '/v3/alipay/trade/cancel', {
    body: { out_trade_no },
  })
  expect(cancelled.data).toMatchObject({ action: 'refund', retry_flag: 'N' })
  expect(await stand.balance(payer)).toBe(1000n)
})

test('a subject that turns the direction of writing is refused by name, in V3 as in V2', async () => {
  const { biz } = await coffee()
  const turned = { ...biz, subject: '咖啡\u202e' }
  const failed = await shop.sdk.curl('POST', pay, { body: turned }).catch((error: unknown) => error)
  expect(failed).toMatchObject({
    responseHttpStatus: 400,
    code: 'ACQ.INVALID_PARAMETER',
    message: expect.stringMatching(/^参数无效：subject 含有换行.*。subject: holds a line feed/),
  })
  const { outTradeNo, ...bizContent } = { ...turned, outTradeNo: turned.out_trade_no }
  const answer = await shop.sdk.exec('alipay.trade.pay', { bizContent })
  expect(answer).toMatchObject({ code: '40004', subCode: 'ACQ.INVALID_PARAMETER' })
  expect(await findTrade(stand.sql, { merchantId: shop.merchantId, outTradeNo })).toBeUndefined()
})

test('a payer who is asked is a signed 202 with what is known', async () => {
  const { biz } = await coffee({ passwordFreeLimit: 0n })
  const waiting = await shop.sdk.curl('POST', pay, { body: biz })
  expect(waiting).toMatchObject({
    responseHttpStatus: 202,
    data: { out_trade_no: biz.out_trade_no, total_amount: '1.00', receipt_amount: '0.00' },
  })
})

test('contents in AES, and errors in the clear', async () => {
  const { biz } = await coffee()
  const paid = await shop.sdk.curl('POST', pay, { body: biz, needEncrypt: true })
  expect(paid.data).toMatchObject({ out_trade_no: biz.out_trade_no, total_amount: '1.00' })
  const refused = shop.sdk.curl('POST', query, {
    body: { out_trade_no: 'none' },
    needEncrypt: true,
  })
  await expect(refused).rejects.toMatchObject({
    code: 'ACQ.TRADE_NOT_EXIST',
    responseHttpStatus: 400,
    links: [],
    message: expect.stringMatching(/交易不存在/),
  })
  const headers = { 'content-type': 'text/plain', 'alipay-encrypt-type': 'AES' }
  const raw = await rest(stand, shop, { path: query, body: '{"out_trade_no":"x"}', headers })
  expect(raw).toMatchObject({ status: 400, verified: true, body: { code: 'invalid-encrypt' } })
})

test('a GET that asks for cipher is answered in cipher', async () => {
  const path = '/v3/alipay/fund/account/query'
  const headers = { 'alipay-encrypt-type': 'AES' }
  const asked = await rest(stand, shop, { verb: 'GET', path, headers })
  expect(asked).toMatchObject({ status: 200, verified: true })
  expect(asked.headers.get('alipay-encrypt-type')).toBe('AES')
  const decipher = createDecipheriv(
    'aes-128-cbc',
    Buffer.from(shop.contentKey, 'base64'),
    Buffer.alloc(16),
  )
  const clear = `${decipher.update(asked.text, 'base64', 'utf8')}${decipher.final('utf8')}`
  expect(JSON.parse(clear)).toHaveProperty('available_amount')
  const other = await rest(stand, shop, {
    verb: 'GET',
    path,
    headers: { 'alipay-encrypt-type': 'DES' },
  })
  expect(other).toMatchObject({ status: 400, body: { code: 'invalid-encrypt-type' } })
})

test('an upload: the part data is signed, files are not', async () => {
  const { biz } = await coffee()
  const form = new AlipayFormData()
  for (const [name, value] of Object.entries(biz)) form.addField(name, value)
  form.addFile('image', '图.png', Buffer.alloc(5000, 1))
  const paid = await shop.sdk.curl('POST', pay, { form })
  expect(paid.data).toMatchObject({ out_trade_no: biz.out_trade_no })
  const data = JSON.stringify({ out_trade_no: biz.out_trade_no })
  const body = new FormData()
  body.append('image', new Blob(['x'], { type: 'image/png' }), 'a.png')
  body.append('data', data)
  const asked = await rest(stand, shop, { path: query, body: data, send: { body } })
  expect(asked).toMatchObject({ status: 200, verified: true })
})

test('notify_url sits in the body', async () => {
  const { biz } = await coffee()
  const notify_url = 'http://127.0.0.1:9/told'
  await shop.sdk.curl('POST', pay, { body: { ...biz, notify_url } })
  const trade = await findTrade(stand.sql, {
    merchantId: shop.merchantId,
    outTradeNo: biz.out_trade_no,
  })
  expect(trade).toMatchObject({ notifyUrl: notify_url })
  const body = { ...biz, notify_url: 'ftp://x' }
  await expect(shop.sdk.curl('POST', pay, { body })).rejects.toMatchObject({
    code: 'invalid-parameter',
  })
})

test('a business failure keeps its code; what is refused has HTTP’s status and is signed', async () => {
  const body = JSON.stringify({ out_trade_no: 'none' })
  const other = await stand.open()
  const now = Date.now()
  const unsigned = { authorization: 'Bearer x' }
  const cases: [RestCall, number, string][] = [
    [{ path: query, body }, 400, 'ACQ.TRADE_NOT_EXIST'],
    [{ path: query, body: '{"trade_no":5.5}' }, 400, 'ACQ.INVALID_PARAMETER'],
    [{ path: query, body: '{"a":' }, 400, 'invalid-parameter'],
    [{ path: query, body: '[]' }, 400, 'invalid-parameter'],
    [{ path: query }, 400, 'invalid-parameter'],
    [{ path: '/v3/alipay/trade/no', body }, 404, 'invalid-method'],
    [{ path: '/v3/constructor', body }, 404, 'invalid-method'],
    [{ path: '/v3/alipay/trade/page/pay', body }, 404, 'invalid-method'],
    [{ path: query, verb: 'GET' }, 404, 'invalid-method'],
    [{ path: query, body, send: { body: '{"out_trade_no":"other"}' } }, 401, 'invalid-signature'],
    [{ path: query, body, send: { path: `${query}?a=1` } }, 401, 'invalid-signature'],
    [{ path: query, body, headers: { 'alipay-app-auth-token': 'x' } }, 401, 'invalid-signature'],
    [
      { path: query, body, auth: authOf(shop, { timestamp: now - 601_000 }) },
      401,
      'illegal-timestamp',
    ],
    [
      { path: query, body, auth: authOf(shop, { timestamp: now + 602_000 }) },
      401,
      'illegal-timestamp',
    ],
    [{ path: query, body, auth: authOf(shop, { timestamp: '17000' }) }, 401, 'invalid-timestamp'],
    [{ path: query, body, auth: `app_id=${shop.appId},nonce=n` }, 401, 'missing-timestamp'],
    [{ path: query, body, auth: authOf(shop, { nonce: '' }) }, 400, 'invalid-parameter'],
    [
      { path: query, body, auth: authOf(shop, { nonce: 'n'.repeat(129) }) },
      400,
      'invalid-parameter',
    ],
    [{ path: query, body, auth: `${authOf(shop)},nonce=n` }, 400, 'invalid-parameter'],
    [{ path: query, body: `{"a":"${'x'.repeat(1_048_576)}"}` }, 400, 'invalid-parameter'],
  ]
  for (const [call, status, code] of cases) {
    const answer = await rest(stand, shop, call)
    expect({ ...answer, call }).toMatchObject({ status, body: { code, links: [] }, verified: true })
    expect(answer.body['message']).toMatch(/\w/)
    expect(answer.headers.get('alipay-trace-id')).toMatch(/^[0-9a-f]{32}$/)
  }
  const named = await rest(stand, { ...shop, privateKey: other.privateKey }, { path: query, body })
  expect(named).toMatchObject({ status: 401, body: { code: 'invalid-signature' } })
  const none = await rest(stand, shop, { path: query, body, headers: unsigned })
  expect(none).toMatchObject({ status: 401, body: { code: 'invalid-signature-type' } })
  const stranger = { ...shop, appId: '2021000000000000' }
  const unknown = await rest(stand, stranger, { path: query, body })
  expect(unknown).toMatchObject({ status: 401, body: { code: 'invalid-app-id' } })
  expect(unknown.headers.get('alipay-signature')).toBeNull()
  await stand.sql`update app set state = 'suspended' where app_id = ${other.appId}`
  const suspended = await rest(stand, other, { path: query, body })
  expect(suspended).toMatchObject({ status: 403, body: { code: 'insufficient-isv-permissions' } })
  await expect(shop.sdk.curl('POST', '/v3/alipay/trade/no', { body: {} })).rejects.toThrow(
    AlipayRequestError,
  )
})

test('a call counts once, even when it comes twice at the same moment', async () => {
  const body = JSON.stringify({ out_trade_no: 'none' })
  const auth = authOf(shop)
  const answers = await Promise.all(
    [1, 2, 3].map(() => rest(stand, shop, { path: query, body, auth })),
  )
  const codes = answers.map((answer) => String(answer.body['code'])).toSorted()
  expect(codes).toEqual(['ACQ.TRADE_NOT_EXIST', 'suspected-attack', 'suspected-attack'])
  const nonce = randomUUID()
  const first = { nonce, timestamp: Date.now() - 1000 }
  const ask = (at: object) => rest(stand, shop, { path: query, body, auth: authOf(shop, at) })
  expect((await ask(first)).body['code']).toBe('ACQ.TRADE_NOT_EXIST')
  expect((await ask({ nonce })).body['code']).toBe('suspected-attack')
  const other = await stand.open()
  const auths = { auth: authOf(other, { nonce }) }
  const theirs = await rest(stand, other, { path: query, body, ...auths })
  expect(theirs.body['code']).toBe('ACQ.TRADE_NOT_EXIST')
})

test('the items of the authorization come in any order, the sign among them', async () => {
  const { sign } = await import('node:crypto')
  const body = '{"out_trade_no":"none"}'
  const auth = `timestamp=${Date.now()},nonce=${randomUUID()},app_id=${shop.appId}`
  const text = `${auth}\nPOST\n${query}\n${body}\n`
  const signature = sign('sha256', Buffer.from(text), shop.privateKey).toString('base64')
  const authorization = `ALIPAY-SHA256withRSA sign=${signature},${auth}`
  const head =
    `POST http://pay.example${query} HTTP/1.1\r\nhost: pay.example\r\nconnection: close\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n` +
    `authorization: ${authorization}\r\n\r\n`
  const heard = await speak(stand.endpoint, `${head}${body}`)
  expect(heard).toMatch(/^HTTP\/1.1 400/)
  expect(heard).toMatch(/\r\nalipay-signature: /)
  expect(heard).toMatch(/\{"code":"ACQ.TRADE_NOT_EXIST"/)
})

test('names of headers are in lower case on the wire', async () => {
  const names = await new Promise<string[]>((done, failed) => {
    const asked = request(`${stand.base}${query}`, { method: 'POST' }, (response) => {
      response.resume()
      done(response.rawHeaders.filter((_, index) => index % 2 === 0))
    })
    asked.on('error', failed).end()
  })
  const ours = names.filter((name) => /^alipay-/i.test(name))
  expect(ours).toContain('alipay-trace-id')
  expect(ours.every((name) => name === name.toLowerCase())).toBe(true)
})
