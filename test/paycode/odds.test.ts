import { createHash, randomInt } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { compose, stepMs, type CodeFormat } from '#paycode/derive.ts'
import { guessOdds, onceIn } from '#paycode/odds.ts'
import { candidates, match } from '#paycode/resolve.ts'

import { ringOf } from './support.ts'

/** The shortest handle and otp: small enough for guesses to hit while one waits. */
const small: CodeFormat = { prefix: '28', handleDigits: 8, otpDigits: 4 }
const seed = Number(process.env['PAYCODE_SEED'] ?? randomInt(2 ** 31))

/** Random digits that the seed and the number of the try determine. */
function guess(format: CodeFormat, tryNo: number): string {
  const hash = createHash('sha256').update(`${seed}/${tryNo}`).digest()
  const digits = (at: number, count: number) =>
    String(hash.readBigUInt64BE(at) % 10n ** BigInt(count)).padStart(count, '0')
  return compose(format, digits(0, format.handleDigits), digits(8, format.otpDigits))
}

/** What guessers get out of a server with the devices 0 to devices - 1, in `tries` tries. */
function attack(ids: readonly string[], devices: number, tries: number) {
  const ring = ringOf(...ids)
  let [named, hits] = [0, 0]
  for (let tryNo = 0; tryNo < tries; tryNo++) {
    const code = guess(small, tryNo)
    const nowMs = (29_453_760 + tryNo) * stepMs
    const paid = candidates(ring, small, [code], nowMs)[0]!.filter((candidate) => {
      if (candidate.deviceNo >= BigInt(devices)) return false
      named++
      const device = { deviceNo: candidate.deviceNo, generation: 1, seedKeyId: ids[0]! }
      return match(ring, small, { candidate, device, code, contexts: [''] }) !== undefined
    })
    if (paid.length > 0) hits++
  }
  return { named, hits }
}

/** Both tails of Binomial(tries, odds) beyond which an outcome comes up once in ten million runs. */
function plausible(tries: number, odds: number): [number, number] {
  const rare = 1e-7
  let [low, high] = [0, tries]
  let [below, chance] = [0, Math.exp(tries * Math.log1p(-odds))]
  for (let count = 0; count < tries; count++) {
    below += chance
    if (below < rare) low = count + 1
    if (1 - below < rare) {
      high = count
      break
    }
    chance *= ((tries - count) / (count + 1)) * (odds / (1 - odds))
  }
  return [low, high]
}

describe('guessing', () => {
  it.each([
    { ids: ['k1'], devices: 10 ** 8, tries: 8000 },
    { ids: ['k1'], devices: 4 * 10 ** 7, tries: 20_000 },
    { ids: ['k2', 'k1'], devices: 5 * 10 ** 7, tries: 8000 },
  ])('hits as often as the formula says: $devices devices, $ids', ({ ids, devices, tries }) => {
    const { named, hits } = attack(ids, devices, tries)
    const steps = 3 * ids.length
    const odds = guessOdds({ ...small, devices, steps, refresh: 8 })
    const [low, high] = plausible(tries, odds)
    const story = `seed ${seed}: ${hits} hits, plausible are ${low} to ${high}`
    expect(low, 'the test would notice a formula that is far off').toBeGreaterThan(0)
    expect(hits, story).toBeGreaterThanOrEqual(low)
    expect(hits, story).toBeLessThanOrEqual(high)
    const expected = (tries * steps * devices) / 10 ** small.handleDigits
    expect(Math.abs(named - expected), `seed ${seed}`).toBeLessThanOrEqual(6 * expected ** 0.5)
  })

  it('has the odds of a simple product where they are small', () => {
    const odds = guessOdds({ devices: 1e6, handleDigits: 10, otpDigits: 6 })
    expect(odds / ((1e6 * 3 * 8) / 1e16)).toBeCloseTo(1, 4)
  })

  it('depends on the length of the code alone, however it is divided', () => {
    const one = guessOdds({ devices: 1e6, handleDigits: 8, otpDigits: 8 })
    const other = guessOdds({ devices: 1e6, handleDigits: 11, otpDigits: 5 })
    expect(one / other).toBeCloseTo(1, 3)
  })

  it('has the edges right', () => {
    expect(guessOdds({ devices: 0, handleDigits: 8, otpDigits: 4 })).toBeCloseTo(0)
    expect(guessOdds({ devices: 1e8, handleDigits: 8, otpDigits: 0 })).toBe(1)
    expect(() => guessOdds({ devices: 1e8 + 1, handleDigits: 8, otpDigits: 4 })).toThrow()
    expect(onceIn(2, 0.5)).toBeCloseTo(0.75)
  })
})
