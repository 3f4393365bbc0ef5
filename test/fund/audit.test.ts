import { afterAll, beforeAll, expect, test } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { order } from '../engine/people.ts'
import { openStand, type Stand } from '../gateway/stand.ts'
import { asker, sell } from './ask.ts'

// Honest work first, then one hand that breaks one rule past every guard: the audit must name the record.

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
  const shop = await stand.open()
  const ask = asker(shop)
  const payer = await stand.person(200)
  const { tradeNo } = await sell(stand, shop, '50.00', { payer })
  const payeeInfo = { identity: payer.memberId, identityType: 'ALIPAY_USER_ID' }
  await ask('alipay.fund.trans.uni.transfer', { outBizNo: order(), transAmount: 1, payeeInfo })
  const receiver = { type: 'userId', account: payer.memberId }
  await ask('alipay.trade.royalty.relation.bind', { receiverList: [receiver] })
  const share = { transIn: payer.memberId, transInType: 'userId', amount: '2.00' }
  const shares = { tradeNo, outRequestNo: order(), royaltyParameters: [share] }
  expect(await ask('alipay.trade.order.settle', shares)).toMatchObject({ code: '10000' })
  const refund = { tradeNo, refundAmount: '1.00', outRequestNo: order() }
  const back = { transOut: payer.memberId, transOutType: 'userId', amount: '1.00' }
  expect(
    await ask('alipay.trade.refund', { ...refund, refundRoyaltyParameters: [back] }),
  ).toMatchObject({ code: '10000' })
  const { authNo } = await ask('alipay.fund.auth.order.freeze', {
    authCode: stand.code(payer, 1),
    outOrderNo: order(),
    outRequestNo: order(),
    orderTitle: '押金',
    amount: '20.00',
  })
  const capture = { outTradeNo: order(), totalAmount: '5.00', subject: '房费', authNo }
  expect(await ask('alipay.trade.pay', capture)).toMatchObject({ code: '10000' })
})
afterAll(() => stand.shut())

const breaches: [invariant: string, breach: string, repair: string][] = [
  [
    'transfers',
    'update transfer set amount = amount + 1',
    'update transfer set amount = amount - 1',
  ],
  [
    'transfers',
    `update transfer set order_id = order_id || 'x'`,
    `update transfer set order_id = rtrim(order_id, 'x')`,
  ],
  ['holds', 'update hold set amount = amount + 1', 'update hold set amount = amount - 1'],
  ['holds', `update hold set state = 'FINISH'`, `update hold set state = 'AUTHORIZED'`],
  [
    'holds',
    'update hold_operation set amount = amount + 1',
    'update hold_operation set amount = amount - 1',
  ],
  [
    'bills',
    `update bill set amount = amount - 1 where kind = 'freeze'`,
    `update bill set amount = amount + 1 where kind = 'freeze'`,
  ],
  ['royalties', 'update royalty set amount = amount + 1', 'update royalty set amount = amount - 1'],
  ['royalties', 'update royalty_sum set back = back + 1', 'update royalty_sum set back = back - 1'],
  [
    'royalties',
    'update royalty_sum set amount = amount + 1',
    'update royalty_sum set amount = amount - 1',
  ],
]

test.each(breaches)('the audit names what breaks %s: %s', async (invariant, breach, repair) => {
  expect((await audit(stand.sql)).broken).toEqual([])
  expect((await stand.sql.unsafe(breach)).count).toBeGreaterThan(0)
  const { broken } = await audit(stand.sql)
  expect(broken.find((found) => found.invariant === invariant)?.what).toMatch(/\d/)
  await stand.sql.unsafe(repair)
  expect((await audit(stand.sql)).broken).toEqual([])
})
