import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { createPace } from '#kernel/http/pace.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A pace on a thread that is taken by `tell` for a tenth of a millisecond each time, and else passes with the timers. */
function site() {
  let takenMs = 0
  const told: number[] = []
  const pace = createPace({ uptime: () => performance.now() + takenMs, worked: () => takenMs })
  const tell = (n: number) => () => {
    takenMs += 0.1
    told.push(n)
  }
  const come = (count: number) => {
    for (let n = 0; n < count; n++) pace.tell(tell(n))
  }
  return { told, pace, tell, come }
}

test('one is told at once, and a flood a part of the time, in the order in which it came', () => {
  const { told, come } = site()
  come(1)
  expect(told).toEqual([0])
  vi.advanceTimersByTime(1000)
  told.length = 0
  come(1000)
  expect(told).toEqual([0])
  vi.advanceTimersByTime(1)
  expect(told).toHaveLength(11)
  // After each millisecond, three in which there is time for others.
  vi.advanceTimersByTime(99)
  expect(told.length).toBeGreaterThan(200)
  expect(told.length).toBeLessThan(400)
  vi.advanceTimersByTime(400)
  expect(told).toEqual(Array.from({ length: 1000 }, (_, n) => n))
  vi.advanceTimersByTime(10)
  expect(vi.getTimerCount()).toBe(0)
})

test('those who come again while they are told wait like all others', () => {
  const { told, pace, tell } = site()
  const again = () => {
    tell(0)()
    pace.tell(again)
  }
  again()
  const before = told.length
  vi.advanceTimersByTime(400)
  expect(told.length - before).toBeGreaterThan(900)
  expect(told.length - before).toBeLessThan(1400)
})

test('what takes longer after it was told is told less often', () => {
  const { told, pace, tell } = site()
  for (let n = 0; n < 1000; n++) pace.tell(tell(n), 0.9)
  vi.advanceTimersByTime(400)
  expect(told.length).toBeGreaterThan(90)
  expect(told.length).toBeLessThan(140)
})
