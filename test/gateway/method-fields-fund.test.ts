import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingDay } from '#kernel/clock.ts'
import { certSn } from '#merchant/cert-sn.ts'

import { order } from '../engine/people.ts'
import { type Counter, openCounter, paidFields } from './counter.ts'
import { shutAudited, type Shop, type Stand } from './stand.ts'

let stand: Stand
let shop: Shop
let counter: Counter
beforeAll(async () => {
  counter = await openCounter()
  ;({ stand, shop } = counter)
})
afterAll(() => shutAudited(stand))

const ask: Counter['ask'] = (...asked) => counter.ask(...asked)
const { orderFields, pay } = {
  orderFields: () => counter.orderFields(),
  pay: () => counter.pay(),
}

test('bills, transfers and what the merchant has', async () => {
  await pay()
  const bill_date = beijingDay(stand.clock.now)
  for (const bill_type of ['trade', 'signcustomer']) {
    const method = 'alipay.data.dataservice.bill.downloadurl.query'
    await ask(method, { bill_type, bill_date }, 'bill_download_url')
  }
  const { memberId: identity, phone } = await counter.known(0)
  const out_biz_no = order()
  const sent = 'out_biz_no order_id pay_fund_order_id status trans_date pay_date'
  const { order_id } = await ask(
    'alipay.fund.trans.uni.transfer',
    {
      out_biz_no,
      trans_amount: 1.5,
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
      order_title: '报销',
      payee_info: { identity, identity_type: 'ALIPAY_USER_ID', name: '测试' },
      remark: '十月',
      business_params: '{"payer_show_name_use_alias":"true"}',
    },
    sent,
  )
  const rows = await stand.sql`select title, remark from transfer where out_biz_no = ${out_biz_no}`
  expect(rows[0]).toMatchObject({ title: '报销', remark: '十月' })
  const found =
    'order_id pay_fund_order_id out_biz_no trans_amount status pay_date arrival_time_end order_fee'
  const names = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }
  await ask('alipay.fund.trans.common.query', { ...names, out_biz_no }, found)
  await ask('alipay.fund.trans.common.query', { ...names, pay_fund_order_id: order_id }, found)
  await ask('alipay.fund.trans.order.query', { order_id }, found)
  const older = {
    out_biz_no: order(),
    payee_type: 'ALIPAY_LOGONID',
    payee_account: phone,
    payee_real_name: '测试',
    amount: '1.50',
    remark: '十一月',
  }
  await ask('alipay.fund.trans.toaccount.transfer', older, sent)
  const account = { alipay_user_id: shop.merchantId, account_type: 'ACCTRANS_ACCOUNT' }
  await ask('alipay.fund.account.query', account, 'available_amount freeze_amount')
  const alipay_cert_sn = certSn(shop.certificates!.platform)
  await ask('alipay.open.app.alipaycert.download', { alipay_cert_sn }, 'alipay_cert_content')
})

test('money that is held', async () => {
  const holder = await stand.person(200)
  const freeze = (code: string) => ({
    auth_code: code,
    auth_code_type: 'bar_code',
    out_order_no: order(),
    out_request_no: order(),
    order_title: '押金',
    amount: '100.00',
    product_code: 'PRE_AUTH',
    payee_user_id: shop.merchantId,
    timeout_express: '5m',
    remark: '三晚',
  })
  const payerFields = 'payer_user_id payer_logon_id'
  const frozen = `auth_no out_order_no operation_id out_request_no amount status ${payerFields} gmt_trans`
  const kept = freeze(stand.code(holder))
  const held = await ask('alipay.fund.auth.order.freeze', kept, frozen)
  expect(held).toMatchObject({ status: 'SUCCESS', amount: '100.00' })
  const { auth_no, operation_id } = held
  const capture = { ...orderFields(), product_code: 'PRE_AUTH', auth_no }
  const more = { buyer_id: holder.memberId, auth_confirm_mode: 'NOT_COMPLETE' }
  const paid = await ask('alipay.trade.pay', { ...capture, ...more }, paidFields)
  expect(paid).toMatchObject({ total_amount: '12.34', buyer_user_id: holder.memberId })
  await ask(
    'alipay.fund.auth.order.unfreeze',
    { auth_no, out_request_no: order(), amount: '1.00', remark: '退' },
    'auth_no out_order_no operation_id out_request_no amount status gmt_trans',
  )
  const detail =
    `auth_no out_order_no order_title order_status ${payerFields} total_freeze_amount rest_amount ` +
    'total_pay_amount operation_id out_request_no amount operation_type status remark gmt_create gmt_trans'
  const { out_order_no, out_request_no } = kept
  for (const names of [
    { auth_no, operation_id },
    { out_order_no, out_request_no, operation_type: 'FREEZE' },
  ]) {
    const found = await ask('alipay.fund.auth.operation.detail.query', names, detail)
    expect(found).toMatchObject({ rest_amount: '86.66', total_pay_amount: '12.34', remark: '三晚' })
  }
  const other = await ask('alipay.fund.auth.order.freeze', freeze(stand.code(holder, 1)), frozen)
  const cancelled = await ask(
    'alipay.fund.auth.operation.cancel',
    { auth_no: other['auth_no'], operation_id: other['operation_id'], remark: '不住了' },
    'auth_no out_order_no operation_id out_request_no action',
  )
  expect(cancelled).toMatchObject({ action: 'unfreeze' })
})

test('no method is left out', () => {
  expect(counter.left(/^alipay\.(?!trade\.)/)).toEqual([])
})
