import { expect, test } from 'vitest'

import type { TillResult } from '../../src/wire/till.ts'
import { pursue, type Answer } from '../../web/till/sale/pursue.ts'
import type { Sale } from '../../web/till/sale/sale.ts'

const order: Sale = {
  outTradeNo: '20260305140709123000142424',
  amount: '12.50',
  startedAt: 0,
  phase: 'sending',
  result: null,
  trouble: null,
}

const result = (state: TillResult['state']): Answer => ({
  ok: true,
  result: {
    state,
    outTradeNo: order.outTradeNo,
    tradeNo: null,
    amount: order.amount,
    refunded: '0.00',
    payer: null,
    at: 0,
    expiresAt: null,
    traceId: null,
    failure: state === 'failed' ? { code: 'CODE_STALE', message: '', retry: true } : null,
  },
})
const failure = (code: string): Answer => ({ ok: false, failure: { code, message: code } })
const lost = failure('OFFLINE')
const missing = failure('TRADE_NOT_EXIST')

/** Plays a script of answers, `act` to answer, and gives what the till asked and told. The clock moves by the pauses alone. */
async function play(
  script: [act: string, answer: Answer][],
  code: string | null = '281234567890123456',
) {
  const asked: string[] = []
  const told: Sale[] = []
  let now = 0
  let cancelled = false
  const next = (act: string) => {
    asked.push(act)
    const step = script.shift()
    expect(step?.[0], `asked ${asked.join(' ')}`).toBe(act)
    cancelled = script[0]?.[0] === 'cancel' && script[0][1] !== missing
    return Promise.resolve(step![1])
  }
  const end = await pursue(
    order,
    { code, cancelled: () => cancelled, stopped: () => false, tell: (sale) => told.push(sale) },
    {
      pay: (sent) => {
        expect(sent).toEqual({ outTradeNo: order.outTradeNo, amount: '12.50', code })
        return next('pay')
      },
      query: () => next('query'),
      cancel: () => next('cancel'),
      now: () => now,
      pause: (millis) => {
        now += millis
        return Promise.resolve()
      },
    },
  )
  return { end, asked, phases: told.map((sale) => sale.phase), trouble: told.at(-1)?.trouble }
}

test('paid at once', async () => {
  const { end, phases } = await play([['pay', result('paid')]])
  expect(end?.state).toBe('paid')
  expect(phases).toEqual(['done'])
})

test('a lost answer is asked for, never paid anew', async () => {
  const { end, phases } = await play([
    ['pay', lost],
    ['query', lost],
    ['query', result('paid')],
  ])
  expect(end?.state).toBe('paid')
  expect(phases).toEqual(['unknown', 'unknown', 'done'])
})

test('an order that never arrived is sent again with the same number and code', async () => {
  const { end } = await play([
    ['pay', lost],
    ['query', missing],
    ['pay', result('paid')],
  ])
  expect(end?.state).toBe('paid')
})

test('busy means try again', async () => {
  const { end } = await play([
    ['pay', failure('BUSY')],
    ['query', missing],
    ['pay', result('paid')],
  ])
  expect(end?.state).toBe('paid')
})

test('waiting is watched until it ends', async () => {
  const { end, phases } = await play([
    ['pay', result('waiting')],
    ['query', result('waiting')],
    ['query', lost],
    ['query', result('closed')],
  ])
  expect(end?.state).toBe('closed')
  expect(phases).toEqual(['waiting', 'waiting', 'unknown', 'done'])
})

test('a refusal at the first sending stands; a refusal later is checked', async () => {
  const first = await play([['pay', failure('CODE_USED')]])
  expect(first.end).toMatchObject({ state: 'failed', failure: { code: 'CODE_USED' } })
  const later = await play([
    ['pay', lost],
    ['query', missing],
    ['pay', failure('CODE_USED')],
    ['query', result('paid')],
  ])
  expect(later.end?.state).toBe('paid')
  const none = await play([
    ['pay', lost],
    ['query', missing],
    ['pay', failure('CODE_USED')],
    ['query', missing],
  ])
  expect(none.end?.failure?.code).toBe('CODE_USED')
})

test('the failure of an earlier code does not end a sale whose new code may not have arrived', async () => {
  const { end } = await play([
    ['pay', lost],
    ['query', result('failed')],
    ['pay', result('paid')],
  ])
  expect(end?.state).toBe('paid')
})

test('cancelling while unknown goes on until the network confirms', async () => {
  const { end, phases } = await play([
    ['pay', lost],
    ['cancel', lost],
    ['cancel', result('closed')],
  ])
  expect(end?.state).toBe('closed')
  expect(phases).toEqual(['cancelling', 'cancelling', 'done'])
})

test('a refused cancellation asks for the truth', async () => {
  const { end } = await play([
    ['pay', result('waiting')],
    ['cancel', failure('CANCEL_TIME_OUT')],
    ['query', result('paid')],
  ])
  expect(end?.state).toBe('paid')
})

test('after a reload nothing is paid: it asks, and shuts out an order that never arrived', async () => {
  const { end, asked } = await play(
    [
      ...Array.from({ length: 6 }, () => ['query', missing] as [string, Answer]),
      ['cancel', missing],
    ],
    null,
  )
  expect(end).toMatchObject({ state: 'closed', failure: { code: 'NEVER_ARRIVED' } })
  expect(asked).not.toContain('pay')
})
