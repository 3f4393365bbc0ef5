import '#kernel/tls/reflect.ts'

import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingText } from '#kernel/clock.ts'
import { parseKeyring } from '#kernel/keys.ts'
import { certSn } from '#merchant/cert-sn.ts'
import { createApp } from '#merchant/create-app.ts'

import { order } from '../engine/people.ts'
import { listen } from '../notify/listener.ts'
import { signed, urlencoded } from './raw.ts'
import { authOf, rest } from './rest-raw.ts'
import { openStand, type Shop, type Stand } from './stand.ts'

let stand: Stand
let shop: Shop
beforeAll(async () => {
  stand = await openStand()
  shop = await stand.open(undefined, { certificate: 'made' })
})
afterAll(() => stand.shut())

const exec = async (method: string, bizContent: object, by: Shop = shop) =>
  (await by.sdk.exec(method, { bizContent }, { validateSign: true })) as Record<string, string>

const payBiz = async () => ({
  outTradeNo: order(),
  totalAmount: '1.00',
  subject: '豆腐脑',
  authCode: stand.code(await stand.person(10)),
})

const post = async (params: Record<string, string>) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = urlencoded(params)
  return (await fetch(stand.endpoint, { method: 'POST', body, headers })).text()
}

test('the SDK set up with the three files pays by both APIs, verifying each answer', async () => {
  const biz = await payBiz()
  expect(await exec('alipay.trade.pay', biz)).toMatchObject({ code: '10000' })
  const { outTradeNo } = biz
  expect(await exec('alipay.trade.query', { outTradeNo })).toMatchObject({
    tradeStatus: 'TRADE_SUCCESS',
  })
  const body = { out_trade_no: outTradeNo }
  const asked = await shop.sdk.curl('POST', '/v3/alipay/trade/query', { body })
  expect(asked.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
  expect(await exec('alipay.trade.query', { outTradeNo: 'none' })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
})

const snsOf = ({ app, platform, root }: NonNullable<Shop['certificates']>) => ({
  app_cert_sn: certSn(app),
  alipay_cert_sn: certSn(platform),
  alipay_root_cert_sn: certSn(root),
})

test('our numbers of certificates are the SDK’s', () => {
  const ours = snsOf(shop.certificates!)
  const { config } = shop.sdk as unknown as { config: Record<string, string> }
  expect(config).toMatchObject({
    appCertSn: ours.app_cert_sn,
    alipayCertSn: ours.alipay_cert_sn,
    alipayRootCertSn: ours.alipay_root_cert_sn,
  })
})

test('answers name the platform’s certificate between node and sign', async () => {
  const { alipay_cert_sn, ...sns } = snsOf(shop.certificates!)
  const text = await post(signed(shop, 'alipay.trade.query', { out_trade_no: 'x' }, sns))
  expect(text).toMatch(
    new RegExp(
      `^\\{"alipay_trade_query_response":\\{.*\\},"alipay_cert_sn":"${alipay_cert_sn}","sign":"`,
    ),
  )
})

test('the files are chains of RSA certificates, a blank line between the blocks', () => {
  const { app, platform, root } = shop.certificates!
  for (const file of [app, platform]) {
    const blocks = file.split('\n\n')
    expect(blocks).toHaveLength(2)
    const [leaf, above] = blocks.map((block) => new X509Certificate(block))
    expect(leaf!.verify(above!.publicKey)).toBe(true)
    expect(leaf!.checkIssued(above!)).toBe(true)
    expect(above!.fingerprint256).toBe(new X509Certificate(root).fingerprint256)
    expect(leaf!.subject).toContain(`CN=${shop.appId}`)
  }
  const { issuer, subject, publicKey } = new X509Certificate(root)
  expect(issuer).toMatch(
    /^C=CN\nO=Tongbao\nOU=Certification Authority\nCN=Tongbao Root [0-9a-f]{6}$/,
  )
  expect(subject).toBe(issuer)
  expect(publicKey.asymmetricKeyType).toBe('rsa')
})

test('an SDK downloads the certificate behind a number', async () => {
  const { alipay_cert_sn } = snsOf(shop.certificates!)
  const method = 'alipay.open.app.alipaycert.download'
  const got = await exec(method, { alipayCertSn: alipay_cert_sn })
  const pem = Buffer.from(got['alipayCertContent']!, 'base64').toString()
  expect(pem).toBe(shop.certificates!.platform)
  const path = '/v3/alipay/open/app/alipaycert/download'
  const asked = await shop.sdk.curl('GET', path, { query: { alipay_cert_sn } })
  expect(asked.data).toEqual({ alipay_cert_content: got['alipayCertContent'] })
  const other = await stand.open(undefined, { certificate: 'made' })
  const theirs = { alipayCertSn: certSn(other.certificates!.platform) }
  expect(await exec(method, theirs)).toMatchObject({
    code: '40002',
    subCode: 'isv.alipay-cert-not-exist',
  })
})

test('the numbers are checked, and the refusal is signed', async () => {
  const { app_cert_sn, alipay_root_cert_sn } = snsOf(shop.certificates!)
  const bare = await stand.open()
  const none = 'f'.repeat(32)
  const cases: [Shop, Record<string, string>, string][] = [
    [shop, {}, 'missing-app-cert-sn'],
    [shop, { alipay_root_cert_sn }, 'missing-app-cert-sn'],
    [shop, { app_cert_sn }, 'missing-alipay-root-cert-sn'],
    [shop, { app_cert_sn: none, alipay_root_cert_sn }, 'app-cert-not-exist'],
    [shop, { app_cert_sn, alipay_root_cert_sn: none }, 'invalid-alipay-root-cert-sn'],
    [bare, { app_cert_sn, alipay_root_cert_sn }, 'app-cert-not-exist'],
  ]
  for (const [by, sns, code] of cases) {
    const text = await post(signed(by, 'alipay.trade.query', { out_trade_no: 'x' }, sns))
    expect(text).toContain(`"sub_code":"isv.${code}"`)
    const node = `{"${/"(alipay_trade_query_response":.*\})(?:,"alipay_cert_sn"|,"sign")/.exec(text)?.[1]}}`
    expect(JSON.parse(node)).toHaveProperty('alipay_trade_query_response.code', '40002')
    expect(() =>
      by.sdk.checkResponseSign(
        text,
        'alipay_trade_query_response',
        (JSON.parse(text) as { sign: string }).sign,
        '',
      ),
    ).not.toThrow()
  }
  const body = '{"out_trade_no":"x"}'
  const lone = await rest(stand, shop, { path: '/v3/alipay/trade/query', body })
  expect(lone).toMatchObject({ status: 401, verified: true, body: { code: 'missing-app-cert-sn' } })
  expect(lone.headers.get('alipay-sn')).toBe(certSn(shop.certificates!.platform))
  const named = `${authOf(shop)},app_cert_sn=${app_cert_sn}`
  const rootless = await rest(stand, shop, { path: '/v3/alipay/trade/query', body, auth: named })
  expect(rootless).toMatchObject({ status: 400, body: { code: 'ACQ.TRADE_NOT_EXIST' } })
  const wrong = await rest(stand, shop, {
    path: '/v3/alipay/trade/query',
    body,
    auth: `${authOf(shop)},app_cert_sn=${app_cert_sn}`,
    headers: { 'alipay-root-cert-sn': none },
  })
  expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid-alipay-root-cert-sn' } })
})

test('a certificate ends, and says when', async () => {
  const notAfter = new X509Certificate(shop.certificates!.app).validToDate
  const now = stand.clock.now
  const { app_cert_sn } = snsOf(shop.certificates!)
  const path = '/v3/alipay/trade/query'
  const body = '{"out_trade_no":"none"}'
  const auth = () => `${authOf(shop)},app_cert_sn=${app_cert_sn}`
  stand.clock.now = notAfter.getTime() - 1
  expect(await exec('alipay.trade.query', { outTradeNo: 'none' })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
  stand.clock.now = notAfter.getTime()
  const ended = beijingText(stand.clock.now)
  expect(await exec('alipay.trade.query', { outTradeNo: 'none' })).toMatchObject({
    code: '40002',
    subCode: 'isv.app-cert-expired',
    subMsg: `应用公钥证书已过期。app_cert_sn: the app's certificate ended ${ended}; make another app.`,
  })
  expect(await rest(stand, shop, { path, body, auth: auth() })).toMatchObject({
    status: 401,
    verified: true,
    body: { code: 'app-cert-expired' },
  })
  stand.clock.now = now
  expect(await rest(stand, shop, { path, body, auth: auth() })).toMatchObject({
    body: { code: 'ACQ.TRADE_NOT_EXIST' },
  })
})

test('a request for a certificate keeps the key with the merchant', async () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const privateKey = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const request = (
    await Pkcs10CertificateRequestGenerator.create({
      name: 'C=CN, O=Shop, CN=till',
      keys: {
        publicKey: await crypto.subtle.importKey(
          'spki',
          keys.publicKey.export({ type: 'spki', format: 'der' }),
          algorithm,
          true,
          ['verify'],
        ),
        privateKey: await crypto.subtle.importKey(
          'pkcs8',
          keys.privateKey.export({ type: 'pkcs8', format: 'der' }),
          algorithm,
          false,
          ['sign'],
        ),
      },
      signingAlgorithm: algorithm,
    })
  ).toString('pem')
  const deps = { sql: stand.sql, keyring: parseKeyring(stand.keyringText) }
  const merchantId = await stand.shop()
  const asked = { merchantId, name: 'till', now: Date.now() }
  const made = await createApp(deps, { ...asked, certificate: { request } })
  if (!made.ok) throw new Error(made.failure.message)
  expect(made.value.merchantPrivateKey).toBeUndefined()
  const { appId, certificates } = made.value
  const sdk = new AlipaySdk({
    appId,
    privateKey,
    keyType: 'PKCS8',
    appCertContent: certificates!.app,
    alipayPublicCertContent: certificates!.platform,
    alipayRootCertContent: certificates!.root,
    gateway: stand.endpoint,
  })
  const paid = await sdk.exec(
    'alipay.trade.pay',
    { bizContent: await payBiz() },
    { validateSign: true },
  )
  expect(paid).toMatchObject({ code: '10000' })
  for (const bad of ['', 'x', request.replace(/[A-Z]{4}(?=[^-]{200})/, 'AAAA'), privateKey]) {
    const refused = await createApp(deps, { ...asked, certificate: { request: bad } })
    expect(refused).toMatchObject({ ok: false, failure: { field: 'certificate.request' } })
  }
})

test('notifications verify with the platform’s certificate', async () => {
  const worker = await stand.work()
  const server = await listen(() => ({}))
  const bizContent = await payBiz()
  await shop.sdk.exec('alipay.trade.pay', { bizContent, notifyUrl: server.url })
  const [heard] = await server.hears(1)
  const { params } = heard!
  expect(shop.sdk.checkNotifySignV2(params)).toBe(true)
  expect(shop.sdk.checkNotifySign(params)).toBe(true)
  expect(params['out_trade_no']).toBe(bizContent.outTradeNo)
  await server.close()
  await worker.stop()
})
