import { describe, expect, it } from 'vitest'

import { createEngine } from '#engine/engine.ts'
import { DatabaseError } from '#sim/world/commit.ts'
import { memoryStorage, type Wire } from '#sim/world/memory.ts'
import { createSchedule } from '#sim/world/schedule.ts'
import { emptyTables, signUp } from '#sim/world/tables.ts'

/**
 * Tops up one member three times: the first goes alone, the other two in one batch. The answer to COMMIT number `broken` is lost
 * with the first code, and the crossings after it with the codes that follow; null lets one through, and the last stays.
 */
async function topUpThrice(broken: number, codes: (string | null)[]) {
  const schedule = createSchedule(Date.parse('2026-03-01T04:00:00Z'))
  const tables = emptyTables()
  const memberId = '2088000000000001'
  signUp(tables, { memberId, phone: '13900000001', deviceNo: 1n, passwordFreeLimit: 0n }, 'k1')
  let commits = 0
  let crossing = -1
  const wire: Wire = async (stage) => {
    await schedule.sleep(1, 'wire')
    if (stage === 'commit') commits++
    if (crossing < 0 && !(commits === broken && stage === 'answer')) return
    const code = codes[Math.min(++crossing, codes.length - 1)]
    if (code) throw new DatabaseError(code, 'as the script says')
  }
  const engine = createEngine({
    storage: memoryStorage({ tables, present: () => Promise.resolve(), wire }),
    settings: {
      batchMax: 10,
      queueMax: 10,
      queueWaitMaxMs: 500,
      dayLimit: 0n,
      unpaidMs: 1,
      budget: { merchant: 1, terminal: 1, address: 1, handle: 1 },
    },
    clock: schedule.now,
    stripe: 0,
    log: { warn: () => undefined, error: () => undefined },
    uptime: schedule.now,
    later: queueMicrotask,
    pause: (ms) => schedule.sleep(ms, 'pause'),
  })
  const outcomes: string[] = []
  for (const ref of ['a', 'b', 'c']) {
    const asked = engine.submit({ kind: 'topup', memberId, amount: 100n, ref, title: '充值' })
    void asked.then(({ kind }) => outcomes.push(kind))
  }
  while (await schedule.step()) continue
  return { outcomes, stored: tables.topups.size }
}

describe('a database that fails', () => {
  it('is asked again after a broken pipe, as after any lost connection', async () => {
    for (const code of ['EPIPE', 'ECONNRESET', '08006', '57P01']) {
      const { outcomes, stored } = await topUpThrice(1, [code, null])
      expect(outcomes).toEqual(['toppedUp', 'toppedUp', 'toppedUp'])
      expect(stored).toBe(3)
    }
  })

  it('never makes "busy", which says that nothing was done, of what may have been', async () => {
    const { outcomes, stored } = await topUpThrice(2, ['08006', 'XX000', '08006'])
    expect(stored).toBe(3)
    expect(outcomes).toEqual(['toppedUp', 'unknown', 'unknown'])
  })
})
