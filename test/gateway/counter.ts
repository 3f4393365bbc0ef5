import { AlipaySdk } from 'alipay-sdk'
import { expect } from 'vitest'

import { methods } from '#gateway/method.ts'
import { isPageMethod } from '#gateway/page.ts'
import { addStore } from '#merchant/open.ts'

import { order, type Person } from '../engine/people.ts'
import { openStand, type Shop, type Stand } from './stand.ts'

export type Node = Record<string, string>

/** A shop with certificates, a store and a buyer, whose SDK leaves the names of the wire as they are. */
export type Counter = {
  stand: Stand
  shop: Shop
  storeId: string
  payer: Person
  /** Asks with exactly these fields, and expects exactly these in the answer. */
  ask: (method: string, biz: object, fields: string) => Promise<Node>
  /** Somebody whom others find by the phone, as sign-up makes it. */
  known: (yuan: number) => Promise<Person>
  /** Every field of an order that the contract names, but for how it is paid. */
  orderFields: () => { out_trade_no: string; goods_detail: object[] } & Record<string, unknown>
  /** Those of a code that was scanned. */
  codeFields: () => { auth_code: string; scene: string; product_code: string }
  pay: () => Promise<Node>
  /** Methods whose names fit that no `ask` was about. */
  left: (names: RegExp) => string[]
}

export const notifyUrl = 'http://shop.example/notified'
export const amounts = 'total_amount receipt_amount buyer_pay_amount point_amount invoice_amount'
export const buyer = 'buyer_user_id buyer_logon_id'
export const paidFields = `trade_no out_trade_no ${buyer} ${amounts} gmt_payment fund_bill_list store_name`

export async function openCounter(): Promise<Counter> {
  const stand = await openStand()
  const shop = await stand.open(notifyUrl, { certificate: 'made' })
  const sdk = new AlipaySdk({ ...shop.sdk.config, keyType: 'PKCS8', camelcase: false })
  const { merchantId } = shop
  const storeId = await addStore(stand.sql, { merchantId, name: '总店', now: stand.clock.now })
  const known: Counter['known'] = async (yuan) => {
    const person = await stand.person(yuan)
    const { phone, memberId } = person
    await stand.sql`insert into member_phone (phone, member_id) values (${phone}, ${memberId})`
    return person
  }
  const payer = await known(1000)
  const tried = new Set<string>()
  let n = 0
  const counter: Counter = {
    stand,
    shop,
    storeId,
    payer,
    known,
    async ask(method, biz, fields) {
      // EasySDK sends notify_url with every method, queries too.
      const params = { bizContent: biz, notifyUrl }
      const { traceId: _, ...node } = await sdk.exec(method, params, { validateSign: true })
      tried.add(method)
      const expected = ['code', 'msg', ...fields.split(' ').filter((name) => name !== '')]
      expect({ method, node, fields: Object.keys(node).toSorted() }).toMatchObject({
        fields: expected.toSorted(),
      })
      return node as unknown as Node
    },
    orderFields: () => ({
      out_trade_no: order(),
      total_amount: '12.34',
      subject: '拿铁',
      body: '大杯',
      seller_id: merchantId,
      store_id: storeId,
      terminal_id: 'T1',
      operator_id: 'op1',
      goods_detail: [{ goods_id: '1', goods_name: '拿铁', quantity: 1, price: '12.34' }],
      extend_params: { sys_service_provider_id: '2088511833207846' },
      passback_params: 'merchantBizType%3d3C',
      query_options: ['fund_bill_list'],
      timeout_express: '5m',
    }),
    codeFields: () => ({
      auth_code: stand.code(payer, n++),
      scene: 'bar_code',
      product_code: 'FACE_TO_FACE_PAYMENT',
    }),
    pay: () => {
      const biz = { ...counter.orderFields(), ...counter.codeFields() }
      return counter.ask('alipay.trade.pay', biz, paidFields)
    },
    // Pages are opened by browsers and answer with no node (test/cashier).
    left: (names) =>
      Object.keys(methods).filter(
        (method) => names.test(method) && !isPageMethod(method) && !tried.has(method),
      ),
  }
  return counter
}
