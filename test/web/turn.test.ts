import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { stepMs } from '#paycode/derive.ts'

const stored = new Map<string, string>()
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
}

beforeAll(() => {
  vi.stubGlobal('localStorage', storage)
  vi.useFakeTimers()
})
beforeEach(() => {
  stored.clear()
  vi.setSystemTime(1000 * stepMs + 5000)
})
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The module as a page that was just opened has it. */
async function openPage() {
  vi.resetModules()
  return await import('#web/wallet/code/turn.ts')
}

test('a minute’s codes are counted on after a reload', async () => {
  const before = await openPage()
  before.followMinute()
  before.nextTurn()
  before.nextTurn()
  const after = await openPage()
  after.followMinute()
  expect(after.turn.get()).toEqual({ step: 1000, n: 2 })
})

test('a clock that goes back does not bring codes back', async () => {
  const { followMinute, nextTurn, turn } = await openPage()
  followMinute()
  nextTurn()
  vi.setSystemTime(1001 * stepMs)
  followMinute()
  expect(turn.get()).toEqual({ step: 1001, n: 0 })
  vi.setSystemTime(1000 * stepMs + 59_000)
  followMinute()
  expect(turn.get()).toEqual({ step: 1000, n: 1 })
})

test('two tabs count the same codes', async () => {
  const one = await openPage()
  const two = await openPage()
  one.followMinute()
  two.followMinute()
  one.nextTurn()
  one.nextTurn()
  two.nextTurn()
  expect(two.turn.get()).toEqual({ step: 1000, n: 3 })
})

test('a payment takes one code of the minute, however many tabs are told of it', async () => {
  const one = await openPage()
  const two = await openPage()
  one.followMinute()
  two.followMinute()
  one.leaveTurn()
  two.leaveTurn()
  expect(one.turn.get()).toEqual({ step: 1000, n: 1 })
  expect(two.turn.get()).toEqual({ step: 1000, n: 1 })
})
