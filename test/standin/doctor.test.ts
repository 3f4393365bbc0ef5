import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

import { AlipaySdk } from 'alipay-sdk'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'

import type { DoctorCause as Cause } from '#wire/standin.ts'
import { diagnose } from '#standin/doctor/diagnose.ts'
import { type PasteKind, readPaste } from '#standin/doctor/paste.ts'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const app = pair()
const other = pair()
const keys = { owner: 'the app', key: app.publicKey }
const strangers = [{ owner: 'another app', key: other.publicKey }]

const biz = '{"out_trade_no":"A1","subject":"拿铁 a/b+c","total_amount":"1.00"}'
const parameters = {
  app_id: '2021000000000001',
  biz_content: biz,
  charset: 'utf-8',
  method: 'alipay.trade.pay',
  sign_type: 'RSA2',
  timestamp: '2026-01-02 03:04:05',
  version: '1.0',
}
type Parameters = Record<string, string>

const row = (all: Parameters, without: string[] = []) =>
  Object.keys(all)
    .filter((name) => !without.includes(name))
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&')
const signed = (text: string | Buffer, key: KeyObject = app.privateKey, hash = 'sha256') =>
  sign(hash, Buffer.from(text), key).toString('base64')
const sent = (all: Parameters, signature: string) =>
  new URLSearchParams({ ...all, sign: signature }).toString()

function look(text: string, kind?: PasteKind) {
  const paste = readPaste(text, kind)
  if (!paste) throw new Error('not read')
  return diagnose(paste, keys, strangers)
}

/** What is found when this text was signed and the parameters were sent. */
const asked = (text: string | Buffer, all: Parameters = parameters) => look(sent(all, signed(text)))
const because = (text: string | Buffer, all?: Parameters): Cause[] => asked(text, all).causes

test('a request that is right verifies, however it is pasted', () => {
  const good = sent(parameters, signed(row(parameters)))
  const at = good.indexOf('biz_content')
  const pastes = [
    good,
    `https://shop.example/gateway.do?${good}`,
    `curl -X POST 'https://shop.example/gateway.do' -H 'a: b' --data-raw '${good}'`,
    `curl https://shop.example/gateway.do -G \\\n  -d '${good}'`,
    `POST /gateway.do?${good.slice(0, at - 1)} HTTP/1.1\r\nhost: a\r\n\r\n${good.slice(at)}`,
    `https://shop.example/gateway.do?${good.slice(0, at - 1)}\n${good.slice(at)}`,
  ]
  for (const text of pastes) {
    expect(look(text)).toMatchObject({ kind: 'request', verifies: true, causes: [], parting: null })
  }
  const object = JSON.stringify({ ...parameters, sign: signed(row(parameters)) })
  expect(look(object, 'request').verifies).toBe(true)
})

test('sign_type left out of a request, left in a notification', () => {
  const found = asked(row(parameters, ['sign_type']))
  expect(found.causes).toEqual(['SIGN_TYPE_LEFT_OUT'])
  expect(found.signedText).toBe(row(parameters, ['sign_type']))
  expect(found.rightText).toBe(row(parameters))
  const byte = Buffer.from(row(parameters)).indexOf('sign_type')
  expect(found.parting?.byte).toBe(byte)
  expect(found.parting?.right).toContain('sign_type=RSA2')
  expect(found.parting?.signed).toContain('timestamp=')

  const told = { ...parameters, notify_id: '1', trade_status: 'TRADE_SUCCESS' }
  const without = look(sent(told, signed(row(told, ['sign_type']))))
  expect(without).toMatchObject({ kind: 'notification', verifies: true })
  const within = look(sent(told, signed(row(told))))
  expect(within).toMatchObject({ verifies: false, causes: ['SIGN_TYPE_LEFT_IN'] })
})

