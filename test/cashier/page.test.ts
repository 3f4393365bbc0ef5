import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'
import { loadApp } from '#merchant/app-keys.ts'
import { signedParams } from '#notify/send.ts'
import type { CashierOrder, WalletOrder } from '#wire/cashier.ts'

import { order } from '../engine/people.ts'
import { signed, urlencoded } from '../gateway/raw.ts'
import { exec, openDesk, openPage, tokenIn, type Desk, type Merchant } from './desk.ts'

let desk: Desk
let merchant: Merchant
beforeAll(async () => {
  desk = await openDesk()
  merchant = await desk.merchant('<b>"店" & 娃\'s</b>')
})
afterAll(async () => {
  expect((await audit(desk.sql)).broken).toEqual([])
  await desk.close()
})

type Refused = { error: { code: string; detail?: { waitSeconds: number } } }

const productOf = { page: 'FAST_INSTANT_TRADE_PAY', wap: 'QUICK_WAP_WAY' }
type Way = keyof typeof productOf
const biz = (way: Way, more: object = {}) => ({
  outTradeNo: order(),
  totalAmount: '8.88',
  subject: '<script>alert(1)</script>',
  productCode: productOf[way],
  ...more,
})
const notifyUrl = 'http://127.0.0.1:1/told'
const page = (way: Way, verb: 'GET' | 'POST', bizContent: object, more: object = {}) =>
  merchant.sdk.pageExecute(`alipay.trade.${way}.pay`, verb, { bizContent, notifyUrl, ...more })
const enter = (token: string) =>
  desk.browser().post<CashierOrder & Refused>(`/api/cashier/orders/${token}/enter`)
const pay = (token: string, phone: string, paymentPassword = '246810') =>
  desk
    .browser()
    .post<CashierOrder & Refused>(`/api/cashier/orders/${token}/pay`, { phone, paymentPassword })
const query = (outTradeNo: string) => exec(merchant, 'alipay.trade.query', { outTradeNo })

test.each([
  ['page', 'GET'],
  ['page', 'POST'],
  ['wap', 'GET'],
  ['wap', 'POST'],
] as const)('%s.pay by %s leads to the desk and back', async (way, verb) => {
  const buyer = await desk.buyer(10)
  const order = biz(way, { passbackParams: 'k%3Dv' })
  const { outTradeNo } = order
  const returnUrl = 'https://shop.example/done?lang=zh#top'
  const opened = await openPage(page(way, verb, order, { returnUrl }))
  expect(opened.status).toBe(302)
  expect(opened.headers.get('cache-control')).toBe('no-store')
  const token = tokenIn(opened)
  expect(await query(outTradeNo)).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' })
  expect(await desk.order(token)).toMatchObject({ state: 'waiting', tradeNo: null })

  const entered = await enter(token)
  expect(entered).toMatchObject({
    status: 200,
    body: {
      product: way,
      state: 'waiting',
      amount: '8.88',
      subject: '<script>alert(1)</script>',
      merchantName: '<b>"店" & 娃\'s</b>',
      returnUrl: null,
    },
  })
  expect(await query(outTradeNo)).toMatchObject({ tradeStatus: 'WAIT_BUYER_PAY' })
  const paid = await pay(token, buyer.phone)
  expect(paid).toMatchObject({ status: 200, body: { state: 'paid', outTradeNo } })
  expect(await buyer.balance()).toBe(112n)
  // The same buyer again: nothing moves.
  expect((await pay(token, buyer.phone)).body.state).toBe('paid')
  expect(await buyer.balance()).toBe(112n)

  const back = new URL(paid.body.returnUrl!)
  expect(`${back.origin}${back.pathname}${back.hash}`).toBe('https://shop.example/done#top')
  const { lang, ...told } = Object.fromEntries(back.searchParams)
  expect(lang).toBe('zh')
  expect(told).toMatchObject({
    app_id: merchant.appId,
    auth_app_id: merchant.appId,
    method: `alipay.trade.${way}.pay.return`,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    out_trade_no: outTradeNo,
    trade_no: paid.body.tradeNo,
    total_amount: '8.88',
    seller_id: merchant.merchantId,
  })
  expect(merchant.sdk.checkNotifySign(told)).toBe(true)
  expect(merchant.sdk.checkNotifySignV2(told)).toBe(true)
  expect(merchant.sdk.checkNotifySignV2({ ...told, total_amount: '0.01' })).toBe(false)
  expect((await desk.order(token)).returnUrl).toBe(paid.body.returnUrl)
  expect(await desk.told(outTradeNo)).toMatchObject([
    { trade_status: 'TRADE_SUCCESS', passback_params: 'k%3Dv' },
  ])
})

