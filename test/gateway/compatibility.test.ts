import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { AlipaySdk, type AlipaySdkConfig } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { verbOf } from '#gateway/rest/path.ts'
import { beijingDay } from '#kernel/clock.ts'
import { certSn } from '#merchant/cert-sn.ts'

import { openPage, tokenIn } from '../cashier/desk.ts'
import { order } from '../engine/people.ts'
import { openStand, shutAudited, type Shop, type Stand } from './stand.ts'

/** Each way of speaking that the guide's table has a column for, in its order. */
const modes = ['V2', 'V2 RSA', 'V2 cert', 'V2 AES', 'V3', 'V3 cert', 'V3 AES'] as const
type Mode = (typeof modes)[number]
type Ask = (method: string, biz: object) => Promise<Record<string, string>>

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => shutAudited(stand))

/** What was run and answered with success. */
const ran = new Set<string>()

function asker(mode: Mode, sdk: AlipaySdk): Ask {
  const needEncrypt = mode.endsWith('AES')
  return async (method, biz) => {
    const answer = mode.startsWith('V3') ? await byCurl(method, biz) : await byExec(method, biz)
    ran.add(`${method} ${mode}`)
    return answer
  }
  async function byExec(method: string, bizContent: object) {
    // The SDK cannot verify what it has to decipher.
    const options = { validateSign: !needEncrypt }
    const answer = await sdk.exec(method, { bizContent, needEncrypt }, options)
    expect({ method, mode, ...answer }).toMatchObject({ code: '10000' })
    return answer as unknown as Record<string, string>
  }
  async function byCurl(method: string, biz: object) {
    const path = `/v3/${method.replaceAll('.', '/')}`
    const byGet = verbOf(method) === 'GET'
    const { data, responseHttpStatus } = byGet
      ? await sdk.curl('GET', path, { query: biz as Record<string, string> })
      : await sdk.curl('POST', path, { body: biz as Record<string, string>, needEncrypt })
    expect(responseHttpStatus).toBe(200)
    return data as Record<string, string>
  }
}

async function sdkOf(mode: Mode): Promise<{ shop: Shop; sdk: AlipaySdk }> {
  const certified = mode.endsWith('cert')
  const shop = await stand.open(undefined, certified ? { certificate: 'made' } : {})
  const signType: NonNullable<AlipaySdkConfig['signType']> = mode === 'V2 RSA' ? 'RSA' : 'RSA2'
  const sdk = new AlipaySdk({ ...shop.sdk.config, keyType: 'PKCS8', signType, camelcase: false })
  return { shop, sdk }
}

/** A shop's day: every method once, with success. */
async function live(ask: Ask, shop: Shop, mode: Mode) {
  const payer = await stand.person(200)
  let n = 0
  const sale = (more: object = {}) => ({
    out_trade_no: order(),
    total_amount: '20.00',
    subject: '套餐 & "饮料" +1',
    auth_code: stand.code(payer, n++),
    scene: 'bar_code',
    ...more,
  })
  const first = sale()
  const { out_trade_no } = first
  const { trade_no = '' } = await ask('alipay.trade.pay', first)
  expect(await ask('alipay.trade.query', { out_trade_no })).toMatchObject({
    subject: '套餐 & "饮料" +1',
  })
  const refund = { out_trade_no, refund_amount: '1.00', out_request_no: 'r1' }
  expect(await ask('alipay.trade.refund', refund)).toMatchObject({ refund_fee: '1.00' })
  const refunded = { out_trade_no, out_request_no: 'r1' }
  expect(await ask('alipay.trade.fastpay.refund.query', refunded)).toMatchObject({
    refund_status: 'REFUND_SUCCESS',
  })
  const second = sale()
  await ask('alipay.trade.pay', second)
  expect(await ask('alipay.trade.cancel', { out_trade_no: second.out_trade_no })).toMatchObject({
    action: 'refund',
  })
  const { auth_code: _, scene: __, ...plain } = sale()
  expect(await ask('alipay.trade.precreate', plain)).toHaveProperty('qr_code')
  const created = { ...plain, out_trade_no: order(), buyer_id: payer.memberId }
  await ask('alipay.trade.create', created)
  await ask('alipay.trade.close', { out_trade_no: created.out_trade_no })
  await hold(ask, () => stand.code(payer, n++))
  const payee = await stand.person(0)
  const transfer = {
    out_biz_no: order(),
    trans_amount: '2.00',
    product_code: 'TRANS_ACCOUNT_NO_PWD',
    biz_scene: 'DIRECT_TRANSFER',
    order_title: '报销',
    payee_info: { identity: payee.memberId, identity_type: 'ALIPAY_USER_ID' },
  }
  const { out_biz_no } = transfer
  await ask('alipay.fund.trans.uni.transfer', transfer)
  const settle_no = await share(ask, trade_no, payee.memberId)
  // The SDK sends no word of encryption with a GET and yet deciphers its answer.
  if (mode === 'V3 AES') return
  expect(await ask('alipay.fund.trans.common.query', { out_biz_no })).toMatchObject({
    trans_amount: '2.00',
  })
  expect(await ask('alipay.trade.order.settle.query', { settle_no })).toHaveProperty(
    'royalty_detail_list',
  )
  expect(await ask('alipay.trade.order.onsettle.query', { trade_no })).toMatchObject({
    unsettled_amount: '16.00',
  })
  const account = { account_type: 'ACCTRANS_ACCOUNT' }
  expect(await ask('alipay.fund.account.query', account)).toHaveProperty('available_amount')
  const bill = { bill_type: 'trade', bill_date: beijingDay(stand.clock.now) }
  expect(await ask('alipay.data.dataservice.bill.downloadurl.query', bill)).toHaveProperty(
    'bill_download_url',
  )
  if (!shop.certificates) return
  const alipay_cert_sn = certSn(shop.certificates.platform)
  await ask('alipay.open.app.alipaycert.download', { alipay_cert_sn })
}

