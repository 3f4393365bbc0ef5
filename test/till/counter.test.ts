import { beforeEach, expect, test } from 'vitest'

import type { TillMe, TillPay, TillResult } from '../../src/wire/till.ts'
import { makeCounter } from '../../web/till/counter/counter.ts'
import type { Answer } from '../../web/till/sale/pursue.ts'
import { isKept } from '../../web/till/sale/sale.ts'
import type { Sound } from '../../web/till/sound.ts'

const code = (last: number) => `28123456789012345${last}`
const me = { terminalId: 'T01', codePrefix: '28', codeDigits: 18 } as TillMe

const stored = new Map<string, string>()
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem(key: string, value: string) {
    stored.set(key, value)
    Object.assign(this, { [key]: value })
  },
  removeItem(key: string) {
    stored.delete(key)
    Reflect.deleteProperty(this, key)
  },
}
beforeEach(() => {
  for (const key of stored.keys()) storage.removeItem(key)
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true })
})

const answer = (
  state: TillResult['state'],
  failure: string | null = null,
  retry = true,
): Answer => ({
  ok: true,
  result: {
    state,
    outTradeNo: '1',
    tradeNo: '2',
    amount: '12.50',
    refunded: '0.00',
    payer: null,
    at: 0,
    expiresAt: null,
    traceId: null,
    failure: failure === null ? null : { code: failure, message: '', retry },
  },
})