test('who pays at the desk by scanning comes back to the shop from there', async () => {
  const buyer = await desk.buyer(10)
  const token = tokenIn(await openPage(page('page', 'GET', biz('page'), { returnUrl: notifyUrl })))
  const { qr } = await desk.order(token)
  expect(qr).toMatch(/^http:\/\/[\d.]+:8300\/q\/[\w-]{32}$/)
  const scanned = await buyer.wallet.post<WalletOrder>('/api/wallet/scan', { text: qr })
  expect(scanned.body).toMatchObject({ token, product: 'page', state: 'waiting', returnUrl: null })
  const paying = await buyer.wallet.post(`/api/wallet/orders/${token}/pay`, {
    paymentPassword: '246810',
  })
  expect(paying.status).toBe(200)
  const { returnUrl } = await desk.order(token)
  expect(returnUrl).toMatch(/^http:\/\/127\.0\.0\.1:1\/told\?app_id=/)
  const seen = await buyer.wallet.get<WalletOrder>(`/api/wallet/orders/${token}`)
  expect(seen.body).toMatchObject({ paidByMe: true, returnUrl })
})

test('an app hands the wallet a signed string', async () => {
  const buyer = await desk.buyer(10)
  const { sdk } = merchant
  const outTradeNo = order()
  const bizContent = { outTradeNo, totalAmount: '3.00', subject: 'T恤 100%棉 + 帽' }
  const text = sdk.sdkExecute('alipay.trade.app.pay', { bizContent, notifyUrl })
  const scan = (given: string) =>
    buyer.wallet.post<WalletOrder & Refused>('/api/wallet/scan', { text: given })
  const { token } = (await scan(text)).body
  expect((await scan(text)).body).toMatchObject({
    token,
    product: 'app',
    subject: 'T恤 100%棉 + 帽',
    amount: '3.00',
    state: 'waiting',
  })
  const changed = text.replace('3.00', '2.00')
  expect(changed).not.toBe(text)
  expect((await scan(changed)).body.error).toMatchObject({
    code: 'SCAN_UNKNOWN',
    detail: { subCode: 'isv.invalid-signature' },
  })
  const other = { ...bizContent, totalAmount: '4.00' }
  const inconsistent = await scan(sdk.sdkExecute('alipay.trade.app.pay', { bizContent: other }))
  expect(inconsistent.body.error.code).toBe('CONTEXT_INCONSISTENT')
  const wrongProduct = { ...bizContent, productCode: 'QUICK_WAP_WAY' }
  const refused = await scan(sdk.sdkExecute('alipay.trade.app.pay', { bizContent: wrongProduct }))
  expect(refused.body.error).toMatchObject({ detail: { subCode: 'ACQ.INVALID_PARAMETER' } })

  await buyer.wallet.post(`/api/wallet/orders/${token}/pay`, { paymentPassword: '246810' })
  await exec(merchant, 'alipay.trade.refund', { outTradeNo, refundAmount: 1, outRequestNo: 'a' })
  expect(await desk.told(outTradeNo)).toHaveLength(1)
  await exec(merchant, 'alipay.trade.refund', { outTradeNo, refundAmount: 2, outRequestNo: 'b' })
  expect(await desk.told(outTradeNo)).toMatchObject([
    { trade_status: 'TRADE_SUCCESS' },
    { trade_status: 'TRADE_CLOSED', refund_fee: '3.00', out_biz_no: 'b' },
  ])
})

