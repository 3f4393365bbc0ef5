import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findTrade } from '#trade/find.ts'

import { order } from '../engine/people.ts'
import { type Answered, readAnswer, signed, speak, urlencoded } from './raw.ts'
import { openShop, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const pay = 'alipay.trade.pay'
const query = 'alipay.trade.query'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const get = async (text: string) => readAnswer(shop, await fetch(`${stand.endpoint}?${text}`))
const post = async (body: BodyInit, headers: Record<string, string> = form, at = '') =>
  readAnswer(shop, await fetch(`${stand.endpoint}${at}`, { method: 'POST', body, headers }))

/** An order of one yuan and the payer's fresh code for it. */
async function coffee(more: object = {}) {
  const payer = await stand.person(10)
  const biz = {
    out_trade_no: order(),
    total_amount: '1.00',
    subject: '咖啡',
    auth_code: stand.code(payer),
    ...more,
  }
  return { payer, biz }
}

async function isPaid(answer: Answered, biz: { out_trade_no: string }, subject = '咖啡') {
  expect(answer).toMatchObject({ status: 200, verified: true, node: { code: '10000' } })
  const trade = await findTrade(stand.sql, {
    merchantId: shop.merchantId,
    outTradeNo: biz.out_trade_no,
  })
  expect(trade).toMatchObject({ state: 'TRADE_SUCCESS', amount: 100n, subject })
}

const trades = async () => {
  const [row] =
    await stand.sql`select count(*)::int as n from trade where merchant_id = ${shop.merchantId}`
  return row!['n'] as number
}

test('GET, POST, and both at once', async () => {
  const one = await coffee()
  await isPaid(await get(urlencoded(signed(shop, pay, one.biz))), one.biz)
  const two = await coffee()
  await isPaid(await post(urlencoded(signed(shop, pay, two.biz))), two.biz)
  const three = await coffee()
  const { biz_content, ...rest } = signed(shop, pay, three.biz)
  const both = await post(
    urlencoded({ biz_content: biz_content!, charset: 'utf-8' }),
    form,
    `?${urlencoded(rest)}`,
  )
  await isPaid(both, three.biz)
  expect(both.headers.get('content-type')).toBe('text/html;charset=utf-8')
  expect(both.headers.get('trace_id')).toMatch(/^[0-9a-f]{32}$/)
})

test('multipart, with a file that is not signed', async () => {
  const { biz } = await coffee()
  const body = new FormData()
  for (const [name, value] of Object.entries(signed(shop, pay, biz))) body.append(name, value)
  body.append('image', new Blob([new Uint8Array(5000)], { type: 'image/png' }), '图.png')
  await isPaid(await post(body, {}), biz)
})

test('multipart whose parts name their charset, in UTF-8 and in GBK', async () => {
  for (const [charset, coding] of [
    ['utf-8', 'utf8'],
    ['GBK', 'gbk'],
  ] as const) {
    const { biz } = await coffee()
    const { biz_content, ...system } = signed(shop, pay, biz, { charset, signIn: coding })
    const part =
      '--B\r\nContent-Disposition: form-data; name="biz_content"\r\n' +
      `Content-Type: text/plain; charset=${charset}\r\n\r\n${biz_content}\r\n--B--\r\n`
    const answer = await post(
      new Uint8Array(iconv.encode(part, coding)),
      { 'content-type': 'multipart/form-data; boundary=B' },
      `?${urlencoded(system, coding)}`,
    )
    await isPaid(answer, biz)
  }
})

test('GBK: encoded, signed and answered in it, an emoji by its JSON escape', async () => {
  const { biz } = await coffee({ subject: '拿铁' })
  const json = JSON.stringify({ ...biz, body: '红包' }).replace('红包', '红包\\ud83e\\udde7')
  for (const charset of ['GBK', 'gbk']) {
    const params = signed(shop, pay, json, { charset, signIn: 'gbk' })
    const answer = await post(urlencoded(params, 'gbk'), {
      'content-type': `application/x-www-form-urlencoded;charset=${charset}`,
    })
    await isPaid(answer, biz, '拿铁')
    expect(answer.headers.get('content-type')).toBe('text/html;charset=gbk')
  }
  const asked = signed(shop, query, { out_trade_no: biz.out_trade_no }, { charset: 'GBK' })
  const answer = await get(urlencoded(asked, 'gbk'))
  expect(answer).toMatchObject({ verified: true, node: { subject: '拿铁', body: '红包🧧' } })
})

test('a sign made in another charset than the declared one fails, and says which is meant', async () => {
  const { biz } = await coffee()
  const params = signed(shop, pay, biz, { charset: 'GBK', signIn: 'utf8' })
  const answer = await post(urlencoded(params, 'gbk'))
  expect(answer).toMatchObject({ verified: true, node: { sub_code: 'isv.invalid-signature' } })
  expect(answer.node['sub_msg']).toMatch(/in gbk/)
})

test('an absolute-form target, a prefix before the path, a byte at a time', async () => {
  const { biz } = await coffee()
  const body = urlencoded(signed(shop, pay, biz))
  const head = (target: string) =>
    `POST ${target} HTTP/1.1\r\nhost: pay.example\r\nconnection: close\r\ncontent-length: ${body.length}\r\n` +
    'Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n\r\n'
  const absolute = await speak(
    stand.endpoint,
    `${head('http://pay.example/gateway.do?charset=utf-8')}${body}`,
  )
  expect(absolute).toMatch(/^HTTP\/1.1 200/)
  expect(absolute).toMatch(/"code":"10000"/)
  const asked = urlencoded(signed(shop, query, { out_trade_no: biz.out_trade_no }))
  const line = `GET http://pay.example/gateway.do?${asked} HTTP/1.1`
  const found = await speak(
    stand.endpoint,
    `${line}\r\nhost: pay.example\r\nconnection: close\r\n\r\n`,
  )
  expect(found).toMatch(/"trade_status":"TRADE_SUCCESS"/)
  const prefixed = stand.endpoint.replace('/gateway.do', '/team/seven/gateway.do')
  const response = await fetch(prefixed, { method: 'POST', body, headers: form })
  await isPaid(await readAnswer(shop, response), biz)
})

test('RSA with SHA-1 is understood, and answered in kind', async () => {
  const { biz } = await coffee()
  const answer = await post(urlencoded(signed(shop, pay, biz, { sign_type: 'RSA' })))
  expect(answer).toMatchObject({ node: { code: '10000' }, verified: false, verifiedSha1: true })
})

test('an empty parameter may be signed', async () => {
  const { biz } = await coffee()
  await isPaid(await post(urlencoded(signed(shop, pay, biz, { notify_url: '' }))), biz)
})

test('what is missing or misspelt is named, and nothing happens', async () => {
  const before = await trades()
  const { biz } = await coffee()
  const good = signed(shop, pay, biz)
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  const cases: [Record<string, string>, string, string, boolean][] = [
    [without('sign'), '40001', 'isv.missing-signature', true],
    [without('sign_type'), '40001', 'isv.missing-signature-type', true],
    [without('method'), '40001', 'isv.missing-method', true],
    [without('app_id'), '40001', 'isv.missing-app-id', false],
    [{ ...good, app_id: '2021000000000000' }, '40002', 'isv.invalid-app-id', false],
    [{ ...good, method: 'alipay.trade.no' }, '40002', 'isv.invalid-method', true],
    [{ ...good, method: 'constructor' }, '40002', 'isv.invalid-method', true],
    [{ ...good, sign: 'AAAA' }, '40002', 'isv.invalid-signature', true],
    [{ ...good, sign_type: 'MD5' }, '40002', 'isv.invalid-signature-type', true],
    [
      { ...good, biz_content: good['biz_content']!.replace('1.00', '0.01') },
      '40002',
      'isv.invalid-signature',
      true,
    ],
    [{ ...good, extra: '1' }, '40002', 'isv.invalid-signature', true],
    [
      signed(await stand.open(), pay, biz, { app_id: shop.appId }),
      '40002',
      'isv.invalid-signature',
      true,
    ],
    [signed(shop, pay, biz, { timestamp: '' }), '40001', 'isv.missing-timestamp', true],
    [
      signed(shop, pay, biz, { timestamp: '2026-13-01 00:00:00' }),
      '40002',
      'isv.invalid-timestamp',
      true,
    ],
    [signed(shop, pay, biz, { version: '2.0' }), '40002', 'isv.invalid-version', true],
    [signed(shop, pay, biz, { format: 'XML' }), '40002', 'isv.invalid-format', true],
    [signed(shop, pay, biz, { charset: 'EBCDIC' }), '40002', 'isv.invalid-charset', true],
    [signed(shop, pay, biz, { encrypt_type: 'DES' }), '40002', 'isv.invalid-encrypt-type', true],
    [signed(shop, pay, biz, { encrypt_type: 'AES' }), '40002', 'isv.invalid-encrypt', true],
    [signed(shop, pay, '{"a":'), '40002', 'isv.invalid-parameter', true],
    [signed(shop, pay, '[]'), '40002', 'isv.invalid-parameter', true],
    [
      signed(shop, pay, `{"a":${'['.repeat(30)}${']'.repeat(30)}}`),
      '40002',
      'isv.invalid-parameter',
      true,
    ],
    [signed(shop, pay, '{"subject":"\\u0000"}'), '40002', 'isv.invalid-parameter', true],
    [signed(shop, pay, { ...biz, subject: 'a\0b' }), '40002', 'isv.invalid-parameter', true],
  ]
  for (const [params, code, sub_code, verified] of cases) {
    const answer = await post(urlencoded(params))
    expect(answer).toMatchObject({ status: 200, node: { code, sub_code }, verified })
    expect(answer.node['sub_msg']).toMatch(/\w/)
  }
  expect(await trades()).toBe(before)
})

test('duplicated parameters are refused by name, signed', async () => {
  const { biz } = await coffee()
  const good = urlencoded(signed(shop, pay, biz))
  for (const name of ['biz_content', 'sign', 'charset', 'method']) {
    const answer = await post(`${good}&${name}=x`)
    expect(answer).toMatchObject({ verified: true, node: { sub_code: 'isv.invalid-parameter' } })
    expect(answer.node['sub_msg']).toMatch(
      new RegExp(`^参数无效：${name} 重复传入。${name}: came more than once`),
    )
  }
  const twice = await post(good, form, '?app_id=2021')
  expect(twice.node['sub_msg']).toMatch(/^参数无效：app_id .+。app_id: /)
})

test('bytes that are no UTF-8, a body of 10 MB, a body of another kind', async () => {
  const { biz } = await coffee()
  const { biz_content, ...system } = signed(shop, pay, biz)
  const at = `?${urlencoded(system)}`
  const raw = Buffer.concat([Buffer.from('biz_content='), iconv.encode(biz_content!, 'gbk')])
  expect((await post(new Uint8Array(raw), form, at)).node['sub_msg']).toMatch(
    /^参数无效：biz_content .+。biz_content: its bytes are not utf-8/,
  )
  const large = await post(`biz_content=${'x'.repeat(10_000_000)}`, form, at)
  expect(large).toMatchObject({
    status: 200,
    verified: true,
    node: { sub_code: 'isv.invalid-parameter' },
  })
  expect(large.node['sub_msg']).toMatch(/too large/)
  const json = await post(JSON.stringify(biz), { 'content-type': 'application/json' }, at)
  expect(json).toMatchObject({ status: 200, verified: true })
  expect(json.node['code']).not.toBe('10000')
  const broken = await post(
    '--x\r\nnothing',
    { 'content-type': 'multipart/form-data; boundary=x' },
    at,
  )
  expect(broken).toMatchObject({ status: 200, node: { code: '40002' } })
  const flood = new FormData()
  for (let n = 0; n < 30; n++) flood.append(`f${n}`, 'x'.repeat(100_000))
  const parts = await post(flood, {}, at)
  expect(parts).toMatchObject({ status: 200, verified: true })
  expect(parts.node['sub_msg']).toMatch(/too large/)
  const nul = await get(`${at.slice(1)}&x=%00`)
  expect(nul).toMatchObject({ status: 200, node: { sub_code: 'isv.invalid-parameter' } })
})