async function share(ask: Ask, trade_no: string, account: string) {
  const relation = (verb: string, more: object) =>
    ask(`alipay.trade.royalty.relation.${verb}`, { out_request_no: order(), ...more })
  const receiver_list = [{ type: 'userId', account, name: '测试', memo: '推广' }]
  await relation('bind', { receiver_list })
  expect(await relation('batchquery', {})).toMatchObject({ total_record_num: '1' })
  const shares = [{ trans_in: account, trans_in_type: 'userId', amount: '3.00', desc: '推广费' }]
  const settled = await ask('alipay.trade.order.settle', {
    out_request_no: order(),
    trade_no,
    royalty_parameters: shares,
  })
  await relation('unbind', { receiver_list: [{ type: 'userId', account }] })
  return settled['settle_no']
}

async function hold(ask: Ask, code: () => string) {
  const freeze = () => ({
    out_order_no: order(),
    out_request_no: order(),
    order_title: '押金',
    amount: '10.00',
    product_code: 'PRE_AUTH',
    auth_code: code(),
    auth_code_type: 'bar_code',
  })
  const kept = freeze()
  const held = await ask('alipay.fund.auth.order.freeze', kept)
  const { auth_no } = held
  const part = { auth_no, out_request_no: order(), amount: '4.00', remark: '退' }
  await ask('alipay.fund.auth.order.unfreeze', part)
  const { operation_id } = held
  await ask('alipay.fund.auth.operation.detail.query', { auth_no, operation_id })
  const other = freeze()
  const again = await ask('alipay.fund.auth.order.freeze', other)
  await ask('alipay.fund.auth.operation.cancel', {
    auth_no: again['auth_no'],
    operation_id: again['operation_id'],
    remark: '不住了',
  })
}

/** What a browser or a wallet brings. */
async function open(sdk: AlipaySdk, mode: Mode) {
  const needEncrypt = mode.endsWith('AES')
  for (const [product, product_code] of [
    ['page', 'FAST_INSTANT_TRADE_PAY'],
    ['wap', 'QUICK_WAP_WAY'],
  ] as const) {
    const method = `alipay.trade.${product}.pay`
    for (const verb of ['GET', 'POST'] as const) {
      const bizContent = {
        out_trade_no: order(),
        total_amount: '5.00',
        subject: '书 "一" &',
        product_code,
      }
      const page = sdk.pageExecute(method, verb, { bizContent, needEncrypt })
      const response = await openPage(page)
      expect({ mode, method, verb, token: tokenIn(response) }).toMatchObject({
        token: expect.stringMatching(/^[\w-]{32}$/),
      })
    }
    ran.add(`${method} ${mode}`)
  }
}

for (const mode of modes) {
  test(`${mode}: a shop’s day, each method with success`, async () => {
    const { shop, sdk } = await sdkOf(mode)
    await live(asker(mode, sdk), shop, mode)
    if (mode.startsWith('V2')) await open(sdk, mode)
  })
}

test('the guide’s table says what was run here, and nothing else', () => {
  const file = fileURLToPath(new URL('../../docs/guides/gateway.md', import.meta.url))
  const rows = readFileSync(file, 'utf8').match(/^\| `alipay\.[a-z.]+` \|(?: [✓–] \|){7}$/gm) ?? []
  const said = rows.flatMap((row) => {
    const [name = '', ...cells] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return cells.map((cell, column) => [`${name.replaceAll('`', '')} ${modes[column]}`, cell])
  })
  expect(
    said
      .filter(([, cell]) => cell === '✓')
      .map(([key]) => key!)
      .toSorted(),
  ).toEqual([...ran].toSorted())
})
