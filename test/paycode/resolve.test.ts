import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Keyring } from '#kernel/keys.ts'
import { defaultFormat, stepMs, type CodeFormat } from '#paycode/derive.ts'
import { seedOf, type DeviceKey } from '#paycode/issue.ts'
import { candidates, match, staleCandidates } from '#paycode/resolve.ts'

import {
  anyContext,
  anyFormat,
  anyN,
  anyStep,
  codeOf,
  deviceIn,
  ringOf,
  sureFormat,
  type Showing,
} from './support.ts'

const ring = ringOf('k1')

const showingIn = (format: CodeFormat) =>
  fc.record({ device: deviceIn(format), step: anyStep, n: anyN, context: anyContext })

type Scan = { format: CodeFormat; code: string; device: DeviceKey; contexts: readonly string[] }

/** What a server that knows one device makes of a code. */
function resolve(keyring: Keyring, scan: Scan, nowMs: number) {
  const { format, code, device, contexts } = scan
  const candidate = candidates(keyring, format, [code], nowMs)[0]!.find(
    ({ deviceNo }) => deviceNo === device.deviceNo,
  )
  if (!candidate) return undefined
  const matched = match(keyring, format, { candidate, device, code, contexts })
  return matched && { ...matched, step: candidate.step }
}

const scanOf = (format: CodeFormat, showing: Showing, under = ring): Scan => ({
  format,
  code: codeOf(under, format, showing),
  device: showing.device,
  contexts: ['', showing.context],
})

describe('a code', () => {
  it('resolves to its device, step, n and context, in any format', () => {
    fc.assert(
      fc.property(
        anyFormat.chain((format) => fc.tuple(fc.constant(format), showingIn(format))),
        fc.nat(stepMs - 1),
        ([format, showing], intoMs) => {
          // A short otp may repeat among its eight n; the context alone makes the answer certain.
          const scan = { ...scanOf(format, showing), contexts: [showing.context] }
          const found = resolve(ring, scan, showing.step * stepMs + intoMs)
          expect(found).toMatchObject({ step: showing.step, context: showing.context })
          expect(codeOf(ring, format, { ...showing, n: found!.n })).toBe(scan.code)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is live from the minute before its own to the minute after, and no longer', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), fc.integer({ min: -90, max: 90 }), (showing, offset) => {
        const nowMs = (showing.step + offset) * stepMs
        const scan = scanOf(sureFormat, showing)
        const found = resolve(ring, scan, nowMs)
        expect(found !== undefined).toBe(Math.abs(offset) <= 1)
        if (found) expect(found.n).toBe(showing.n)
      }),
    )
  })

  it('tells how stale it is for an hour back and five minutes ahead', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), fc.integer({ min: -90, max: 90 }), (showing, offset) => {
        fc.pre(showing.step > 100)
        const { code, device } = scanOf(sureFormat, showing)
        const nowMs = (showing.step - offset) * stepMs
        const found = staleCandidates(ring, sureFormat, [code], nowMs)[0]!.filter(
          (candidate) => candidate.deviceNo === device.deviceNo,
        )
        const stale = (offset >= -60 && offset <= -2) || (offset >= 2 && offset <= 5)
        expect(found.map((candidate) => candidate.step)).toEqual(stale ? [showing.step] : [])
      }),
    )
  })

  it('of another generation, device, n-range or context never matches', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), fc.nat(2 ** 32 - 1), anyContext, (showing, g, other) => {
        fc.pre(g !== showing.device.generation && other !== showing.context)
        const { code, device, contexts } = scanOf(sureFormat, showing)
        const candidate = { deviceNo: device.deviceNo, step: showing.step }
        const ask = (change: object) =>
          match(ring, sureFormat, { candidate, device, code, contexts, ...change })
        expect(ask({})).toEqual({ n: showing.n, context: showing.context })
        expect(ask({ device: { ...device, generation: g } })).toBeUndefined()
        expect(ask({ contexts: [other] })).toBeUndefined()
        expect(ask({ contexts: [] })).toBeUndefined()
        expect(ask({ candidate: { ...candidate, step: showing.step + 1 } })).toBeUndefined()
        expect(ask({ device: { ...device, deviceNo: device.deviceNo ^ 1n } })).toBeUndefined()
      }),
    )
  })

  it('that is no code of the format has no candidates', () => {
    for (const code of ['', '28', '131234567890123456', '28123456789012345x']) {
      expect(candidates(ring, defaultFormat, [code], 0)).toEqual([[]])
      expect(staleCandidates(ring, defaultFormat, [code], 0)).toEqual([[]])
      const device = { deviceNo: 1n, generation: 1, seedKeyId: 'k1' }
      const candidate = { deviceNo: 1n, step: 1 }
      const presented = { candidate, device, code, contexts: [''] }
      expect(match(ring, defaultFormat, presented)).toBeUndefined()
    }
  })

  it('gets among others, malformed ones too, the candidates that it gets alone', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^28[0-9]{${length}}$`))
    const texts = fc.array(fc.oneof(digits(16), digits(15), fc.string({ maxLength: 18 })))
    fc.assert(
      fc.property(texts, fc.nat(2 ** 41), (codes, nowMs) => {
        const keys = ringOf('k2', 'k1')
        for (const ask of [candidates, staleCandidates]) {
          const alone = codes.map((code) => ask(keys, defaultFormat, [code], nowMs)[0])
          expect(ask(keys, defaultFormat, codes, nowMs)).toEqual(alone)
        }
      }),
    )
  })

  it('costs as many candidates as there are live steps and keys, the likeliest first', () => {
    const steps = (keyring: Keyring, nowMs: number) =>
      candidates(keyring, defaultFormat, ['281234567890123456'], nowMs)[0]!.map(({ step }) => step)
    expect(steps(ring, 100 * stepMs)).toEqual([100, 99, 101])
    expect(steps(ringOf('k2', 'k1'), 100 * stepMs)).toEqual([100, 99, 101, 100, 99, 101])
    expect(steps(ring, 0)).toEqual([0, 1])
  })
})

describe('a rotation', () => {
  it('leaves the codes valid that were issued under the keys before', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), (showing) => {
        const scan = scanOf(sureFormat, showing)
        const nowMs = showing.step * stepMs
        const wanted = { n: showing.n, context: showing.context, step: showing.step }
        expect(resolve(ringOf('k2', 'k1'), scan, nowMs)).toEqual(wanted)
        expect(resolve(ringOf('k3', 'k2', 'k1'), scan, nowMs)).toEqual(wanted)
      }),
    )
  })

  it('lets a phone join the new handles to its old seed', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), (showing) => {
        const rotated = ringOf('k2', 'k1')
        const scan = scanOf(sureFormat, showing, rotated)
        expect(scan.code).not.toBe(codeOf(ring, sureFormat, showing))
        const found = resolve(rotated, scan, showing.step * stepMs)
        expect(found).toEqual({ n: showing.n, context: showing.context, step: showing.step })
      }),
    )
  })

  it('that has dropped an old key turns its codes off, and issuing says which key is gone', () => {
    fc.assert(
      fc.property(showingIn(sureFormat), (showing) => {
        const scan = scanOf(sureFormat, showing)
        expect(resolve(ringOf('k2'), scan, showing.step * stepMs)).toBeUndefined()
        const { code, device, contexts } = scan
        const candidate = { deviceNo: device.deviceNo, step: showing.step }
        const presented = { candidate, device, code, contexts }
        expect(match(ringOf('k2'), sureFormat, presented)).toBeUndefined()
        expect(() => seedOf(ringOf('k2'), device)).toThrow(/seed key "k1"/)
      }),
    )
  })
})
