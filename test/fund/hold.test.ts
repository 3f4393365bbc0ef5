import { afterAll, beforeAll, expect, test } from 'vitest'

import { findHold } from '#fund/find.ts'
import { listBills } from '#member/bills.ts'
import { eventsAfter } from '#notify/stream/read.ts'

import { order, type Person } from '../engine/people.ts'
import { shutAudited } from '../gateway/stand.ts'
import { asker, openAsking, type Asking } from './ask.ts'

let { stand, shop, ask } = {} as Asking
beforeAll(async () => void ({ stand, shop, ask } = await openAsking()))
afterAll(() => shutAudited(stand))

const biz = (payer: Person, more: object = {}, n = 0) => ({
  authCode: stand.code(payer, n),
  authCodeType: 'bar_code',
  outOrderNo: order(),
  outRequestNo: order(),
  orderTitle: '房间押金',
  amount: '100.00',
  productCode: 'PRE_AUTH',
  ...more,
})
const freeze = (content: object) => ask('alipay.fund.auth.order.freeze', content)
const unfreeze = (content: object) => ask('alipay.fund.auth.order.unfreeze', content)
const cancel = (content: object) => ask('alipay.fund.auth.operation.cancel', content)
const detail = (content: object) => ask('alipay.fund.auth.operation.detail.query', content)
const capture = (authNo: string, more: object = {}) =>
  ask('alipay.trade.pay', {
    outTradeNo: order(),
    totalAmount: '60.00',
    subject: '房费',
    productCode: 'PRE_AUTH',
    authNo,
    ...more,
  })
const held = async (payer: Person) => {
  const rows = await stand.sql`select coalesce(sum(balance), 0)::bigint as sum from account
    where owner_id = ${payer.memberId} and account like 'frozen.%'`
  return rows[0]!['sum'] as bigint
}

test('held, paid with in part, given back in part, and at last the rest goes back by itself', async () => {
  const payer = await stand.person(150)
  const asked = biz(payer)
  const frozen = await freeze(asked)
  expect(frozen).toMatchObject({
    code: '10000',
    outOrderNo: asked.outOrderNo,
    outRequestNo: asked.outRequestNo,
    amount: '100.00',
    status: 'SUCCESS',
    payerUserId: payer.memberId,
  })
  const authNo = frozen['authNo']!
  expect(await stand.balance(payer)).toBe(5000n)
  expect(await held(payer)).toBe(10_000n)
  expect(await freeze(asked)).toEqual(frozen)
  expect(await freeze({ ...asked, authCode: stand.code(payer, 1) })).toMatchObject({
    subCode: 'FREEZE_ALREADY_SUCCESS',
  })

  const first = { outTradeNo: order(), totalAmount: '30.00' }
  const paid = await capture(authNo, first)
  expect(paid).toMatchObject({
    code: '10000',
    totalAmount: '30.00',
    buyerUserId: payer.memberId,
    fundBillList: [{ fundChannel: 'ALIPAYACCOUNT', amount: '30.00' }],
  })
  expect(await capture(authNo, first)).toEqual(paid)
  expect(await capture(authNo, { ...first, totalAmount: '31.00' })).toMatchObject({
    subCode: 'ACQ.CONTEXT_INCONSISTENT',
  })
  const back = { authNo, outRequestNo: order(), amount: '20.00', remark: '早退' }
  const given = await unfreeze(back)
  expect(given).toMatchObject({ code: '10000', status: 'SUCCESS', amount: '20.00', authNo })
  expect(await unfreeze(back)).toEqual(given)
  expect(await unfreeze({ ...back, amount: '21.00' })).toMatchObject({
    subCode: 'UNIQUE_VIOLATION',
  })
  expect(await unfreeze({ ...back, outRequestNo: order(), amount: '50.01' })).toMatchObject({
    subCode: 'REQUEST_AMOUNT_EXCEED',
  })
  expect(await capture(authNo, { totalAmount: '50.01' })).toMatchObject({
    subCode: 'ACQ.AUTH_AMOUNT_NOT_ENOUGH',
    buyerPayAmount: '0.00',
  })
  expect(await detail({ authNo, outRequestNo: back.outRequestNo })).toMatchObject({
    code: '10000',
    orderStatus: 'AUTHORIZED',
    operationType: 'UNFREEZE',
    operationId: given['operationId'],
    status: 'SUCCESS',
    amount: '20.00',
    remark: '早退',
    restAmount: '50.00',
    totalFreezeAmount: '100.00',
    totalPayAmount: '30.00',
  })
  const last = await capture(authNo, { totalAmount: '40.00', authConfirmMode: 'COMPLETE' })
  expect(last).toMatchObject({ code: '10000' })
  expect(await held(payer)).toBe(0n)
  expect(await stand.balance(payer)).toBe(8000n)
  const { outOrderNo } = asked
  expect(await detail({ outOrderNo, operationId: frozen['operationId'] })).toMatchObject({
    orderStatus: 'FINISH',
    operationType: 'FREEZE',
    status: 'SUCCESS',
    restAmount: '0.00',
    totalPayAmount: '70.00',
  })
  const over = { subCode: 'ORDER_ALREADY_FINISH' }
  expect(await unfreeze({ authNo, outRequestNo: order(), amount: '1.00' })).toMatchObject(over)
  expect(await cancel({ authNo })).toMatchObject(over)
  for (const totalAmount of ['0.01', '60.00']) {
    expect(await capture(authNo, { totalAmount })).toMatchObject({ subCode: 'ACQ.AUTH_NO_ERROR' })
  }
  expect(await freeze({ ...asked, authCode: stand.code(payer, 2) })).toMatchObject(over)

  expect(
    await ask('alipay.trade.refund', { tradeNo: last['tradeNo'], refundAmount: '40.00' }),
  ).toMatchObject({ code: '10000', fundChange: 'Y' })
  expect(await stand.balance(payer)).toBe(12_000n)
  const { bills } = await listBills(stand.sql, payer.memberId, {})
  expect(bills.map(({ kind, amount, balanceAfter }) => [kind, amount, balanceAfter])).toEqual([
    ['refund', '40.00', '120.00'],
    ['unfreeze', '10.00', '80.00'],
    ['payment', '-40.00', '70.00'],
    ['unfreeze', '40.00', '110.00'],
    ['unfreeze', '20.00', '70.00'],
    ['payment', '-30.00', '50.00'],
    ['unfreeze', '30.00', '80.00'],
    ['freeze', '-100.00', '50.00'],
    ['topup', '150.00', '150.00'],
  ])
  const told = await eventsAfter(stand.sql, `member:${payer.memberId}`, '0')
  expect(told.events.map((event) => event.kind)).toEqual([
    'frozen',
    'paid',
    'unfrozen',
    'paid',
    'unfrozen',
    'refunded',
  ])
})

