import { readFileSync } from 'node:fs'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  checkFormat,
  codeLength,
  compose,
  defaultFormat,
  importSeed,
  otpAsync,
  otpMessage,
  otpSync,
  split,
  stepAt,
  truncate,
} from '#paycode/derive.ts'
import { otpsSync } from '#paycode/otp.ts'

import { referenceOtp } from './reference.ts'
import { anyContext, anyFormat, anyN, anyStep } from './support.ts'

const seedBytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
const digitText = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })

describe('the format', () => {
  it('accepts the default and says what is wrong with others', () => {
    expect(checkFormat(defaultFormat)).toBeUndefined()
    expect(checkFormat({ ...defaultFormat, prefix: '24' })).toMatch(/prefix/)
    expect(checkFormat({ ...defaultFormat, prefix: '31' })).toMatch(/prefix/)
    expect(checkFormat({ ...defaultFormat, prefix: '280' })).toMatch(/prefix/)
    expect(checkFormat({ ...defaultFormat, handleDigits: 7 })).toMatch(/handle/)
    expect(checkFormat({ ...defaultFormat, handleDigits: 10.5 })).toMatch(/handle/)
    expect(checkFormat({ ...defaultFormat, otpDigits: 3 })).toMatch(/one-time/)
    expect(checkFormat({ ...defaultFormat, handleDigits: 8, otpDigits: 5 })).toMatch(/whole/)
    expect(checkFormat({ ...defaultFormat, handleDigits: 14, otpDigits: 10 })).toMatch(/whole/)
  })

  it('takes apart what it composed', () => {
    fc.assert(
      fc.property(
        anyFormat.chain((format) =>
          fc.tuple(
            fc.constant(format),
            digitText(format.handleDigits),
            digitText(format.otpDigits),
          ),
        ),
        ([format, handleNumbers, otpNumbers]) => {
          const [handle, otp] = [handleNumbers.join(''), otpNumbers.join('')]
          const code = compose(format, handle, otp)
          expect(code).toHaveLength(codeLength(format))
          expect(split(format, code)).toEqual({ handle, otp })
        },
      ),
    )
  })

  it('says why a text is no code', () => {
    expect(split(defaultFormat, '28123456789012345')).toBe('length')
    expect(split(defaultFormat, '2812345678901234567')).toBe('length')
    expect(split(defaultFormat, '28123456789012345x')).toBe('digits')
    expect(split(defaultFormat, '28123456789012345\n')).toBe('digits')
    expect(split(defaultFormat, '28123456789012345٣')).toBe('digits')
    expect(split(defaultFormat, '131234567890123456')).toBe('prefix')
    expect(() => compose(defaultFormat, '123', '123456')).toThrow(/must hold/)
  })

  it('changes step on the full minute', () => {
    expect(stepAt(59_999)).toBe(0)
    expect(stepAt(60_000)).toBe(1)
  })
})

describe('the one-time part', () => {
  it('is the same at once, on the phone, all together, and by the book', async () => {
    const inputs = fc.record({
      seed: seedBytes,
      step: anyStep,
      n: anyN,
      context: anyContext,
      digits: fc.integer({ min: 4, max: 10 }),
    })
    await fc.assert(
      fc.asyncProperty(inputs, async ({ seed, step, n, context, digits }) => {
        const otp = otpSync(seed, step, n, context, digits)
        expect(otp).toBe(referenceOtp(Buffer.from(seed), { step, n, context, digits }))
        expect(otpsSync(seed, step, context, digits)[n]).toBe(otp)
        const key = await importSeed(new Uint8Array(seed))
        expect(key.extractable).toBe(false)
        expect(await otpAsync(key, step, n, context, digits)).toBe(otp)
      }),
    )
  })

  it('differs over n', () => {
    fc.assert(
      fc.property(seedBytes, anyStep, anyContext, (seed, step, context) => {
        expect(new Set(otpsSync(seed, step, context, 10)).size).toBe(8)
      }),
    )
  })

  it('signs different bytes for different inputs', () => {
    const input = fc.tuple(anyStep, anyN, anyContext)
    fc.assert(
      fc.property(input, input, (one, other) => {
        const same = Buffer.from(otpMessage(...one)).equals(otpMessage(...other))
        expect(same).toBe(String(one) === String(other))
      }),
    )
  })

  it('truncates as 64-bit arithmetic does', () => {
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 32 })
    fc.assert(
      fc.property(bytes, fc.integer({ min: 4, max: 10 }), (mac, digits) => {
        const wanted = Buffer.from(mac).readBigUInt64BE() % 10n ** BigInt(digits)
        expect(truncate(mac, digits)).toBe(String(wanted).padStart(digits, '0'))
      }),
    )
    expect(truncate(new Uint8Array(8).fill(255), 10)).toBe('3709551615')
  })

  it('refuses an n, a step or a context out of range', () => {
    expect(() => otpMessage(1, 8, '')).toThrow(/n is from/)
    expect(() => otpMessage(1, -1, '')).toThrow(/n is from/)
    expect(() => otpMessage(-1, 0, '')).toThrow(/step/)
    expect(() => otpMessage(1.5, 0, '')).toThrow(/step/)
    expect(() => otpMessage(1, 0, '宝'.repeat(43))).toThrow(/context/)
  })
})

it('runs in a browser as it is: the algorithm imports hashes and nothing else', () => {
  const text = readFileSync(new URL('../../src/paycode/derive.ts', import.meta.url), 'utf8')
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
  expect(imports).toEqual(['@noble/hashes/hmac.js', '@noble/hashes/sha2.js'])
  expect(text).not.toMatch(/\b(Buffer|process|window|document)\b\./)
})