test('an order that ends unpaid is told where it began on a phone, and not where on a page', async () => {
  for (const way of ['page', 'wap'] as const) {
    const ends = { close: biz(way), cancel: biz(way), expire: biz(way, { timeoutExpress: '5m' }) }
    for (const one of Object.values(ends))
      await enter(tokenIn(await openPage(page(way, 'GET', one))))
    for (const verb of ['close', 'cancel'] as const) {
      const { outTradeNo } = ends[verb]
      expect(await exec(merchant, `alipay.trade.${verb}`, { outTradeNo })).toMatchObject({
        code: '10000',
      })
    }
    desk.clock.now += 5 * 60_000
    const { outTradeNo } = ends.expire
    await desk.engine.submit({ kind: 'expire', merchantId: merchant.merchantId, outTradeNo })
    for (const one of Object.values(ends)) {
      const told = await desk.told(one.outTradeNo)
      expect(told).toHaveLength(way === 'wap' ? 1 : 0)
      if (way === 'wap') {
        expect(told[0]).toMatchObject({ trade_status: 'TRADE_CLOSED', total_amount: '8.88' })
        expect(told[0]).not.toHaveProperty('buyer_pay_amount')
        expect(told[0]).not.toHaveProperty('buyer_id')
      }
    }
  }
})

test('what the shop is told of an order’s life verifies in its SDK', async () => {
  const buyer = await desk.buyer(20)
  const one = biz('wap', { body: '100% 棉' })
  const { outTradeNo } = one
  const token = tokenIn(await openPage(page('wap', 'POST', one)))
  await pay(token, buyer.phone)
  await exec(merchant, 'alipay.trade.cancel', { outTradeNo })
  const unpaid = biz('wap')
  await enter(tokenIn(await openPage(page('wap', 'GET', unpaid))))
  await exec(merchant, 'alipay.trade.cancel', { outTradeNo: unpaid.outTradeNo })
  const told = [...(await desk.told(outTradeNo)), ...(await desk.told(unpaid.outTradeNo))]
  expect(told.map((params) => params['trade_status'])).toEqual([
    'TRADE_SUCCESS',
    'TRADE_CLOSED',
    'TRADE_CLOSED',
  ])
  const { platformPrivateKey: key } = (await loadApp(desk.sql, desk.keyring, merchant.appId))!
  for (const params of told) {
    expect(Object.values(params)).not.toContain('')
    const sent = await signedParams({ url: notifyUrl, params, notifyId: 'n1', key }, desk.clock.now)
    expect(merchant.sdk.checkNotifySignV2(sent)).toBe(true)
  }
})

