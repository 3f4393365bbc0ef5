import MobileModule from 'alipay-mobile'
import OldModule from 'alipay-sdk-3'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingDay } from '#kernel/clock.ts'

import { openPage, tokenIn } from '../cashier/desk.ts'
import { order } from '../engine/people.ts'
import { listen } from '../notify/listener.ts'
import { openStand, shutAudited, type Shop, type Stand } from './stand.ts'

type Answer = Record<string, string>
/** Both packages are CommonJS with a default export, and bring types of their own that are looser than these. */
type OldSdk = {
  exec: (method: string, params: object, options: object) => Promise<Answer>
  pageExec: (method: string, params: object) => string
  sdkExec: (method: string, params: object) => string
  checkNotifySign: (params: object, raw: boolean) => boolean
}
type Mobile = Record<
  | 'queryOrder'
  | 'tradePrecreate'
  | 'tradeRefund'
  | 'tradeRefundQuery'
  | 'cancelOrder'
  | 'tradeClose'
  | 'billDownloadQuery',
  (params: object) => Promise<{ data: Answer }>
> &
  Record<
    'createWebOrderURL' | 'createPageOrderURL',
    (params: object, more: object) => { data: string }
  > & { makeNotifyResponse: (params: object) => { code: number } }

const classOf = <Made>(module: unknown) =>
  ((module as { default?: unknown }).default ?? module) as new (options: object) => Made
const Old = classOf<OldSdk>(OldModule)
const MobileSdk = classOf<Mobile>(MobileModule)

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => shutAudited(stand))

const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '')

function oldOf(shop: Shop, signType: 'RSA' | 'RSA2') {
  return new Old({
    appId: shop.appId,
    privateKey: bare(shop.privateKey),
    keyType: 'PKCS8',
    ...(shop.certificates
      ? {
          appCertContent: shop.certificates.app,
          alipayPublicCertContent: shop.certificates.platform,
          alipayRootCertContent: shop.certificates.root,
        }
      : { alipayPublicKey: bare(shop.platformPublicKey) }),
    signType,
    encryptKey: shop.contentKey,
    gateway: stand.endpoint,
  })
}

const plain = () => ({ outTradeNo: order(), totalAmount: '20.00', subject: '套餐 & "饮料" +1' })

for (const mode of ['keys', 'RSA', 'certificates', 'AES'] as const) {
  test(`alipay-sdk 3.6.2, ${mode}`, async () => {
    const shop = await stand.open(undefined, mode === 'certificates' ? { certificate: 'made' } : {})
    const sdk = oldOf(shop, mode === 'RSA' ? 'RSA' : 'RSA2')
    const needEncrypt = mode === 'AES'
    const ask = async (method: string, bizContent: object) => {
      const params = { bizContent, ...(needEncrypt && { needEncrypt }) }
      const answer = await sdk.exec(method, params, { validateSign: !needEncrypt })
      expect({ method, ...answer }).toMatchObject({ code: '10000' })
      return answer
    }
    const payer = await stand.person(100)
    const sale = { ...plain(), authCode: stand.code(payer), scene: 'bar_code' }
    const { outTradeNo } = sale
    await ask('alipay.trade.pay', sale)
    expect(await ask('alipay.trade.query', { outTradeNo })).toMatchObject({
      subject: sale.subject,
    })
    const refund = { outTradeNo, outRequestNo: 'r', refundAmount: '1.00' }
    await ask('alipay.trade.refund', refund)
    await ask('alipay.trade.fastpay.refund.query', { outTradeNo, outRequestNo: 'r' })
    await ask('alipay.trade.cancel', { outTradeNo })
    expect(await ask('alipay.trade.precreate', plain())).toHaveProperty('qrCode')
    const created = { ...plain(), buyerId: payer.memberId }
    await ask('alipay.trade.create', created)
    await ask('alipay.trade.close', { outTradeNo: created.outTradeNo })
    const none = await sdk.exec(
      'alipay.trade.query',
      { bizContent: { outTradeNo: 'none' } },
      { validateSign: true },
    )
    expect(none).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' })
    for (const method of ['GET', 'POST']) {
      const bizContent = { ...plain(), productCode: 'FAST_INSTANT_TRADE_PAY' }
      const page = sdk.pageExec('alipay.trade.page.pay', { method, bizContent })
      expect(tokenIn(await openPage(page))).toMatch(/^[\w-]{32}$/)
    }
  })
}

test('alipay-mobile 4.0.2', async () => {
  const shop = await stand.open()
  const sdk = new MobileSdk({
    app_id: shop.appId,
    appPrivKeyFile: shop.privateKey,
    alipayPubKeyFile: shop.platformPublicKey,
    notify_url: 'http://127.0.0.1:9/told',
    gatewayUrl: stand.endpoint,
  })
  const wish = () => ({ out_trade_no: order(), subject: '辣条', total_amount: '1.00' })
  expect((await sdk.tradePrecreate(wish())).data).toMatchObject({ code: '10000' })
  const payer = await stand.person(100)
  const bizContent = { ...plain(), authCode: stand.code(payer), scene: 'bar_code' }
  const [worker, server] = [await stand.work(), await listen(() => ({}))]
  await shop.sdk.exec('alipay.trade.pay', { bizContent, notifyUrl: server.url })
  const [heard] = await server.hears(1)
  await server.close()
  await worker.stop()
  const { params } = heard!
  expect(sdk.makeNotifyResponse(params)).toMatchObject({ code: 0 })
  expect(oldOf(shop, 'RSA2').checkNotifySign(params, true)).toBe(true)
  const out_trade_no = bizContent.outTradeNo
  const ask = async (call: Promise<{ data: Answer }>, node: object = { code: '10000' }) =>
    expect((await call).data).toMatchObject(node)
  await ask(sdk.queryOrder({ out_trade_no }), { trade_status: 'TRADE_SUCCESS' })
  await ask(sdk.tradeRefund({ out_trade_no, refund_amount: '1.00', out_request_no: 'r' }))
  await ask(sdk.tradeRefundQuery({ out_trade_no, out_request_no: 'r' }))
  await ask(sdk.cancelOrder({ out_trade_no }))
  await ask(sdk.tradeClose({ out_trade_no }), { sub_code: 'ACQ.TRADE_STATUS_ERROR' })
  const bill_date = beijingDay(stand.clock.now)
  await ask(sdk.billDownloadQuery({ bill_type: 'trade', bill_date }))
  for (const make of ['createWebOrderURL', 'createPageOrderURL'] as const) {
    const { data } = sdk[make](wish(), { return_url: 'http://shop.example/back' })
    expect(tokenIn(await openPage(data))).toMatch(/^[\w-]{32}$/)
  }
})
