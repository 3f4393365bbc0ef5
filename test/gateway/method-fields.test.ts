import { afterAll, beforeAll, expect, test } from 'vitest'

import { beijingText } from '#kernel/clock.ts'

import { order } from '../engine/people.ts'
import { amounts, buyer, type Counter, notifyUrl, openCounter, paidFields } from './counter.ts'
import { shutAudited, type Shop, type Stand } from './stand.ts'

let stand: Stand
let shop: Shop
let storeId: string
let payer: Counter['payer']
let counter: Counter
beforeAll(async () => {
  counter = await openCounter()
  ;({ stand, shop, storeId, payer } = counter)
})
afterAll(() => shutAudited(stand))

const ask: Counter['ask'] = (...asked) => counter.ask(...asked)
const { orderFields, codeFields, pay } = {
  orderFields: () => counter.orderFields(),
  codeFields: () => counter.codeFields(),
  pay: () => counter.pay(),
}

test('alipay.trade.pay: what is given is kept, asked for and told', async () => {
  const timeExpire = beijingText(stand.clock.now + 600_000)
  const biz = { ...orderFields(), ...codeFields(), time_expire: timeExpire }
  const node = await ask('alipay.trade.pay', biz, paidFields)
  expect(node).toMatchObject({
    total_amount: '12.34',
    receipt_amount: '12.34',
    point_amount: '0.00',
    buyer_user_id: payer.memberId,
    buyer_logon_id: expect.stringMatching(/^139\*{4}\d{4}$/),
    fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '12.34' }],
    store_name: '总店',
  })
  const { out_trade_no } = biz
  const [row] = await stand.sql`
    select store_id, terminal_id, operator_id, extra, notify_url, expires_at from trade
     where merchant_id = ${shop.merchantId} and out_trade_no = ${out_trade_no}`
  expect(row).toMatchObject({
    store_id: storeId,
    terminal_id: 'T1',
    operator_id: 'op1',
    notify_url: notifyUrl,
    extra: {
      body: '大杯',
      passbackParams: 'merchantBizType%3d3C',
      productCode: 'FACE_TO_FACE_PAYMENT',
      scene: 'bar_code',
      sellerId: shop.merchantId,
      goodsDetail: biz.goods_detail,
      storeName: '总店',
    },
  })
  expect(beijingText(row!['expires_at'] as number)).toBe(timeExpire)

  const told = await stand.sql<{ params: Node }[]>`
    select params from notification where out_trade_no = ${out_trade_no}`
  const { params } = told[0]!
  // notify_id, notify_time and sign belong to the sending (test/notify).
  expect(Object.keys(params).toSorted()).toEqual(
    (
      'notify_type app_id auth_app_id charset version sign_type trade_no out_trade_no trade_status ' +
      `${amounts} buyer_id buyer_logon_id seller_id seller_email subject body gmt_create ` +
      'gmt_payment fund_bill_list passback_params'
    )
      .split(' ')
      .toSorted(),
  )
  expect(params).toMatchObject({
    seller_id: shop.merchantId,
    seller_email: `${shop.merchantId}@merchant.invalid`,
    body: '大杯',
    passback_params: 'merchantBizType%3d3C',
    fund_bill_list: '[{"amount":"12.34","fundChannel":"ALIPAYACCOUNT"}]',
  })

  const asked = await ask(
    'alipay.trade.query',
    { out_trade_no, query_options: ['trade_settle_info'] },
    `trade_no out_trade_no trade_status ${buyer} ${amounts} send_pay_date store_id terminal_id ` +
      'store_name subject body passback_params fund_bill_list',
  )
  expect(asked).toMatchObject({ store_id: storeId, terminal_id: 'T1', body: '大杯' })
})

test('alipay.trade.pay: 10003 and failures carry the amounts, as nought', async () => {
  const asked = await stand.person(100, { passwordFreeLimit: 0n })
  const nothing = {
    receipt_amount: '0.00',
    buyer_pay_amount: '0.00',
    point_amount: '0.00',
    invoice_amount: '0.00',
  }
  const waiting = { ...orderFields(), ...codeFields(), auth_code: stand.code(asked) }
  const fields = `trade_no out_trade_no ${buyer} ${amounts} store_name`
  expect(await ask('alipay.trade.pay', waiting, fields)).toMatchObject({
    code: '10003',
    total_amount: '12.34',
    ...nothing,
  })
  const poor = { ...waiting, out_trade_no: order(), auth_code: stand.code(await stand.person(1)) }
  const refused = `sub_code sub_msg trade_no out_trade_no ${amounts}`
  expect(await ask('alipay.trade.pay', poor, refused)).toMatchObject({ code: '40004', ...nothing })
  const unread = { ...poor, subject: '' }
  const bare = 'sub_code sub_msg receipt_amount buyer_pay_amount point_amount invoice_amount'
  expect(await ask('alipay.trade.pay', unread, bare)).toMatchObject(nothing)
  const goods = { ...poor, goods_detail: 'none' }
  expect(await ask('alipay.trade.pay', goods, bare)).toMatchObject({
    sub_msg: '参数无效：goods_detail 必须是数组。goods_detail: must be a list.',
  })
})

