import fc from 'fast-check'
import { expect, test } from 'vitest'

import { stepMs } from '#paycode/derive.ts'
import { handleAt, handlesEnd, joinHandles, needsHandles } from '#web/wallet/code/handles.ts'

/** The handle of a step is its number, so that a shift by one shows. */
const handles = (firstStep: number, count: number) => ({
  firstStep,
  list: Array.from({ length: count }, (_, i) => String(firstStep + i)),
})

test('joined handles belong to their minutes, whatever overlaps or is missing', () => {
  const small = fc.integer({ min: 0, max: 60 })
  fc.assert(
    fc.property(small, small, small, small, small, (first, count, next, more, nowStep) => {
      const now = nowStep * stepMs
      const joined = joinHandles(handles(first, count), handles(next, more), now)
      for (let step = 0; step < 130; step++) {
        const handle = handleAt(joined, step)
        if (handle !== undefined) expect(handle).toBe(String(step))
      }
      const came = next + more
      if (came > nowStep && more > 0 && next <= nowStep) {
        expect(handleAt(joined, nowStep)).toBe(String(nowStep))
      }
    }),
  )
})

test('minutes that are over are dropped, but the last one', () => {
  const joined = joinHandles(handles(100, 50), handles(150, 50), 160 * stepMs)
  expect(joined.firstStep).toBe(159)
  expect(handlesEnd(joined)).toBe(200)
})

test('an hour after the last fetch more are wanted', () => {
  const full = handles(1000, 72 * 60)
  expect(needsHandles(full, 1000 * stepMs)).toBe(false)
  expect(needsHandles(full, 1061 * stepMs)).toBe(true)
})