/** A counter before a network that gives these answers, one after the other. */
function stand(...answers: Answer[]) {
  const paid: TillPay[] = []
  const keptAtPay: string[] = []
  const cancelled: string[] = []
  const sounds: Sound[] = []
  const next = () => Promise.resolve(answers.shift() ?? answer('waiting'))
  let wake = () => {}
  const counter = makeCounter(me, {
    play: (sound) => sounds.push(sound),
    world: {
      pay: (order) => {
        paid.push(order)
        keptAtPay.push(JSON.stringify([...stored]))
        return next()
      },
      query: next,
      cancel: (outTradeNo) => {
        cancelled.push(outTradeNo)
        return Promise.resolve(answer('closed', 'CANCELLED'))
      },
      now: () => Date.now(),
      pause: () => new Promise<void>((resolve) => (wake = resolve)),
      poke: () => wake(),
      stopPaying: () => undefined,
    },
  })
  const type = (keys: string[]) => keys.forEach((key) => counter.typed(key))
  const scan = async (text: string, retract = 0) => {
    counter.scanned({ code: /^28\d{16}$/.test(text) ? text : null, retract })
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { counter, type, scan, paid, keptAtPay, cancelled, sounds, state: counter.store.get }
}

test('a code without an amount is not used, not kept, and said so', async () => {
  const { scan, paid, state, sounds } = stand()
  await scan(code(1))
  expect(state()).toMatchObject({ stage: 'amount', notice: 'amountFirst' })
  expect(paid).toEqual([])
  expect(sounds).toEqual(['attention'])
})

test('amount and scan are all it takes; the sale is kept before it is sent, its code never', async () => {
  const { type, scan, paid, keptAtPay, sounds, state } = stand(answer('paid'))
  type([...'12.5'])
  await scan(code(1))
  expect(paid).toEqual([{ outTradeNo: expect.any(String), amount: '12.50', code: code(1) }])
  expect(keptAtPay[0]).toContain(paid[0]!.outTradeNo)
  expect(keptAtPay[0]).not.toContain(code(1))
  expect(state().sale?.result?.state).toBe('paid')
  expect(sounds).toEqual(['paid'])
  expect([...stored]).toEqual([])
})

test('after a payment the next digit begins the next sale, and a stray scan charges nobody', async () => {
  const { type, scan, paid, state } = stand(answer('paid'))
  type(['7'])
  await scan(code(1))
  await scan(code(1))
  expect(state().notice).toBeNull()
  await scan(code(2))
  expect(state().notice).toBe('amountFirst')
  expect(paid).toHaveLength(1)
  type(['3'])
  expect(state()).toMatchObject({ stage: 'amount', entry: { text: '3' } })
  expect(state().last?.amount).toBe('7.00')
})

test('a failed code: the same code is told apart, a fresh one pays the same order', async () => {
  const { type, scan, paid, state } = stand(answer('failed', 'CODE_STALE'), answer('paid'))
  type(['9'])
  await scan(code(1))
  await scan(code(1))
  expect(state().notice).toBe('sameCode')
  await scan(code(2))
  expect(paid.map((order) => order.outTradeNo)).toEqual([paid[0]!.outTradeNo, paid[0]!.outTradeNo])
  expect(paid[1]).toMatchObject({ amount: '9.00', code: code(2) })
  expect(state().sale?.result?.state).toBe('paid')
})

test('a failed order is closed once the cashier goes on, and only then', async () => {
  const again = stand(answer('failed', 'CODE_STALE'), answer('paid'))
  again.type(['9'])
  await again.scan(code(1))
  await again.scan(code(2))
  again.type(['Enter'])
  expect(again.cancelled).toEqual([])

  const poor = 'BALANCE_NOT_ENOUGH'
  const left = stand(answer('failed', poor), answer('failed', poor), answer('paid'))
  left.type(['9'])
  await left.scan(code(3))
  left.type(['Enter'])
  await left.scan(code(4))
  left.type(['Escape'])
  expect(left.cancelled).toEqual(['1', '1'])

  // The number is another order's, perhaps a paid one: its cancel would give money back.
  const other = stand(answer('failed', 'CONTEXT_INCONSISTENT', false))
  other.type(['9'])
  await other.scan(code(5))
  other.type(['Escape'])
  expect(other.cancelled).toEqual([])
})

test('an order that was not kept is in no list, so its number is not shown', () => {
  const { result } = answer('failed', 'CODE_UNKNOWN') as Extract<Answer, { ok: true }>
  expect(isKept(result)).toBe(true)
  expect(isKept({ ...result, tradeNo: null })).toBe(false)
})

test('a slow gun’s digits leave the amount as it was', async () => {
  const { type, scan, paid } = stand(answer('paid'))
  type([...'12', ...code(1)])
  await scan(code(1), 18)
  expect(paid[0]?.amount).toBe('12.00')
})

test('a goods’ barcode is no amount and no payment', async () => {
  const { type, scan, paid, state } = stand()
  type(['8'])
  await scan('6901234567892')
  expect(state()).toMatchObject({ notice: 'notACode', entry: { text: '8' } })
  expect(paid).toEqual([])
})

test('while the payer is asked, other scans are not used and Esc cancels', async () => {
  const { type, scan, paid, state, sounds } = stand(answer('waiting'))
  type(['8'])
  await scan(code(1))
  expect(sounds).toEqual(['waiting'])
  await scan(code(2))
  expect(state().notice).toBe('saleOpen')
  type(['Escape'])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(state().sale?.result?.state).toBe('closed')
  expect(paid).toHaveLength(1)
})

test('a code typed by hand is checked before it is sent', async () => {
  const { type, paid, state } = stand(answer('paid'))
  type(['5', 'Enter', ...'2812', 'Enter'])
  expect(state()).toMatchObject({ stage: 'scan', notice: 'codeShort' })
  type([...code(1).slice(4), 'Enter'])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(paid[0]).toMatchObject({ amount: '5.00', code: code(1) })
})

test('a sale whose outcome was open before a reload comes first', async () => {
  const open = { outTradeNo: '20260305140709123000142424', amount: '6.00', startedAt: Date.now() }
  storage.setItem(`tongbao.till.sale.T01.${open.outTradeNo}`, JSON.stringify(open))
  const { counter, paid, state } = stand(answer('paid'))
  counter.open()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(state().sale).toMatchObject({ outTradeNo: open.outTradeNo, phase: 'done' })
  expect(paid).toEqual([])
})