test('encoded values', () => {
  const values = Object.entries(parameters)
  const every = (encode: (text: string) => string) =>
    row(Object.fromEntries(values.map(([name, value]) => [name, encode(value)])))
  expect(because(every(encodeURIComponent))).toEqual(['VALUES_ENCODED'])
  expect(because(every((text) => new URLSearchParams({ v: text }).toString().slice(2)))).toEqual([
    'VALUES_ENCODED',
  ])
  const twice = { ...parameters, body: '100%25' }
  expect(because(row({ ...twice, body: '100%' }), twice)).toEqual(['VALUES_DECODED_TWICE'])
})

test('empty values, either way', () => {
  const empty = { ...parameters, notify_url: '' }
  expect(because(row(empty), empty)).toEqual([])
  expect(because(row(parameters), empty)).toEqual([])
  expect(because(row(empty), parameters)).toEqual(['EMPTY_VALUES'])
  const told = { ...parameters, notify_id: '1' }
  const found = look(sent({ ...told, body: '' }, signed(row(told, ['sign_type']))))
  expect(found.causes).toEqual(['EMPTY_VALUES'])
})

test('another charset than declared', () => {
  const gbk = iconv.encode(row(parameters), 'gbk')
  expect(because(gbk)).toEqual(['CHARSET'])
  expect(asked(gbk).signedText).toBe(row(parameters))
  expect(because(row(parameters).replaceAll(/\P{ASCII}/gu, '?'))).toEqual(['CHARSET'])
})

test('another key, another hash, a sign that is none', () => {
  const text = row(parameters)
  const foreign = look(sent(parameters, signed(text, other.privateKey)))
  expect(foreign).toMatchObject({ causes: ['WRONG_KEY'], signer: 'another app' })
  const unknown = look(sent(parameters, signed(text, pair().privateKey)))
  expect(unknown).toMatchObject({ causes: ['WRONG_KEY'], signer: null })
  const old = look(sent(parameters, signed(text, app.privateKey, 'sha1')))
  expect(old).toMatchObject({ causes: ['HASH'], hash: 'sha1' })
  expect(look(sent(parameters, 'aGVsbG8=')).causes).toEqual(['SIGN_BROKEN'])
  expect(look(new URLSearchParams(parameters).toString()).causes).toEqual(['SIGN_MISSING'])
  const both = look(sent(parameters, signed(row(parameters, ['sign_type']), other.privateKey)))
  expect(both.causes).toEqual(['WRONG_KEY', 'SIGN_TYPE_LEFT_OUT'])
})

test('a sign whose plus signs became blanks', () => {
  let signature = ''
  for (let n = 0; !signature.includes('+'); n++) {
    signature = signed(row({ ...parameters, nonce: String(n) }))
    if (!signature.includes('+')) continue
    const raw = `${new URLSearchParams({ ...parameters, nonce: String(n) })}&sign=${signature}`
    expect(look(raw).causes).toEqual(['BLANKS'])
  }
})

