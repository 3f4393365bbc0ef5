import fc from 'fast-check'
import { expect, test } from 'vitest'

import { act, happen } from './history.ts'

/** Another seed each run, and always a printed one: set TONGBAO_SEED to see the same histories again. */
const seed = Number(process.env['TONGBAO_SEED'] ?? Date.now() % 2 ** 31)

test('money that is held, sent and shared keeps every promise through any history', async () => {
  console.log(`fund/history.test.ts: seed ${seed}`)
  const property = fc.asyncProperty(
    fc.array(act, { minLength: 1, maxLength: 50, size: 'max' }),
    fc.nat(),
    async (acts, luck) => {
      expect(await happen(acts, luck)).toEqual([])
    },
  )
  await fc.assert(property, { seed, numRuns: 800 })
}, 120_000)
