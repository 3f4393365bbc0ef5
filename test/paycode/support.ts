import { createHash } from 'node:crypto'

import fc from 'fast-check'

import { parseKeyring, purposes, type Keyring } from '#kernel/keys.ts'
import {
  checkFormat,
  compose,
  defaultFormat,
  otpSync,
  stepAt,
  type CodeFormat,
} from '#paycode/derive.ts'
import { deviceNoMax, handlesFor, seedOf, type DeviceKey } from '#paycode/issue.ts'

/** A key that its name determines. */
export const keyNamed = (name: string): string => createHash('sha256').update(name).digest('base64')

/** A ring whose every purpose holds keys of these ids, the first current. */
export const ringOf = (...ids: string[]): Keyring =>
  parseKeyring(
    JSON.stringify(
      Object.fromEntries(
        purposes.map((p) => [p, ids.map((id) => ({ id, key: keyNamed(`${p}/${id}`) }))]),
      ),
    ),
  )

/** Every usable format. */
export const anyFormat: fc.Arbitrary<CodeFormat> = fc
  .record({
    prefix: fc.constantFrom('25', '26', '27', '28', '29', '30'),
    handleDigits: fc.integer({ min: 8, max: 14 }),
    otpDigits: fc.integer({ min: 4, max: 10 }),
  })
  .filter((format) => checkFormat(format) === undefined)

/** A format whose otp is so long that chance hits (2 in 10^9 a case) do not disturb a property. */
export const sureFormat: CodeFormat = { ...defaultFormat, otpDigits: 10 }

export const anyStep = fc.integer({ min: stepAt(0) + 1, max: stepAt(Date.UTC(2200, 0, 1)) })
export const anyN = fc.integer({ min: 0, max: 7 })
export const anyContext = fc.string({ unit: 'grapheme', maxLength: 20 })

export const deviceIn = (format: CodeFormat, seedKeyId = 'k1'): fc.Arbitrary<DeviceKey> =>
  fc.record({
    deviceNo: fc.bigInt({ min: 0n, max: deviceNoMax(format) }),
    generation: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    seedKeyId: fc.constant(seedKeyId),
  })

export type Showing = { device: DeviceKey; step: number; n: number; context: string }

/** The code a phone shows, from the handle and the seed it was given under this ring. */
export function codeOf(keyring: Keyring, format: CodeFormat, showing: Showing): string {
  const { device, step, n, context } = showing
  const range = { deviceNo: device.deviceNo, firstStep: step, count: 1 }
  const [handle = ''] = handlesFor(keyring, format, range)
  const otp = otpSync(seedOf(keyring, device), step, n, context, format.otpDigits)
  return compose(format, handle, otp)
}