test('the payer’s rules hold as for a payment, and the code burns', async () => {
  const poor = await stand.person(50)
  const asked = biz(poor)
  const refused = { code: '40004', subCode: 'MONEY_NOT_ENOUGH' }
  expect(await freeze(asked)).toMatchObject(refused)
  expect(await freeze(asked)).toMatchObject(refused)
  const { outOrderNo, outRequestNo } = asked
  expect(await detail({ outOrderNo, outRequestNo })).toMatchObject({
    orderStatus: 'INIT',
    status: 'INIT',
    restAmount: '0.00',
    totalFreezeAmount: '0.00',
  })
  expect(
    await unfreeze({ authNo: (await hold(outOrderNo)).authNo, outRequestNo, amount: 1 }),
  ).toMatchObject({ subCode: 'ILLEGAL_STATUS' })
  expect(await capture((await hold(outOrderNo)).authNo)).toMatchObject({
    subCode: 'ACQ.AUTH_NO_ERROR',
  })
  expect(await freeze({ ...asked, authCode: stand.code(poor, 1), amount: '9.00' })).toMatchObject({
    subCode: 'UNIQUE_VIOLATION',
  })
  const used = await freeze({ ...biz(poor), authCode: asked.authCode, amount: '1.00' })
  expect(used).toMatchObject({ code: '40004', subCode: 'PAYMENT_AUTH_CODE_INVALID' })
  const rich = await stand.person(100_000, { passwordFreeLimit: 10_000_000n })
  expect(await freeze(biz(rich, { amount: '30000.00' }))).toMatchObject({ code: '10000' })
  expect(await freeze(biz(rich, { amount: '20000.01' }, 1))).toMatchObject({
    code: '40004',
    subCode: 'BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
  })
  await stand.sql`update member set state = 'suspended', version = version + 1
    where member_id = ${rich.memberId}`
  expect(await freeze(biz(rich, {}, 2))).toMatchObject({ subCode: 'PAYER_USER_STATUS_LIMIT' })
})

