import type { SubCode } from '#gateway/sub-codes.ts'
import { beijingDay, parseBeijing } from '#kernel/clock.ts'

import { order } from '../../engine/people.ts'
import type { Shop } from '../stand.ts'
import { dayMs, guess, type Provocations, type Tools } from './tools.ts'

type Bare<Code> = Code extends `${'ACQ' | 'isp' | 'aop' | 'isv'}.${string}` ? never : Code
type Mine = Bare<SubCode>

const bill = ({ ask }: Tools, billType: string, billDate: string, by: Shop) =>
  ask('alipay.data.dataservice.bill.downloadurl.query', { billType, billDate }, by)

const to = (identity: string, more: object = {}) => ({
  payeeInfo: { identity, identityType: 'ALIPAY_USER_ID', ...more },
})

/** A transfer of 1.00 to a fresh member, from a shop that received 10.00, but for what `more` says. */
async function transfer(tools: Tools, more: object = {}, by?: Shop) {
  const { stand, pay, ask } = tools
  const from = by ?? (await stand.open())
  await pay(await stand.person(10), {}, from)
  const payee = await stand.person(0)
  const biz = { outBizNo: order(), transAmount: '1.00', ...to(payee.memberId), ...more }
  return ask('alipay.fund.trans.uni.transfer', biz, from)
}

/** 10.00 of a fresh member that are held. */
const held = async ({ stand, freeze }: Tools) => (await freeze(await stand.person(20)))['authNo']
const give = ({ ask }: Tools, authNo: string | undefined, amount: string) =>
  ask('alipay.fund.auth.order.unfreeze', { authNo, outRequestNo: order(), amount })
const cancel = ({ ask }: Tools, name: object) => ask('alipay.fund.auth.operation.cancel', name)

