import { createPublicKey, sign } from 'node:crypto'

import { AlipayFormData, AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { methods } from '#gateway/method.ts'
import { verbOf } from '#gateway/rest/path.ts'
import { diagnose } from '#standin/doctor/diagnose.ts'
import { readPaste } from '#standin/doctor/paste.ts'

import { order } from '../engine/people.ts'
import { authOf, readRest, rest } from './rest-raw.ts'
import { openShop, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const pathOf = (method: string) => `/v3/${method.replaceAll('.', '/')}`

test('each method is asked by one verb, and another verb is told which', async () => {
  const offered = Object.keys(methods).flatMap((method) => {
    const verb = verbOf(method)
    return verb ? [{ method, verb }] : []
  })
  expect(offered.filter(({ verb }) => verb === 'GET').length).toBeGreaterThan(4)
  expect(offered).toHaveLength(Object.keys(methods).length - 3)
  for (const { method, verb } of offered) {
    for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const asked = await rest(stand, shop, { verb: other, path: pathOf(method) })
      if (other === verb) {
        expect(asked.body['code']).not.toBe('invalid-method')
        continue
      }
      expect({ method, other, ...asked }).toMatchObject({
        status: 404,
        verified: true,
        body: {
          code: 'invalid-method',
          message: `不存在的方法名。${method}: is asked by ${verb}, not by ${other}.`,
        },
      })
    }
  }
  const page = await rest(stand, shop, { path: pathOf('alipay.trade.page.pay') })
  expect(page.body['message']).toMatch(/not offered here/)
})

test('an endpoint with a path before it, signed with that path or without', async () => {
  const { out_trade_no, ...biz } = {
    out_trade_no: order(),
    total_amount: '1.00',
    subject: '茶',
    auth_code: stand.code(await stand.person(10)),
  }
  for (const prefix of ['/team7', '/a/b', '/a/b/c']) {
    const sdk = new AlipaySdk({
      ...shop.sdk.config,
      keyType: 'PKCS8',
      endpoint: `${stand.base}${prefix}`,
    })
    const paid = await sdk.curl('POST', pathOf('alipay.trade.pay'), {
      body: { out_trade_no, ...biz },
    })
    expect(paid).toMatchObject({ responseHttpStatus: 200, data: { out_trade_no } })
    const cipher = await sdk.curl('POST', pathOf('alipay.trade.query'), {
      body: { out_trade_no },
      needEncrypt: true,
    })
    expect(cipher.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
    const form = new AlipayFormData()
    form.addField('out_trade_no', out_trade_no)
    const uploaded = await sdk.curl('POST', pathOf('alipay.trade.query'), { form })
    expect(uploaded.data).toMatchObject({ out_trade_no })
    const listed = await sdk.curl('GET', pathOf('alipay.fund.account.query'), {
      query: { account_type: 'ACCTRANS_ACCOUNT' },
    })
    expect(listed.data).toHaveProperty('available_amount')
    const path = `${prefix}${pathOf('alipay.trade.query')}?from=here`
    const whole = await rest(stand, shop, { path, body: JSON.stringify({ out_trade_no }) })
    expect(whole).toMatchObject({ status: 200, verified: true, body: { out_trade_no } })
    const other = await rest(stand, shop, {
      path: `/other${pathOf('alipay.trade.query')}`,
      body: '{}',
      send: { path: `${prefix}${pathOf('alipay.trade.query')}` },
    })
    expect(other).toMatchObject({ status: 401, body: { code: 'invalid-signature' } })
  }
})

test('the doctor knows both texts of such a call', () => {
  const auth = authOf(shop)
  const own = { owner: 'merchant', key: createPublicKey(shop.privateKey) }
  const look = (signedPath: string) => {
    const text = `${auth}\nPOST\n${signedPath}\n{}\n`
    const sealed = sign('sha256', Buffer.from(text), shop.privateKey).toString('base64')
    const authorization = `authorization: ALIPAY-SHA256withRSA ${auth},sign=${sealed}`
    const paste = readPaste(`curl -X POST http://pay.example/a/v3/x -H '${authorization}' -d '{}'`)
    return diagnose(paste!, own)
  }
  expect(look('/v3/x')).toMatchObject({ verifies: true })
  expect(look('/a/v3/x')).toMatchObject({ verifies: true })
  expect(look('/x')).toMatchObject({ verifies: false, causes: ['REST_LINES'] })
})

test('what is not there is said as V3 says it, whatever stands before it', async () => {
  const reply = await fetch(`${stand.base}/team7/v3/alipay/trade/query`, { method: 'POST' })
  expect(await readRest(shop, reply)).toMatchObject({
    status: 401,
    body: { code: 'missing-signature' },
  })
})
