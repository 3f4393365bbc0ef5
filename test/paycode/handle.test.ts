import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { defaultFormat } from '#paycode/derive.ts'
import { devicesOf, handlesOf } from '#paycode/handle.ts'
import { deviceNoMax, handlesFor, handlesMax } from '#paycode/issue.ts'

import { referenceHandle } from './reference.ts'
import { anyFormat, anyStep, ringOf } from './support.ts'

const ring = ringOf('k1')
const [key] = ring.handle
const keyBytes = key.secret.export()

const anyNumber = anyFormat.chain((format) =>
  fc.record({
    digits: fc.constant(format.handleDigits),
    deviceNo: fc.bigInt({ min: 0n, max: deviceNoMax(format) }),
    step: anyStep,
  }),
)

describe('the handle', () => {
  it('is what the FF1 of the library gives, at every length', () => {
    fc.assert(
      fc.property(anyNumber, ({ digits, deviceNo, step }) => {
        const wanted = referenceHandle(keyBytes, digits, deviceNo, step)
        expect(handlesOf(key, digits, deviceNo, [step])).toEqual([wanted])
        expect(devicesOf(key, digits, [wanted], [step])).toEqual([deviceNo])
      }),
      { numRuns: 1000 },
    )
  })

  it('is a permutation: two devices never share one in a step', () => {
    fc.assert(
      fc.property(anyNumber, fc.uniqueArray(fc.bigInt(0n, 10n ** 8n - 1n)), (at, devices) => {
        const handles = devices.map((no) => handlesOf(key, at.digits, no, [at.step])[0])
        expect(new Set(handles).size).toBe(devices.length)
      }),
    )
  })

  it('stays one on a run of neighbouring device numbers, where a weak mix would show', () => {
    const handles = Array.from({ length: 20_000 }, (_, no) => handlesOf(key, 8, BigInt(no), [7])[0])
    expect(new Set(handles).size).toBe(20_000)
  })

  it('covers 72 hours of steps in one go as one by one', () => {
    const range = { deviceNo: 8_675_309n, firstStep: 29_453_760, count: handlesMax }
    const handles = handlesFor(ring, defaultFormat, range)
    expect(handles).toHaveLength(4320)
    for (const at of [0, 1, 2159, 4319]) {
      expect(handles[at]).toBe(referenceHandle(keyBytes, 10, range.deviceNo, range.firstStep + at))
    }
  })

  it('is refused for a device number or a count out of range', () => {
    const range = { deviceNo: 1n, firstStep: 1, count: 1 }
    const ask = (change: object) => () => handlesFor(ring, defaultFormat, { ...range, ...change })
    expect(ask({ deviceNo: 10n ** 10n })).toThrow(/device number/)
    expect(ask({ deviceNo: -1n })).toThrow(/device number/)
    expect(ask({ count: 0 })).toThrow(/1 to 4320/)
    expect(ask({ count: 4321 })).toThrow(/1 to 4320/)
    expect(ask({ firstStep: -1 })).toThrow(/step/)
  })
})
