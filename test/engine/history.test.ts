import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { act, happen, type Act } from './history.ts'

/** Another seed each run, and always a printed one: set TONGBAO_SEED to see the same histories again. */
const seed = Number(process.env['TONGBAO_SEED'] ?? Date.now() % 2 ** 31)

it('keeps every promise through any history', async () => {
  console.log(`history.test.ts: seed ${seed}`)
  const property = fc.asyncProperty(
    fc.array(act, { minLength: 1, maxLength: 40 }),
    fc.nat(),
    async (acts, luck) => {
      expect(await happen(acts, luck)).toEqual([])
    },
  )
  await fc.assert(property, { seed, numRuns: 1200 })
}, 120_000)

/** One till, one payer, one order, one process: what differs is said. */
const usual: Act = {
  does: 'pay',
  person: 0,
  shop: 0,
  order: 0,
  n: 0,
  minutes: 0,
  wrong: false,
  amount: 1000,
  request: 0,
  engine: 0,
  after: 300,
}
const story = (...acts: Partial<Act>[]) =>
  happen(
    acts.map((one) => ({ ...usual, ...one })),
    0,
  )

describe('histories that broke a promise once', () => {
  it('never says "paid" of an order whose money went back', async () => {
    expect(await story({}, { does: 'cancel' }, { does: 'again' })).toEqual([])
    expect(await story({ amount: 300 }, { does: 'refund' }, { does: 'again' })).toEqual([])
    const asked = { amount: 60_000 }
    const confirm = { does: 'confirm' } as const
    expect(await story(asked, confirm, { does: 'cancel' }, confirm)).toEqual([])
  })

  it('never pays with a code that was refused because it came early', async () => {
    expect(await story({ minutes: 2 }, { does: 'again', after: 61_000 })).toEqual([])
  })
})