test('JSON that was written anew', () => {
  const value = JSON.parse(biz) as object
  const altered = [
    JSON.stringify(value, undefined, 2),
    biz.replaceAll(/([,:])/g, '$1 '),
    biz.replaceAll('/', '\\/'),
    biz.replace('拿铁', '\\u62ff\\u94c1'),
    biz.replace('拿铁', '\\u62ff\\u94c1').replaceAll(/([,:])"/g, '$1 "'),
    '{"subject":"拿铁 a/b+c","total_amount":1.00,"out_trade_no":"A1"}',
  ]
  for (const other of altered.slice(0, 5)) {
    expect(because(row({ ...parameters, biz_content: other }))).toEqual(['JSON_ALTERED'])
    expect(because(row(parameters), { ...parameters, biz_content: other })).toEqual([
      'JSON_ALTERED',
    ])
  }
  const found = asked(row({ ...parameters, biz_content: altered[5]! }))
  expect(found).toMatchObject({ causes: ['ALTERED'], signedText: null, parting: null })
})

test('order, blanks, quotes, HTML, parameters that came or went', () => {
  const received = Object.fromEntries(Object.entries(parameters).reverse())
  const asCame = Object.entries(received)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  expect(because(asCame, received)).toEqual(['ORDER'])
  const lost = { ...parameters, biz_content: biz.replaceAll('+', ' ') }
  expect(because(row(parameters), { ...parameters, biz_content: `${biz} ` })).toEqual(['BLANKS'])
  expect(
    because(row({ ...lost, biz_content: lost.biz_content.replaceAll(' ', '+') }), lost),
  ).toEqual(['BLANKS'])
  const quoted = row(parameters).replaceAll(/=([^&]*)/g, '="$1"')
  expect(because(quoted)).toEqual(['QUOTED'])
  const html = { ...parameters, biz_content: biz.replaceAll('"', '&quot;') }
  expect(because(row(parameters), html)).toEqual(['HTML_ESCAPED'])
  expect(because(row(parameters), { ...parameters, shop: '7' })).toEqual(['PARAMETER_ADDED'])
  expect(because(row({ ...parameters, format: 'JSON' }))).toEqual(['PARAMETER_DROPPED'])
  const two = row({ ...parameters, biz_content: JSON.stringify(JSON.parse(biz), undefined, 2) })
  expect(because(two.replace('&sign_type=RSA2', ''))).toEqual([
    'SIGN_TYPE_LEFT_OUT',
    'JSON_ALTERED',
  ])
})

test('an answer: whole, written anew, and checked over the wrong part', () => {
  const node = '{"code":"10000","msg":"Success","subject":"拿铁 a/b"}'
  const body = (inner: string, signature: string) =>
    `{"alipay_trade_pay_response":${inner},"sign":"${signature}"}`
  const good = look(body(node, signed(node)))
  expect(good).toMatchObject({ kind: 'response', verifies: true, rightText: node })
  expect(look(`HTTP/1.1 200 OK\r\ntrace_id: 1\r\n\r\n${body(node, signed(node))}`).verifies).toBe(
    true,
  )
  const anew = [
    JSON.stringify(JSON.parse(node), undefined, 2),
    node.replaceAll('/', '\\/'),
    node.replace('拿铁', '\\u62ff\\u94c1'),
  ]
  for (const inner of anew) {
    expect(look(body(inner, signed(node)))).toMatchObject({
      verifies: false,
      causes: ['JSON_ALTERED'],
      signedText: node,
    })
  }
  expect(look(body(node, signed(iconv.encode(node, 'gbk')))).causes).toEqual(['CHARSET'])
  const whole = `{"alipay_trade_pay_response":${node}}`
  expect(look(body(node, signed(whole))).causes).toEqual(['NODE_ONLY'])
  expect(look(body(node.replace('10000', '10003'), signed(node))).causes).toEqual(['ALTERED'])
})

test('what the official SDK signs verifies, with and without empty values', () => {
  const sdk = new AlipaySdk({
    appId: parameters.app_id,
    keyType: 'PKCS8',
    privateKey: app.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    gateway: 'https://shop.example/gateway.do',
  })
  const url = sdk.pageExecute('alipay.trade.pay', 'GET', {
    notifyUrl: '',
    bizContent: { out_trade_no: 'A1', subject: '拿铁', total_amount: '1.00' },
  })
  expect(look(url)).toMatchObject({ verifies: true })
  expect(look(sdk.sdkExecute('alipay.trade.app.pay', { bizContent: { a: '1' } })).verifies).toBe(
    true,
  )
})

test('nothing is read where nothing is', () => {
  expect(readPaste('')).toBeUndefined()
  expect(readPaste('hello')).toBeUndefined()
  expect(readPaste('{"a":')).toBeUndefined()
  expect(readPaste('curl https://shop.example')).toBeUndefined()
})

test('a text that nothing explains is given up in reasonable time', () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`p${n}`, `值 ${n}/+%`]))
  const began = performance.now()
  expect(because('something else', { ...parameters, ...many })).toEqual(['ALTERED'])
  expect(performance.now() - began).toBeLessThan(8000)
})
