import { afterAll, beforeAll, expect, test } from 'vitest'

import { parseKeyring } from '#kernel/keys.ts'
import { authorise, endAuthorisations, type NewAuthorisation } from '#merchant/authorise.ts'
import { findTrade } from '#trade/find.ts'

import { order } from '../engine/people.ts'
import { listen } from '../notify/listener.ts'
import { readAnswer, signed, urlencoded } from './raw.ts'
import { rest } from './rest-raw.ts'
import { openStand, shutAudited, type Shop, type Stand } from './stand.ts'

let stand: Stand
let provider: Shop
let merchant: Shop
beforeAll(async () => {
  stand = await openStand()
  provider = await stand.open()
  merchant = await stand.open()
})
afterAll(() => shutAudited(stand))

const allow = (more: Partial<NewAuthorisation> = {}) =>
  authorise(
    { sql: stand.sql, keyring: parseKeyring(stand.keyringText) },
    { appId: provider.appId, merchantId: merchant.merchantId, now: stand.clock.now, ...more },
  )

async function tokenOf(more: Partial<NewAuthorisation> = {}) {
  const made = await allow(more)
  if (!made.ok) throw new Error(made.failure.message)
  return made.value
}

const exec = (shop: Shop, method: string, bizContent: object, appAuthToken?: string) =>
  shop.sdk.exec(
    method,
    { bizContent, ...(appAuthToken !== undefined && { appAuthToken }) },
    { validateSign: true },
  )

const payBiz = async () => ({
  outTradeNo: order(),
  totalAmount: '3.00',
  subject: '小笼包',
  authCode: stand.code(await stand.person(10)),
})

test('a provider takes, asks for and refunds a merchant’s order, by both APIs', async () => {
  const { appAuthToken, authAppId } = await tokenOf()
  expect(authAppId).toBe(merchant.appId)
  const biz = await payBiz()
  const { outTradeNo } = biz
  expect(await exec(provider, 'alipay.trade.pay', biz, appAuthToken)).toMatchObject({
    code: '10000',
  })
  const trade = await findTrade(stand.sql, { merchantId: merchant.merchantId, outTradeNo })
  expect(trade).toMatchObject({ state: 'TRADE_SUCCESS', appId: provider.appId })
  const query = 'alipay.trade.query'
  expect(await exec(merchant, query, { outTradeNo })).toMatchObject({ totalAmount: '3.00' })
  expect(await exec(provider, query, { outTradeNo })).toMatchObject({
    subCode: 'ACQ.TRADE_NOT_EXIST',
  })
  const refund = { outTradeNo, refundAmount: '1.00', outRequestNo: 'r1' }
  expect(await exec(provider, 'alipay.trade.refund', refund, appAuthToken)).toMatchObject({
    refundFee: '1.00',
  })
  // The token is signed where it stands in the query, in GBK and in cipher as well.
  const inQuery = signed(
    provider,
    query,
    { out_trade_no: outTradeNo },
    {
      app_auth_token: appAuthToken,
      charset: 'GBK',
    },
  )
  const byGet = await fetch(`${stand.endpoint}?${urlencoded(inQuery, 'gbk')}`)
  expect(await readAnswer(provider, byGet)).toMatchObject({
    verified: true,
    node: { trade_status: 'TRADE_SUCCESS' },
  })
  const inCipher = { bizContent: { outTradeNo }, appAuthToken, needEncrypt: true }
  expect(await provider.sdk.exec(query, inCipher)).toMatchObject({ totalAmount: '3.00' })
  const asked = await provider.sdk.curl('POST', '/v3/alipay/trade/query', {
    body: { out_trade_no: outTradeNo },
    appAuthToken,
  })
  expect(asked.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
})

test('the notification names the merchant’s app and is signed for the provider', async () => {
  const worker = await stand.work()
  const server = await listen(() => ({}))
  const { appAuthToken } = await tokenOf()
  await provider.sdk.exec('alipay.trade.pay', {
    bizContent: await payBiz(),
    notifyUrl: server.url,
    appAuthToken,
  })
  const [heard] = await server.hears(1)
  const { params } = heard!
  expect(params).toMatchObject({
    app_id: provider.appId,
    auth_app_id: merchant.appId,
    seller_id: merchant.merchantId,
  })
  expect(provider.sdk.checkNotifySignV2(params)).toBe(true)
  await server.close()
  await worker.stop()
})

test('a token serves its own app, until its end, for what a provider may do', async () => {
  const { appAuthToken } = await tokenOf()
  const short = await tokenOf({ days: 1 })
  const other = await stand.open()
  const asked = { outTradeNo: 'x' }
  const transfer = 'alipay.fund.trans.uni.transfer'
  const late = { now: stand.clock.now - 2 * 86_400_000, days: 1 }
  const cases: [Shop, string, string, string][] = [
    [other, 'alipay.trade.query', appAuthToken, 'invalid-app-auth-token'],
    [provider, 'alipay.trade.query', 'none', 'invalid-app-auth-token'],
    [provider, 'alipay.trade.query', 'n'.repeat(500), 'invalid-app-auth-token'],
    [provider, 'alipay.trade.query', (await tokenOf(late)).appAuthToken, 'app-auth-token-time-out'],
    [provider, transfer, appAuthToken, 'invalid-app-auth-token-no-api'],
    [provider, 'alipay.fund.account.query', short.appAuthToken, 'invalid-app-auth-token-no-api'],
  ]
  for (const [shop, method, token, code] of cases) {
    expect(await exec(shop, method, asked, token)).toMatchObject({
      code: '20001',
      subCode: `aop.${code}`,
    })
  }
  const call = { path: '/v3/alipay/trade/query', body: '{"out_trade_no":"x"}' }
  expect(await rest(stand, other, { ...call, token: appAuthToken })).toMatchObject({
    status: 401,
    verified: true,
    body: { code: 'invalid-app-auth-token' },
  })
})

test('what is ended serves no more, and of a token the database holds no trace', async () => {
  const third = await stand.open()
  const { appAuthToken } = await tokenOf({ merchantId: third.merchantId })
  const { merchantId } = third
  const { appId } = provider
  expect(await endAuthorisations(stand.sql, { appId, merchantId, now: stand.clock.now })).toBe(1)
  expect(await endAuthorisations(stand.sql, { appId, merchantId, now: stand.clock.now })).toBe(0)
  const asked = await exec(provider, 'alipay.trade.query', { outTradeNo: 'x' }, appAuthToken)
  expect(asked).toMatchObject({ subCode: 'aop.invalid-app-auth-token' })
  const rows = await stand.sql`select * from app_authorisation where merchant_id = ${merchantId}`
  expect(JSON.stringify(rows)).not.toContain(appAuthToken)
})

test('what cannot be allowed is refused by name', async () => {
  const bare = await stand.shop()
  const cases: [Partial<NewAuthorisation>, string][] = [
    [{ appId: '2021000000000000' }, 'appId'],
    [{ appId: merchant.appId }, 'appId'],
    [{ merchantId: bare }, 'merchantId'],
    [{ merchantId: '2088000000000000' }, 'merchantId'],
    [{ days: 0 }, 'days'],
    [{ days: 1.5 }, 'days'],
    [{ days: 3651 }, 'days'],
  ]
  for (const [more, field] of cases) {
    expect(await allow(more)).toMatchObject({ ok: false, failure: { field } })
  }
})
