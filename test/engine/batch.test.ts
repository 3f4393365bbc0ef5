import { describe, expect, it } from 'vitest'

import { createEngine } from '#engine/engine.ts'
import { DatabaseError } from '#sim/world/commit.ts'
import { memoryStorage, type Wire } from '#sim/world/memory.ts'
import { createSchedule } from '#sim/world/schedule.ts'
import { emptyTables, signUp } from '#sim/world/tables.ts'

const memberId = '2088000000000001'

/** An engine above a database in memory, on a clock that runs as fast as it can. */
function stage(wire: Wire, measure: () => void = () => undefined) {
  const schedule = createSchedule(Date.parse('2026-03-01T04:00:00Z'))
  const tables = emptyTables()
  signUp(tables, { memberId, phone: '13900000001', deviceNo: 1n, passwordFreeLimit: 0n }, 'k1')
  const slowWire: Wire = async (stage) => {
    await schedule.sleep(1, 'wire')
    await wire(stage)
  }
  const engine = createEngine({
    storage: memoryStorage({ tables, present: () => Promise.resolve(), wire: slowWire }),
    settings: {
      batchMax: 10,
      queueMax: 100,
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
    measure,
  })
  const topUp = (ref: string) =>
    engine.submit({ kind: 'topup', memberId, amount: 100n, ref, title: '充值' })
  return { schedule, tables, topUp }
}

/**
 * Tops up one member three times: the first goes alone, the other two in one batch. The answer to COMMIT number `broken` is lost
 * with the first code, and the crossings after it with the codes that follow; null lets one through, and the last stays.
 */
async function topUpThrice(broken: number, codes: (string | null)[]) {
  let commits = 0
  let crossing = -1
  const { schedule, tables, topUp } = stage(async (stage) => {
    if (stage === 'commit') commits++
    if (crossing < 0 && !(commits === broken && stage === 'answer')) return
    const code = codes[Math.min(++crossing, codes.length - 1)]
    if (code) throw new DatabaseError(code, 'as the script says')
  })
  const outcomes: string[] = []
  for (const ref of ['a', 'b', 'c']) void topUp(ref).then(({ kind }) => outcomes.push(kind))
  while (await schedule.step()) continue
  return { outcomes, stored: tables.topups.size }
}

/** Twenty callers who top up again as soon as they are answered, three hundred times in all, while COMMIT number ten finds a conflict. */
async function topUpInTurns() {
  const seen = { loads: 0, commits: 0, batches: 0 }
  const { schedule, tables, topUp } = stage(
    async (stage) => {
      if (stage === 'ask') seen.loads++
      if (stage !== 'commit') return
      // What is stored was asked for by a crossing of its own.
      seen.loads--
      if (++seen.commits === 10) throw new DatabaseError('40001', 'as the script says')
    },
    () => seen.batches++,
  )
  let asked = 0
  const caller = async () => {
    while (asked < 300) await topUp(`ref ${asked++}`)
  }
  for (let callers = 0; callers < 20; callers++) void caller()
  while (await schedule.step()) continue
  return { ...seen, stored: tables.topups.size }
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
  it('makes nothing be decided twice but what was on its way when it failed', async () => {
    const { loads, batches, stored } = await topUpInTurns()
    expect(stored).toBe(300)
    expect(batches).toBeGreaterThan(40)
    expect(loads - batches).toBeLessThanOrEqual(3)
  })
})
