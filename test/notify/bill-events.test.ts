import { afterAll, beforeAll, expect, test } from 'vitest'

import type { StoredEvent } from '#engine/facts.ts'
import { eventsAfter, eventsOfMany } from '#notify/stream/read.ts'
import { timeId } from '#kernel/id.ts'

import { order, type Person } from '../engine/people.ts'
import { openAsking, type Asking } from '../fund/ask.ts'
import { shutAudited } from '../gateway/stand.ts'

let { stand, shop, ask } = {} as Asking
let heard: StoredEvent[] = []
beforeAll(async () => {
  ;({ stand, shop, ask } = await openAsking())
  stand.engine.onEvents((events) => heard.push(...events))
})
afterAll(() => shutAudited(stand))

const phoneOf = ({ memberId }: Person) => `member:${memberId}`
const terminal = () => `terminal:${shop.merchantId}:T1`
const heardBy = (recipient: string) => heard.filter((event) => event.recipient === recipient)

/** What a recipient reads back is what it heard, to the last field and in the same order. Answers the kinds. */
async function readBack(recipient: string): Promise<string[]> {
  const { events } = await eventsAfter(stand.sql, recipient, '0')
  expect(events).toEqual(heardBy(recipient))
  const many = await eventsOfMany(stand.sql, [recipient, 'terminal:other'], '0')
  expect(many.events).toEqual(events)
  return events.map((event) => event.kind)
}

const freezing = (payer: Person) => ({
  authCode: stand.code(payer),
  authCodeType: 'bar_code',
  outOrderNo: order(),
  outRequestNo: order(),
  orderTitle: '押金',
  amount: '100.00',
  productCode: 'PRE_AUTH',
})

test('paid with a code, refunded in parts, refused for want of money', async () => {
  const payer = await stand.person(12)
  const outTradeNo = order()
  expect(await stand.pay(shop.merchantId, outTradeNo, stand.code(payer))).toMatchObject({
    kind: 'paid',
  })
  const refund = { outTradeNo, refundAmount: '3.00', outRequestNo: order() }
  expect(await ask('alipay.trade.refund', refund)).toMatchObject({ code: '10000' })
  expect(await stand.pay(shop.merchantId, order(), stand.code(payer, 1))).toMatchObject({
    kind: 'failed',
  })
  expect(await readBack(phoneOf(payer))).toEqual(['paid', 'refunded', 'failed'])
  const [paid] = heardBy(phoneOf(payer))
  expect(paid?.payload).toMatchObject({ outTradeNo, amount: '10.00', balance: '2.00' })
  const kept = await stand.sql`select 1 from event
    where recipient = ${phoneOf(payer)} and kind in ('paid', 'refunded')`
  expect(kept).toEqual([])
})

test('the till that asked has its answer; what comes later is kept for it', async () => {
  heard = []
  const payer = await stand.person(1000)
  await stand.pay(shop.merchantId, order(), stand.code(payer))
  expect(heardBy(terminal()).map((event) => event.kind)).toEqual(['paid'])
  expect((await eventsAfter(stand.sql, terminal(), '0')).events).not.toContainEqual(
    heardBy(terminal())[0],
  )
  heard = []
  const outTradeNo = order()
  const asked = { outTradeNo, merchantId: shop.merchantId }
  const more = { amount: 50_000n }
  await stand.sql`update member set password_free_limit = 0, version = version + 1
    where member_id = ${payer.memberId}`
  expect(await stand.pay(asked.merchantId, outTradeNo, stand.code(payer, 1), more)).toMatchObject({
    kind: 'waiting',
  })
  const { memberId } = payer
  expect(await stand.engine.submit({ kind: 'confirm', ...asked, memberId })).toMatchObject({
    kind: 'paid',
  })
  expect(await ask('alipay.trade.cancel', { outTradeNo })).toMatchObject({ action: 'refund' })
  expect(heardBy(terminal()).map((event) => event.kind)).toEqual(['waiting', 'paid', 'refunded'])
  const read = await eventsAfter(stand.sql, terminal(), '0')
  expect(read.events.filter(({ payload }) => payload.at >= 0).slice(-3)).toEqual(
    heardBy(terminal()),
  )
})

