import { afterAll, beforeAll, expect, test } from 'vitest'

import { order } from '../engine/people.ts'
import { readAnswer, signed, urlencoded } from './raw.ts'
import { openShop, shutAudited, type Premises } from './stand.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const unknown = 'alipay.trade.unheard.of'
const query = 'alipay.trade.query'
const none = { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' }

/** Fills a form in as a browser does: the fields of its inputs go to its action. */
function submit(html: string) {
  const action = /<form action="([^"]+)" method="post"/.exec(html)![1]!
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  const body = new URLSearchParams()
  for (const [, name, value] of fields) body.append(name!, value!.replaceAll('&quot;', '"'))
  return fetch(action, { method: 'POST', body: body.toString(), headers: form })
}

test('what sdkExecute signs is verified, whether a method is known or not', async () => {
  const bizContent = { outTradeNo: 'none', subject: '包子 & "豆浆" + 100%' }
  const post = async (method: string) => {
    const body = shop.sdk.sdkExecute(method, { bizContent, notifyUrl: 'http://127.0.0.1:9/n?a=1' })
    const response = await fetch(stand.endpoint, { method: 'POST', body, headers: form })
    return readAnswer(shop, response)
  }
  expect(await post(query)).toMatchObject({ status: 200, verified: true, node: none })
  expect(await post(unknown)).toMatchObject({
    verified: true,
    name: 'alipay_trade_unheard_of_response',
    node: { code: '40002', sub_code: 'isv.invalid-method' },
  })
})

test('what pageExecute signs is verified, as a form and as a URL', async () => {
  const params = {
    bizContent: { outTradeNo: order(), subject: '包子 & "豆浆"' },
    returnUrl: 'http://shop.example/back?a=1&b=2',
  }
  for (const [method, node] of [
    [query, none],
    [unknown, { sub_code: 'isv.invalid-method' }],
  ] as const) {
    const posted = await submit(shop.sdk.pageExecute(method, 'POST', params))
    expect(await readAnswer(shop, posted)).toMatchObject({ status: 200, verified: true, node })
    const got = await fetch(shop.sdk.pageExecute(method, 'GET', params))
    expect(await readAnswer(shop, got)).toMatchObject({ status: 200, verified: true, node })
  }
})

test('a form whose action holds the charset alone, as the PHP SDK writes it', async () => {
  const { charset, ...rest } = signed(shop, query, { out_trade_no: 'none' })
  const response = await fetch(`${stand.endpoint}?charset=${charset}`, {
    method: 'POST',
    body: urlencoded({ ...rest, charset: charset! }),
    headers: form,
  })
  expect(await readAnswer(shop, response)).toMatchObject({ verified: true, node: none })
})
