import { describe, expect, it } from 'vitest'

import { timeId, tradeNo } from '#kernel/id.ts'

const now = Date.parse('2026-03-01T04:00:30Z')

describe('ids', () => {
  it('never repeat within a process and sort in the order they were made', () => {
    const made = Array.from({ length: 25_000 }, () => timeId(now))
    expect(new Set(made.map((id) => id.slice(0, 17))).size).toBe(made.length)
    expect(made.toSorted()).toEqual(made)
    expect(made.every((id) => /^\d{22}$/.test(id))).toBe(true)
  })

  it('of two nodes differ whatever the moment and the count', () => {
    const numbers = (node: number) => Array.from({ length: 500 }, () => tradeNo(now + 60_000, node))
    const [one, two] = [numbers(0), numbers(1)]
    expect(one.every((no) => /^202603012200\d{14}00$/.test(no))).toBe(true)
    expect(two.every((no) => no.endsWith('01'))).toBe(true)
    expect(new Set([...one, ...two]).size).toBe(1000)
  })

  it('stay in order when the clock is set back', () => {
    const later = timeId(now + 120_000)
    expect(timeId(now) > later).toBe(true)
  })
})
