import { expect, test } from 'vitest'

import { isElsewhere, networkTimeWithZone } from '#web/till/network-time.ts'
import { csvOf } from '#web/till/today/csv.ts'
import { linesOf } from '#web/till/today/lines.ts'
import { mayCancel, shownState, stateWords } from '#web/till/today/state.ts'
import { en } from '#web/till/words/en.ts'
import { zh } from '#web/till/words/zh.ts'
import type { Role, TillDayRefund, TillMe, TillTrade } from '#wire/till.ts'

const paidAt = Date.parse('2026-03-01T04:00:00Z')
const paid: TillTrade = {
  outTradeNo: 'A1',
  tradeNo: '2026030122001400000000000001',
  state: 'TRADE_SUCCESS',
  amount: '12.30',
  refunded: '0.00',
  subject: '',
  payer: null,
  cashier: 'a01',
  terminalId: 'T1',
  terminalName: '1号, 门口',
  storeId: 'S1',
  storeName: '南店',
  failure: null,
  createdAt: paidAt,
  paidAt,
}
const failed: TillTrade = {
  ...paid,
  state: 'WAIT_BUYER_PAY',
  failure: 'BALANCE_NOT_ENOUGH',
  paidAt: null,
}
const me = (role: Role, terminalId = 'T1') => ({ role, terminalId }) as TillMe

test('a try that failed is not paid and says why, in few words', () => {
  expect(shownState(failed)).toBe('FAILED')
  expect(stateWords(failed, zh)).toBe('没有收款 · 余额不足')
  expect(stateWords(failed, en)).toBe('Not paid · not enough balance')
  expect(stateWords({ ...failed, failure: 'toString' }, en)).toBe('Not paid')
  expect(stateWords({ ...failed, failure: null }, en)).toBe('Unpaid')
})

test('a cashier is offered the cancel that the server allows', () => {
  const minute = 60_000
  const offered = (who: TillMe, after: number) => mayCancel(paid, who, paidAt + after)
  expect(offered(me('cashier'), 10 * minute)).toBe(true)
  expect(offered(me('cashier'), 10 * minute + 1)).toBe(false)
  expect(offered(me('cashier', 'T2'), 0)).toBe(false)
  expect(offered(me('supervisor', 'T2'), 23 * 60 * minute)).toBe(true)
  expect(offered(me('owner'), 24 * 60 * minute + 1)).toBe(false)
  expect(mayCancel(failed, me('cashier', 'T2'), paidAt + 60 * minute)).toBe(true)
})

test('the export names terminal and store beside their numbers', () => {
  const [head = '', row = ''] = csvOf({ trades: [paid], refunds: [] }, en).split('\r\n')
  expect(head).toContain('"Terminal","Terminal name","Store no.","Store"')
  expect(row).toContain('"T1","1号, 门口","S1","南店"')
})

const refund = (outRequestNo: string, at: number): TillDayRefund => ({
  outRequestNo,
  amount: '4.00',
  reason: null,
  cashier: 'a02',
  at,
  trade: { ...paid, outTradeNo: 'Y1', refunded: '4.00' },
})

test('refunds stand among a day’s orders where they were made', () => {
  const later = { ...paid, outTradeNo: 'A2', createdAt: paidAt + 60_000 }
  const refunds = [refund('r3', paidAt + 90_000), refund('r2', paidAt + 30_000), refund('r1', 0)]
  const named = linesOf({ trades: [later, paid], refunds }).map((line) =>
    line.kind === 'sale' ? line.trade.outTradeNo : line.refund.outRequestNo,
  )
  expect(named).toEqual(['r3', 'A2', 'r2', 'A1', 'r1'])
})

test('the export has a refund as a line of its own that can be added up', () => {
  const [, , row = ''] = csvOf({ trades: [paid], refunds: [refund('r1', paidAt)] }, en).split(
    '\r\n',
  )
  expect(row).toContain('"-4.00","","Refund"')
  expect(row).toContain('"Y1"')
  expect(row.endsWith('"2026-03-01 12:00:00","r1"')).toBe(true)
})

test('the till’s times are Beijing’s wherever the browser is, and say so elsewhere', () => {
  const midnight = Date.parse('2026-11-24T16:08:00Z')
  expect(networkTimeWithZone(midnight)).toBe('2026-11-25 00:08:00 GMT+8 (Asia/Shanghai)')
  expect([isElsewhere(midnight, 480), isElsewhere(midnight, 0)]).toEqual([false, true])
  const zone = process.env['TZ']
  process.env['TZ'] = 'America/New_York'
  const [head = '', row = ''] = csvOf({ trades: [paid], refunds: [] }, en).split('\r\n')
  process.env['TZ'] = zone ?? 'UTC'
  expect(head).toContain('"Ordered (UTC+8)"')
  expect(row).toContain('"2026-03-01 12:00:00","2026-03-01 12:00:00"')
})