test('money that is held: frozen, paid with, given back', async () => {
  const payer = await stand.person(150)
  const { authNo } = await ask('alipay.fund.auth.order.freeze', freezing(payer))
  const capture = (totalAmount: string, more: object = {}) =>
    ask('alipay.trade.pay', {
      outTradeNo: order(),
      totalAmount,
      subject: '房费',
      productCode: 'PRE_AUTH',
      authNo,
      ...more,
    })
  expect(await capture('30.00')).toMatchObject({ code: '10000' })
  const back = { authNo, outRequestNo: order(), amount: '20.00', remark: '早退' }
  expect(await ask('alipay.fund.auth.order.unfreeze', back)).toMatchObject({ code: '10000' })
  expect(await capture('40.00', { authConfirmMode: 'COMPLETE' })).toMatchObject({ code: '10000' })
  const kinds = ['frozen', 'paid', 'unfrozen', 'paid', 'unfrozen']
  expect(await readBack(phoneOf(payer))).toEqual(kinds)
  expect(heardBy(phoneOf(payer)).at(-1)?.payload).toMatchObject({ balance: '80.00' })
})

test('received: a transfer, and shares of payments', async () => {
  const [payer, payee] = [await stand.person(500), await stand.person(0)]
  await stand.pay(shop.merchantId, order(), stand.code(payer), { amount: 5000n })
  await ask('alipay.fund.trans.uni.transfer', {
    outBizNo: order(),
    transAmount: '12.34',
    productCode: 'TRANS_ACCOUNT_NO_PWD',
    bizScene: 'DIRECT_TRANSFER',
    orderTitle: '工资',
    payeeInfo: { identity: payee.memberId, identityType: 'ALIPAY_USER_ID' },
  })
  await ask('alipay.trade.royalty.relation.bind', {
    receiverList: [{ type: 'userId', account: payee.memberId }],
    outRequestNo: order(),
  })
  const share = (amount: string) => ({ transIn: payee.memberId, transInType: 'userId', amount })
  const paid = await ask('alipay.trade.pay', {
    outTradeNo: order(),
    totalAmount: '10.00',
    subject: '早餐',
    authCode: stand.code(payer, 1),
    royaltyInfo: { royaltyType: 'ROYALTY', royaltyDetailInfos: [share('1.00')] },
  })
  const { tradeNo } = paid
  const settled = await ask('alipay.trade.order.settle', {
    outRequestNo: order(),
    tradeNo,
    royaltyParameters: [share('2.00')],
  })
  expect(settled).toMatchObject({ code: '10000' })
  const back = { ...share('2.00'), transIn: undefined, transOut: payee.memberId }
  await ask('alipay.trade.refund', {
    tradeNo,
    refundAmount: '2.00',
    outRequestNo: order(),
    refundRoyaltyParameters: [{ ...back, transOutType: 'userId', royaltyType: 'transfer' }],
  })
  expect(await readBack(phoneOf(payee))).toEqual(['received', 'received', 'received'])
  expect(await readBack(phoneOf(payer))).toEqual(['paid', 'paid', 'refunded'])
})

test('a top-up from a card tells the phone under its request’s number; play money tells nothing', async () => {
  const member = await stand.person(5)
  const { memberId } = member
  expect(await readBack(phoneOf(member))).toEqual([])
  const asked = { kind: 'topup', memberId, amount: 1200n, ref: order(), title: '充值' } as const
  await stand.engine.submit({ ...asked, fromCard: true })
  await stand.engine.submit({ ...asked, fromCard: true })
  expect(await readBack(phoneOf(member))).toEqual(['toppedUp'])
  const [told] = heardBy(phoneOf(member))
  expect(told?.payload).toMatchObject({ outTradeNo: asked.ref, amount: '12.00', balance: '17.00' })
})

test('pages of bills and kept events, mixed, miss nothing and repeat nothing', async () => {
  const member = await stand.person(0)
  const { memberId } = member
  const written: string[] = []
  for (let at = 0; at < 460; at++) {
    const id = timeId(stand.clock.now + at)
    written.push(id)
    if (at % 3 === 0) {
      await stand.sql`insert into event (recipient, event_id, kind, payload)
        values (${phoneOf(member)}, ${id}, 'device_added', '{}')`
      continue
    }
    await stand.sql`
      insert into bill (member_id, bill_no, kind, amount, balance_after, title, merchant_id,
                        merchant_name, store_name, trade_no, out_trade_no, tells, at)
      values (${memberId}, ${id}, 'transfer', 1, 1, 't', '', '', '', '', '', 'received', now())`
  }
  const read: string[] = []
  for (let after = '0', full = true; full;) {
    const page = await eventsAfter(stand.sql, phoneOf(member), after)
    read.push(...page.events.map((event) => event.eventId))
    after = page.last
    full = page.full
  }
  expect(read).toEqual(written)
  await stand.sql`delete from bill where member_id = ${memberId}`
})
