import { expect, test } from 'vitest'

import { createLoad } from '#kernel/http.ts'
import { createMetrics } from '#kernel/metrics.ts'

test('as many may be under way as are answered in the time that a newcomer may wait', () => {
  let now = 0
  const metrics = createMetrics()
  const load = createLoad({ waitMaxMs: 500, metrics, alwaysWelcome: 10, uptime: () => now })
  const begin = (count: number) => Array.from({ length: count }, () => load.enter())
  const end = (all: (() => void)[]) => {
    for (const leave of all) leave()
  }
  const first = begin(9)
  expect(load.full()).toBe(false)
  first.push(...begin(1))
  expect(load.full()).toBe(true)
  end(first)
  // A hundred in the second that ends now.
  for (let n = 0; n < 9; n++) end(begin(10))
  now = 1000
  const more = begin(49)
  expect(load.full()).toBe(false)
  more.push(...begin(1))
  expect(load.full()).toBe(true)
  // A caller who hangs up makes room.
  more.pop()?.()
  expect(load.full()).toBe(false)
  more.push(load.enter())
  expect(load.full()).toBe(true)
  // Nothing was answered for two seconds: whoever hangs, the first ten are welcome.
  now = 3000
  end(more)
  now = 6000
  expect(load.full()).toBe(false)
})