const hold = async (outOrderNo: string) =>
  (await findHold(stand.sql, { merchantId: shop.merchantId, outOrderNo }))!

test('a cancel gives all back, closes what is not held, and bars what never arrived', async () => {
  const payer = await stand.person(300)
  const asked = biz(payer)
  const { authNo } = await freeze(asked)
  const cancelled = await cancel({ outOrderNo: asked.outOrderNo, remark: '不住了' })
  expect(cancelled).toMatchObject({ code: '10000', authNo, action: 'unfreeze' })
  expect(await cancel({ authNo })).toEqual(cancelled)
  expect(await stand.balance(payer)).toBe(30_000n)
  const closed = { subCode: 'ORDER_ALREADY_CLOSED' }
  expect(await freeze({ ...asked, authCode: stand.code(payer, 1) })).toMatchObject(closed)
  expect(await freeze(asked)).toMatchObject(closed)
  expect(await unfreeze({ authNo, outRequestNo: order(), amount: '1.00' })).toMatchObject(closed)
  expect(await capture(authNo!)).toMatchObject({ subCode: 'ACQ.AUTH_NO_ERROR' })

  const touched = await freeze(biz(payer, {}, 2))
  await unfreeze({ authNo: touched['authNo'], outRequestNo: order(), amount: '1.00' })
  expect(await cancel({ authNo: touched['authNo'] })).toMatchObject({ subCode: 'ILLEGAL_STATUS' })

  const whole = await freeze(biz(payer, { amount: '1.00' }, 4))
  const named = { authNo: whole['authNo'], outRequestNo: whole['outRequestNo'] }
  const notIt = { subCode: 'AUTH_OPERATION_NOT_EXIST' }
  expect(await cancel({ ...named, operationId: touched['operationId'] })).toMatchObject(notIt)
  expect(await cancel({ ...named, outRequestNo: order() })).toMatchObject(notIt)
  expect(await cancel({ ...named, operationId: whole['operationId'] })).toMatchObject({
    action: 'unfreeze',
  })

  const poor = biz(await stand.person(1))
  await freeze(poor)
  expect(await cancel({ outOrderNo: poor.outOrderNo })).toMatchObject({ action: 'close' })

  const late = biz(payer, {}, 3)
  const absent = { subCode: 'AUTH_ORDER_NOT_EXIST' }
  const { outOrderNo, outRequestNo } = late
  expect(await detail({ outOrderNo, outRequestNo })).toMatchObject(absent)
  expect(await cancel({ outOrderNo, outRequestNo })).toMatchObject(absent)
  expect(await cancel({ outOrderNo, outRequestNo })).toMatchObject(absent)
  expect(await freeze(late)).toMatchObject(closed)
  expect(await detail({ outOrderNo, outRequestNo })).toMatchObject(absent)
  expect(await cancel({ authNo: '2026' })).toMatchObject(absent)
  expect(await unfreeze({ authNo: '2026', outRequestNo, amount: 1 })).toMatchObject(absent)
  expect(await capture('2026')).toMatchObject({ subCode: 'ACQ.AUTH_NO_ERROR' })
})