test('orders that the buyer pays, closed and cancelled', async () => {
  const { timeout_express: _, ...waits } = orderFields()
  const qr = { ...waits, product_code: 'QR_CODE_OFFLINE', qr_code_timeout_express: '90m' }
  await ask('alipay.trade.precreate', qr, 'out_trade_no qr_code')
  for (const name of [
    { buyer_id: payer.memberId },
    { buyer_open_id: payer.memberId },
    { buyer_logon_id: payer.phone },
  ]) {
    const opened = { ...orderFields(), ...name }
    const { out_trade_no } = opened
    const { trade_no } = await ask('alipay.trade.create', opened, 'trade_no out_trade_no')
    const found = await ask(
      'alipay.trade.query',
      { trade_no },
      `trade_no out_trade_no trade_status ${buyer} ${amounts} store_id terminal_id store_name ` +
        'subject body passback_params',
    )
    expect(found).toMatchObject({ trade_status: 'WAIT_BUYER_PAY', out_trade_no })
    const closing = { trade_no, out_trade_no, operator_id: 'op2' }
    await ask('alipay.trade.close', closing, 'trade_no out_trade_no')
  }
  const { out_trade_no } = await pay()
  const taken = { out_trade_no, operator_id: 'op2' }
  const cancelled = await ask(
    'alipay.trade.cancel',
    taken,
    'trade_no out_trade_no retry_flag action',
  )
  expect(cancelled).toMatchObject({ retry_flag: 'N', action: 'refund' })
  await ask('alipay.trade.cancel', { out_trade_no: order() }, 'out_trade_no retry_flag')
})

test('refunds', async () => {
  const { trade_no, out_trade_no } = await pay()
  const refunded = await ask(
    'alipay.trade.refund',
    {
      out_trade_no,
      trade_no,
      refund_amount: 2.34,
      out_request_no: 'r1',
      refund_reason: '退一杯',
      operator_id: 'op3',
      store_id: storeId,
      terminal_id: 'T1',
      query_options: ['refund_detail_item_list'],
    },
    `trade_no out_trade_no ${buyer} fund_change refund_fee send_back_fee gmt_refund_pay refund_detail_item_list store_name`,
  )
  expect(refunded).toMatchObject({ fund_change: 'Y', refund_fee: '2.34' })
  const rows =
    await stand.sql`select reason, operator_id from refund where out_trade_no = ${out_trade_no!}`
  expect(rows[0]).toMatchObject({ reason: '退一杯', operator_id: 'op3' })
  const query = 'alipay.trade.fastpay.refund.query'
  const names = { trade_no, out_trade_no, query_options: ['gmt_refund_pay'] }
  await ask(
    query,
    { ...names, out_request_no: 'r1' },
    'trade_no out_trade_no out_request_no refund_status total_amount refund_amount send_back_fee refund_reason gmt_refund_pay refund_detail_item_list',
  )
  await ask(query, { ...names, out_request_no: 'r9' }, '')
})

test('shares', async () => {
  const { memberId: account, phone } = await stand.person(0)
  const relation = (verb: string, biz: object, fields: string) =>
    ask(`alipay.trade.royalty.relation.${verb}`, { out_request_no: order(), ...biz }, fields)
  const receiver_list = [
    { type: 'userId', account, name: '测试', memo: '推广' },
    { type: 'loginName', account: phone },
  ]
  await relation('bind', { receiver_list }, 'result_code')
  const listed = await relation(
    'batchquery',
    { page_num: 1, page_size: 10 },
    'result_code receiver_list total_page_num total_record_num current_page_num current_page_size',
  )
  expect(listed['receiver_list']).toContainEqual(receiver_list[0])
  const royalty_detail_infos = [
    {
      serial_no: 1,
      trans_in_type: 'loginName',
      trans_in: phone,
      trans_out_type: 'userId',
      trans_out: shop.merchantId,
      batch_no: '1',
      amount: '1.00',
      desc: '推广费',
    },
  ]
  const royalty_info = { royalty_type: 'ROYALTY', royalty_detail_infos }
  const sold = { ...orderFields(), ...codeFields(), royalty_info }
  const { trade_no } = await ask('alipay.trade.pay', sold, paidFields)
  const share = { trans_in_type: 'userId', trans_in: account, desc: '推广费' }
  const out_request_no = order()
  const { settle_no } = await ask(
    'alipay.trade.order.settle',
    {
      out_request_no,
      trade_no,
      royalty_parameters: [
        {
          royalty_type: 'transfer',
          trans_out: shop.merchantId,
          trans_out_type: 'userId',
          amount: 2,
          ...share,
        },
      ],
      operator_id: 'op1',
    },
    'trade_no settle_no',
  )
  const found = await ask(
    'alipay.trade.order.settle.query',
    { settle_no, out_request_no, trade_no },
    'out_request_no operation_dt royalty_detail_list',
  )
  expect(Object.keys(found['royalty_detail_list']![0]!)).toEqual(
    'operation_type execute_dt trans_out trans_out_type trans_in trans_in_type amount state detail_id'.split(
      ' ',
    ),
  )
  const left = await ask('alipay.trade.order.onsettle.query', { trade_no }, 'unsettled_amount')
  expect(left).toMatchObject({ unsettled_amount: '9.34' })
  const refund_royalty_parameters = [
    { royalty_type: 'transfer', trans_out: account, trans_out_type: 'userId', amount: 1 },
  ]
  const back = await ask(
    'alipay.trade.refund',
    { trade_no, refund_amount: '12.34', refund_royalty_parameters },
    `trade_no out_trade_no ${buyer} fund_change refund_fee send_back_fee gmt_refund_pay refund_detail_item_list refund_royaltys store_name`,
  )
  expect(back['refund_royaltys']).toMatchObject([{ refund_amount: '1.00', trans_out: account }])
  await relation('unbind', { receiver_list }, 'result_code')
})

test('no method is left out', () => {
  expect(counter.left(/^alipay\.trade\./)).toEqual([])
})