test('a form in GBK is read as it was signed', async () => {
  const one = { ...biz('page'), subject: '龙井茶（礼盒）' }
  const { outTradeNo, totalAmount, subject } = one
  const text = JSON.stringify({ out_trade_no: outTradeNo, total_amount: totalAmount, subject })
  const params = signed(merchant, 'alipay.trade.page.pay', text, { charset: 'GBK', signIn: 'gbk' })
  const { biz_content, ...system } = params
  const response = await fetch(`${desk.endpoint}?${urlencoded(system, 'gbk')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=GBK' },
    body: urlencoded({ biz_content: biz_content! }, 'gbk'),
    redirect: 'manual',
  })
  expect((await desk.order(tokenIn(response))).subject).toBe(subject)
})

test('one order may have a page and a QR at once, and is paid once', async () => {
  const [one, two] = [await desk.buyer(20), await desk.buyer(20)]
  const { productCode: _, ...order } = biz('page')
  const token = tokenIn(await openPage(page('page', 'GET', order)))
  const { qrCode } = await exec(merchant, 'alipay.trade.precreate', order)
  await enter(token)
  const scanned = await two.wallet.post<WalletOrder>('/api/wallet/scan', { text: qrCode! })
  expect(scanned.body.tradeNo).toBe((await desk.order(token)).tradeNo)
  const secret = { paymentPassword: '246810' }
  const [left, right] = await Promise.all([
    pay(token, one.phone),
    two.wallet.post<Refused>(`/api/wallet/orders/${scanned.body.token}/pay`, secret),
  ])
  expect(new Set([left.status, right.status])).toEqual(new Set([200, 409]))
  expect((await one.balance()) + (await two.balance())).toBe(4000n - 888n)
  expect(await desk.told(order.outTradeNo)).toHaveLength(1)
})

test('what cannot be paid is said on a page that nothing can be smuggled into', async () => {
  const good = page('page', 'GET', biz('page'))
  const read = async (url: string, language = 'zh-CN,zh;q=0.9') => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'accept-language': language },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    return response.text()
  }
  const broken = await read(`${good}x`)
  expect(broken).toContain('isv.invalid-signature')
  expect(broken).toContain('这笔订单无法付款')
  expect(broken).toContain('没有扣款')
  const english = await read(`${good}x`, 'fr-FR,en-US;q=0.8,zh;q=0.5')
  expect(english).toContain('isv.invalid-signature')
  expect(english).toContain('This order cannot be paid')
  expect(english).toContain('No money moved')
  const faults: [object, object, string][] = [
    [{ totalAmount: '0' }, {}, 'total_amount'],
    [{ outTradeNo: '<img>' }, {}, 'ACQ.INVALID_PARAMETER'],
    [{ productCode: 'QUICK_WAP_WAY' }, {}, 'product_code'],
    [{ sellerId: '2088' }, {}, 'ACQ.SELLER_NOT_EXIST'],
    [{ timeExpire: '2020-01-01 00:00' }, {}, 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
    [{ extUserInfo: { name: 'x' } }, {}, 'ext_user_info'],
    [{}, { returnUrl: 'javascript:alert(1)' }, 'return_url'],
    [{}, { returnUrl: 'https://a:b@shop.example/' }, 'return_url'],
    [{}, { notifyUrl: 'ftp://shop.example/' }, 'notify_url'],
  ]
  for (const [more, beside, expected] of faults) {
    expect(await read(page('page', 'GET', biz('page', more), beside))).toContain(expected)
  }
  const smuggled = `${desk.endpoint}?method=alipay.trade.page.pay&charset=utf-8&app_id=1&%3Cscript%3E=1&%3Cscript%3E=2`
  const html = await read(smuggled)
  expect(html).toContain('&lt;script&gt;: came more than once')
  expect(html).not.toContain('<script>')
})

test('a wap order may bear its old product name', async () => {
  const old = biz('wap', { productCode: 'QUICK_WAP_PAY' })
  const token = tokenIn(await openPage(page('wap', 'POST', old)))
  await enter(token)
  await exec(merchant, 'alipay.trade.close', { outTradeNo: old.outTradeNo })
  expect(await desk.told(old.outTradeNo)).toHaveLength(1)
})

test('at the desk, guessing ends soon and tells nothing about who is a member', async () => {
  const buyer = await desk.buyer(100)
  const token = tokenIn(await openPage(page('page', 'GET', biz('page'))))
  for (const phone of [buyer.phone, '19900000000']) {
    const other = tokenIn(await openPage(page('page', 'GET', biz('page'))))
    for (let tries = 0; tries < 4; tries++) {
      const { status, body } = await pay(other, phone, '135791')
      expect([status, body.error]).toMatchObject([401, { code: 'WRONG_LOGIN' }])
      expect(body.error.detail).toBeUndefined()
    }
    const locked = await pay(other, phone)
    expect([locked.status, locked.body.error.code]).toEqual([423, 'LOGIN_LOCKED'])
    expect(locked.body.error.detail!.waitSeconds).toBeGreaterThan(0)
  }
  // The window is over, and the member's own lock comes with the fifth wrong try in a row.
  desk.clock.now += 600_000
  expect((await pay(token, buyer.phone, '135791')).body.error.code).toBe('LOGIN_LOCKED')
  expect((await pay(token, buyer.phone)).body.error.code).toBe('LOGIN_LOCKED')
  desk.clock.now += 900_000
  expect((await pay(token, buyer.phone)).body.state).toBe('paid')

  // An address has thirty wrong tries whatever it tries them on; right ones are not counted.
  desk.clock.now += 600_000
  const busy = await desk.buyer(100)
  for (let tries = 0; tries < 30; tries++) {
    const fresh = tokenIn(await openPage(page('page', 'GET', biz('page'))))
    if (tries % 15 === 0) expect((await pay(fresh, busy.phone)).body.state).toBe('paid')
    expect((await pay(fresh, `199000001${String(tries).padStart(2, '0')}`)).status).toBe(401)
  }
  const last = tokenIn(await openPage(page('page', 'GET', biz('page'))))
  expect((await pay(last, busy.phone)).body.error.code).toBe('LOGIN_LOCKED')
})

test('a token that nobody made names nothing', async () => {
  for (const token of ['x', 'a'.repeat(32)]) {
    for (const reply of [await enter(token), await pay(token, '13800000000')]) {
      expect([reply.status, reply.body.error.code]).toEqual([404, 'TRADE_NOT_EXIST'])
    }
  }
})
