import { describe, expect, it, vi } from 'vitest'

import { liveThrough, type CityOptions } from '#sim/world/city.ts'
import { roughDay } from '#sim/world/world.ts'

import * as bugs from './bugs.ts'

vi.setConfig({ testTimeout: 120_000 })

/** A quarter of an hour in which everybody pays at once: races are what a small city is about. */
const rush: Omit<CityOptions, 'seed'> = { minutes: 15, people: 60, shops: 4, sales: 100 }

/** Known seeds, and fresh ones that are printed; `npm run sim -- --seed N …` replays. */
const fresh = Math.floor(Math.random() * 2 ** 31)

describe('a small city in which everything fails', () => {
  for (const seed of [1, 2, 3, 4, fresh, fresh + 1, fresh + 2, fresh + 3]) {
    it(`keeps its promises and comes to rest, seed ${seed}`, async () => {
      console.log(`world.test.ts: seed ${seed}, ${JSON.stringify(rush)}`)
      const report = await liveThrough({ seed, ...rush })
      expect(report.fault).toBeNull()
      expect(report.paid).toBeGreaterThan(300)
      expect(report.refunds).toBeGreaterThan(30)
    })
  }

  it('keeps them through a whole day and over midnight', async () => {
    const day = { minutes: 1440, people: 100, shops: 6, sales: 5 }
    console.log(`world.test.ts: seed ${fresh}, ${JSON.stringify(day)}`)
    const report = await liveThrough({ seed: fresh, ...day })
    expect(report.fault).toBeNull()
    expect(report.paid).toBeGreaterThan(3000)
  })

  it('keeps them when commands come in batches', async () => {
    const crowd = { minutes: 1, people: 150, shops: 3, sales: 2000 }
    console.log(`world.test.ts: seed ${fresh}, ${JSON.stringify(crowd)}`)
    expect(await liveThrough({ seed: fresh, ...crowd })).toMatchObject({ fault: null })
  })

  it('happens the same way every time, and otherwise with another seed', async () => {
    const short = { ...rush, minutes: 3 }
    const [once, again] = [
      await liveThrough({ seed: 7, ...short }),
      await liveThrough({ seed: 7, ...short }),
    ]
    expect(again).toEqual(once)
    expect((await liveThrough({ seed: 8, ...short })).trace).not.toBe(once.trace)
  })
})

/** Steps, over as many seeds as it takes, within which every planted bug must be seen. */
const boundSteps = 400_000

/** Impatient callers and a slow database: what races need. */
const storm = { ...roughDay, messageDoubled: 0.2, slow: 4 }

/** A day's limit that people come up to within the quarter of an hour. */
const narrow = { dayLimit: 20_000n }

type Planted = Pick<CityOptions, 'plant' | 'bankPlant' | 'dayLimit'>

async function find(planted: Planted): Promise<{ steps: number; fault: string | null }> {
  let steps = 0
  for (let seed = 1; steps < boundSteps; seed++) {
    const stepsMax = boundSteps - steps
    const report = await liveThrough({ seed, ...rush, ...planted, faults: storm, stepsMax })
    steps += report.steps
    if (report.fault) return { steps, fault: report.fault }
  }
  return { steps, fault: null }
}

const planted: [name: string, planted: Planted, seenAs: RegExp][] = [
  [
    'a burn outside the transaction',
    { plant: bugs.burnOutsideTheTransaction },
    /a code that is not burnt/,
  ],
  ['a missing version check', { plant: bugs.noVersionCheck }, /was closed, and then became/],
  [
    'a notification after the commit',
    { plant: bugs.notificationAfterCommit },
    /paid without a notification/,
  ],
  [
    'a limit read without its version',
    { plant: bugs.limitFromACache, ...narrow },
    /spent, 20000 allowed/,
  ],
  ['a retry that reposts', { plant: bugs.retryThatReposts }, /and again by|written|should hold/],
  [
    'a look at two moments',
    { plant: bugs.lookAtTwoMoments },
    /its code has paid|a sum that leaves it out/,
  ],
  [
    'a silent bank that is taken to have refused',
    { bankPlant: bugs.silenceIsRefusal },
    /is refused, the bank gave/,
  ],
]

describe('a bug that somebody plants is found', () => {
  for (const [name, plan, seenAs] of planted) {
    it(name, async () => {
      const { steps, fault } = await find(plan)
      console.log(`world.test.ts: ${name}: after ${steps} steps: ${fault}`)
      expect(fault).toMatch(seenAs)
    })
  }
})
