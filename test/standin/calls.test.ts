import { afterAll, beforeAll, expect, test } from 'vitest'

import type { CallDetail, CallPage } from '#wire/standin.ts'

import { listen, openStand, order, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand.shut())

const list = async (query: Record<string, string>) => {
  const path = `/api/standin/calls?${new URLSearchParams(query)}`
  return (await stand.browser.get<CallPage>(path)).body
}
const detail = async (id: string) =>
  (await stand.browser.get<CallDetail>(`/api/standin/calls/${id}`)).body

test('a payment is kept with what came, what was signed and what was answered, secrets masked', async () => {
  const payer = await stand.payer(10)
  const code = payer.code()
  const outTradeNo = order()
  const biz = {
    outTradeNo,
    totalAmount: '1.00',
    subject: '拿铁',
    authCode: code,
    scene: 'bar_code',
  }
  const paid = await stand.sdk.exec('alipay.trade.pay', { bizContent: biz })
  expect(paid['code']).toBe('10000')

  const { calls } = await list({ text: outTradeNo })
  expect(calls).toHaveLength(1)
  const traceId = paid.traceId!
  expect(calls[0]).toMatchObject({
    traceId,
    appId: stand.appId,
    api: 'v2',
    method: 'alipay.trade.pay',
    outTradeNo,
    code: '10000',
    subCode: null,
    fault: null,
  })
  const call = await detail(traceId)
  expect(call).toEqual(await detail(calls[0]!.callId))
  expect(call.received['app_id']).toBe(stand.appId)
  expect(call.received['biz_content']).toContain(`"auth_code":"${code.slice(0, 2)}…"`)
  expect(call.received['sign']).toMatch(/^.{8}…$/)
  expect(call.signedText).toContain('method=alipay.trade.pay')
  expect(call.body).toContain('"alipay_trade_pay_response":{"code":"10000"')
  expect(JSON.stringify(call)).not.toContain(code)
  const rows = await stand.sql`select * from gateway_call`
  expect(
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? '' : value)),
  ).not.toContain(code)
})

test('the notifications of the order are there with every attempt', async () => {
  const listener = await listen(() => ({ status: 500, body: 'no' }))
  const outTradeNo = order()
  const payer = await stand.payer(10)
  await stand.sdk.exec('alipay.trade.pay', {
    notifyUrl: listener.url,
    bizContent: {
      outTradeNo,
      totalAmount: '1.00',
      subject: '拿铁',
      authCode: payer.code(),
      scene: 'bar_code',
    },
  })
  const { calls } = await list({ text: outTradeNo })
  await expect
    .poll(async () => (await detail(calls[0]!.callId)).notifications[0]?.attempts, {
      timeout: 8000,
    })
    .toMatchObject([{ attempt: 1, status: 500, answer: 'no', error: null }])
  const { notifications } = await detail(calls[0]!.callId)
  expect(notifications).toMatchObject([{ state: 'waiting', tradeStatus: 'TRADE_SUCCESS' }])
  await listener.close()
})

test('V3, an unknown app and a wrong signature are kept as well, and found', async () => {
  const outTradeNo = order()
  await stand.sdk
    .curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo } })
    .catch(() => undefined)
  expect((await list({ text: outTradeNo })).calls).toMatchObject([
    { api: 'v3', method: 'alipay.trade.query', subCode: 'ACQ.TRADE_NOT_EXIST' },
  ])
  const call = await detail((await list({ text: outTradeNo })).calls[0]!.callId)
  expect(call.signedText).toMatch(/^app_id=.*\nPOST\n\/v3\/alipay\/trade\/query\n\{.*\}\n$/s)
  expect(call.received['authorization']).toMatch(/sign=.{8}…$/)

  await stand.browser.get('/healthz')
  await fetch(`${stand.endpoint}/gateway.do?app_id=2021000000000009&method=alipay.trade.query`)
  await fetch(
    `${stand.endpoint}/gateway.do?app_id=${stand.appId}&method=alipay.trade.query&sign_type=RSA2&sign=AAAA`,
  )
  expect((await list({ text: 'isv.invalid-app-id' })).calls).toMatchObject([{ appId: '' }])
  expect((await list({ text: 'isv.invalid-signature' })).calls).toMatchObject([
    { appId: stand.appId, code: '40002' },
  ])
})

test('pages follow each other, newest first', async () => {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await list({ limit: '2', ...(cursor && { cursor }) })
    all.push(...page.calls.map(({ callId }) => callId))
    cursor = page.next ?? undefined
  } while (cursor)
  expect(all.length).toBeGreaterThan(4)
  expect(all).toEqual(all.toSorted().reverse())
  expect((await stand.browser.get('/api/standin/calls/none')).status).toBe(404)
})