test('a code that was shown for a deposit pays nowhere else, and raises the alarm', async () => {
  const payer = await stand.person(200)
  const asked = biz(payer)
  expect(await freeze(asked)).toMatchObject({ code: '10000' })
  const other = asker(await stand.open())
  const stolen = await other('alipay.trade.pay', {
    outTradeNo: order(),
    totalAmount: '1.00',
    subject: '烟',
    authCode: asked.authCode,
  })
  expect(stolen).toMatchObject({ subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID' })
  const rows = await stand.sql`select password_free_suspended as off from member
    where member_id = ${payer.memberId}`
  expect(rows[0]!['off']).toBe(true)
  const next = await freeze(biz(payer, { amount: '1.00' }, 1))
  expect(next).toMatchObject({ code: '10003', status: 'INIT' })
  const wrong = asked.authCode.replace(/\d{6}$/, (otp) => (otp === '000000' ? '000001' : '000000'))
  expect(await freeze({ ...biz(payer), authCode: wrong })).toMatchObject({
    subCode: 'PAYMENT_AUTH_CODE_INVALID',
  })
  const misses = await stand.sql`select misses from guess
    where subject = ${`merchant:${shop.merchantId}`}`
  expect(misses[0]!['misses']).toBeGreaterThan(0)
})

test('a capture is notified like any payment, and found like one', async () => {
  const told = await stand.open('http://shop.example/notified')
  const payer = await stand.person(100)
  const asTold = asker(told)
  const { authNo } = await asTold('alipay.fund.auth.order.freeze', biz(payer, { amount: '9.00' }))
  const stay = { outTradeNo: order(), totalAmount: '4.00', subject: '房费', authNo }
  const { tradeNo } = await asTold('alipay.trade.pay', stay)
  const rows = await stand.sql`select params from notification where trade_no = ${tradeNo!}`
  expect(rows.map((row) => row['params'] as object)).toMatchObject([
    { trade_status: 'TRADE_SUCCESS', total_amount: '4.00', buyer_id: payer.memberId },
  ])
  expect(await asTold('alipay.trade.query', { tradeNo })).toMatchObject({
    tradeStatus: 'TRADE_SUCCESS',
    buyerPayAmount: '4.00',
  })
  expect(await asTold('alipay.trade.cancel', { tradeNo })).toMatchObject({ action: 'refund' })
  expect(await stand.balance(payer)).toBe(9500n)
})

test('fields are checked by name', async () => {
  const payer = await stand.person(200)
  const cases: [object, RegExp][] = [
    [{ outOrderNo: undefined }, /^参数无效：out_order_no .+。out_order_no: is missing/],
    [{ outRequestNo: 'a-b' }, /^参数无效：out_request_no .+。out_request_no: only letters/],
    [{ orderTitle: '' }, /^参数无效：order_title .+。order_title: is missing/],
    [{ amount: '0' }, /^参数无效：amount .+。amount: /],
    [{ authCode: undefined }, /^参数无效：auth_code .+。auth_code: is missing/],
    [{ authCodeType: 'face' }, /^参数无效：auth_code_type .+。auth_code_type: /],
    [{ productCode: 'FACE_TO_FACE_PAYMENT' }, /^参数无效：product_code .+。product_code: /],
  ]
  const invalid = (message: RegExp) => ({
    code: '40004',
    subCode: 'INVALID_PARAMETER',
    subMsg: expect.stringMatching(message) as string,
  })
  for (const [more, message] of cases) {
    expect(await freeze(biz(payer, more))).toMatchObject(invalid(message))
  }
  expect(await freeze(biz(payer, { payeeUserId: '2088000000000000' }))).toMatchObject({
    subCode: 'PAYEE_NOT_EXIST',
  })
  expect(await cancel({})).toMatchObject(
    invalid(/^参数无效：out_order_no .+。out_order_no: is missing, and so is auth_no/),
  )
  const { authNo } = await freeze(biz(payer))
  expect(await detail({ authNo })).toMatchObject(
    invalid(/^参数无效：out_request_no .+。out_request_no: is missing/),
  )
  const unknown = { subCode: 'AUTH_OPERATION_NOT_EXIST' }
  expect(await detail({ authNo, operationId: '1' })).toMatchObject(unknown)
  const wrongMode = { authConfirmMode: 'HALF' }
  expect(await capture(authNo!, wrongMode)).toMatchObject({
    subCode: 'ACQ.INVALID_PARAMETER',
    subMsg: expect.stringMatching(/^参数无效：auth_confirm_mode .+。auth_confirm_mode: /),
  })
  const other = { buyerId: '2088000000000000' }
  expect(await capture(authNo!, other)).toMatchObject({ subCode: 'ACQ.INVALID_PARAMETER' })
  await stand.sql`update merchant set state = 'suspended' where merchant_id = ${shop.merchantId}`
  expect(await capture(authNo!)).toMatchObject({ subCode: 'ACQ.SELLER_BEEN_BLOCKED' })
  expect(await freeze(biz(payer, {}, 4))).toMatchObject({ subCode: 'PAYEE_USER_STATUS_LIMIT' })
  await stand.sql`update merchant set state = 'active' where merchant_id = ${shop.merchantId}`
})

test('of many captures and givings back at once no more goes out than is held', async () => {
  const payer = await stand.person(100)
  const { authNo } = await freeze(biz(payer))
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      n % 2 === 0
        ? capture(authNo!, { totalAmount: '15.00' })
        : unfreeze({ authNo, outRequestNo: order(), amount: '15.00' }),
    ),
  )
  const done = answers.filter(({ code }) => code === '10000')
  expect(done).toHaveLength(6)
  expect(await held(payer)).toBe(1000n)
})
