import { expect, test } from 'vitest'

import { csvOf } from '#web/till/today/csv.ts'
import { mayCancel, shownState, stateWords } from '#web/till/today/state.ts'
import { en } from '#web/till/words/en.ts'
import { zh } from '#web/till/words/zh.ts'
import type { Role, TillMe, TillTrade } from '#wire/till.ts'

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
  const [head = '', row = ''] = csvOf([paid], en).split('\r\n')
  expect(head).toContain('"Terminal","Terminal name","Store no.","Store"')
  expect(row).toContain('"T1","1号, 门口","S1","南店"')
})