/** Bills, transfers and money that is held: methods whose failures have no prefix. */
export const funds: Provocations<Mine> = {
  SYSTEM_ERROR: (tools) => tools.without('transfer', () => transfer(tools)),

  INVAILID_ARGUMENTS: (tools) => bill(tools, 'all', '2026-01-01', tools.shop),
  NO_BILL_DATA: async (tools) => {
    const { now } = tools.stand.clock
    return bill(tools, 'trade', beijingDay(now - dayMs), await tools.stand.open())
  },
  BILL_NOT_EXIST: (tools) =>
    bill(tools, 'trade', beijingDay(tools.stand.clock.now + dayMs), tools.shop),

  INVALID_PARAMETER: (tools) => transfer(tools, { transAmount: '1.001' }),
  PAYER_BALANCE_NOT_ENOUGH: (tools) => transfer(tools, { transAmount: '10.01' }),
  PAYER_STATUS_ERROR: async (tools) => {
    const by = await tools.stand.open()
    const { sql } = tools.stand
    await sql`update merchant set state = 'suspended' where merchant_id = ${by.merchantId}`
    return transfer(tools, {}, by)
  },
  PAYER_PAYEE_CANNOT_SAME: async (tools) => {
    const by = await tools.stand.open()
    return transfer(tools, to(by.merchantId), by)
  },
  PAYEE_NOT_EXIST: (tools) => transfer(tools, to('2088000000000001')),
  PAYEE_USER_INFO_ERROR: async (tools) =>
    transfer(tools, to((await tools.stand.person(0)).memberId, { name: '别人' })),
  PAYEE_ACCOUNT_STATUS_ERROR: async (tools) => {
    const { memberId } = await tools.stand.person(0)
    await tools.stand.sql`update member set state = 'suspended' where member_id = ${memberId}`
    return transfer(tools, to(memberId))
  },
  PAYMENT_INFO_INCONSISTENCY: async (tools) => {
    const by = await tools.stand.open()
    const outBizNo = order()
    await transfer(tools, { outBizNo }, by)
    return transfer(tools, { outBizNo }, by)
  },
  EXCEED_LIMIT_SM_AMOUNT: (tools) => transfer(tools, { transAmount: '100000.01' }),
  EXCEED_LIMIT_DM_AMOUNT: async (tools) => {
    const by = await tools.stand.open()
    const { sql, clock } = tools.stand
    await sql`insert into payout_day (merchant_id, day, amount, count)
      values (${by.merchantId}, ${beijingDay(clock.now)}, 99999901, 9)`
    const told = await transfer(tools, {}, by)
    await sql`delete from payout_day where merchant_id = ${by.merchantId}`
    return told
  },
  ORDER_NOT_EXIST: ({ ask }) => ask('alipay.fund.trans.common.query', { outBizNo: 'none' }),

  AUTH_ORDER_NOT_EXIST: (tools) => give(tools, '2026', '1.00'),
  AUTH_OPERATION_NOT_EXIST: async (tools) => {
    const biz = { authNo: await held(tools), operationId: '1' }
    return tools.ask('alipay.fund.auth.operation.detail.query', biz)
  },
  ORDER_ALREADY_CLOSED: async (tools) => {
    const authNo = await held(tools)
    await cancel(tools, { authNo })
    return give(tools, authNo, '1.00')
  },
  ORDER_ALREADY_FINISH: async (tools) => {
    const authNo = await held(tools)
    await give(tools, authNo, '10.00')
    return cancel(tools, { authNo })
  },
  FREEZE_ALREADY_SUCCESS: async ({ stand, freeze }) => {
    const payer = await stand.person(20)
    const names = { outOrderNo: order(), outRequestNo: order() }
    await freeze(payer, names)
    return freeze(payer, names)
  },
  UNIQUE_VIOLATION: async ({ stand, freeze }) => {
    const payer = await stand.person(20)
    const names = { outOrderNo: order(), outRequestNo: order() }
    await freeze(payer, names)
    return freeze(payer, { ...names, amount: '9.99' })
  },
  REQUEST_AMOUNT_EXCEED: async (tools) => give(tools, await held(tools), '10.01'),
  ILLEGAL_STATUS: async (tools) => {
    const authNo = await held(tools)
    await give(tools, authNo, '1.00')
    return cancel(tools, { authNo })
  },
  MONEY_NOT_ENOUGH: async ({ stand, freeze }) => freeze(await stand.person(9)),
  PAYER_USER_STATUS_LIMIT: async ({ stand, freeze }) => {
    const payer = await stand.person(20)
    await stand.sql`update member set state = 'suspended' where member_id = ${payer.memberId}`
    return freeze(payer)
  },
  PAYEE_USER_STATUS_LIMIT: async ({ stand, freeze }) => {
    const by = await stand.open()
    await stand.sql`update merchant set state = 'suspended' where merchant_id = ${by.merchantId}`
    return freeze(await stand.person(20), {}, by)
  },
  PAYMENT_AUTH_CODE_INVALID: async ({ stand, freeze }) =>
    freeze(await stand.person(20), { authCode: '6222021234567890' }),
  PAYMENT_REQUEST_HAS_RISK: async ({ stand, freeze }) => {
    const payer = await stand.person(20)
    const by = await stand.open()
    const show = (authCode: string) => freeze(payer, { authCode, terminalId: 'T1' }, by)
    await guess(show, stand.code(payer))
    return show(stand.code(payer))
  },
  BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR: async ({ stand, freeze }) => {
    const rich = await stand.person(100_000, { passwordFreeLimit: 10_000_000n })
    await freeze(rich, { amount: '30000.00' })
    return freeze(rich, { amount: '20000.01' })
  },
  NOW_TIME_AFTER_EXPIRE_TIME_ERROR: async ({ stand, freeze, later }) => {
    const payer = await stand.person(20)
    const { now } = stand.clock
    // The end of the Beijing day, in its last second.
    const end = parseBeijing(`${beijingDay(now)} 23:59:59`)!
    return later(end - now, () => freeze(payer, { timeoutExpress: '1c' }))
  },
}
