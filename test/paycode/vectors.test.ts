import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { parseKeyring, purposes } from '#kernel/keys.ts'
import {
  compose,
  importSeed,
  otpAsync,
  otpSync,
  split,
  stepMs,
  type CodeFormat,
} from '#paycode/derive.ts'
import { handlesFor, seedOf } from '#paycode/issue.ts'
import { candidates, match } from '#paycode/resolve.ts'

import { vectorsText, vectorsUrl } from './vectors.ts'

type Vector = {
  format: CodeFormat
  deviceNo: string
  generation: number
  step: number
  n: number
  context: string
  seed: string
  handle: string
  otp: string
  code: string
}
type Published = { handleKey: string; seedKey: string; vectors: Vector[] }

const text = readFileSync(vectorsUrl, 'utf8')
const published = JSON.parse(text) as Published
const ring = parseKeyring(
  JSON.stringify(
    Object.fromEntries(
      purposes.map((purpose) => {
        const hex = purpose === 'handle' ? published.handleKey : published.seedKey
        return [purpose, [{ id: 'k1', key: Buffer.from(hex, 'hex').toString('base64') }]]
      }),
    ),
  ),
)

it('publishes the vectors that the second implementation makes', () => {
  expect(text).toBe(vectorsText())
  const lengths = new Set(published.vectors.map(({ code }) => code.length))
  expect([...lengths].toSorted((a, b) => a - b)).toEqual([16, 18, 23, 24])
})

it.each(published.vectors)('agrees with the vector $code', async (vector) => {
  const { format, step, n, context, handle, otp, code } = vector
  const { otpDigits } = format
  const deviceNo = BigInt(vector.deviceNo)
  const device = { deviceNo, generation: vector.generation, seedKeyId: 'k1' }
  const seed = seedOf(ring, device)
  expect(Buffer.from(seed).toString('hex')).toBe(vector.seed)
  expect(handlesFor(ring, format, { deviceNo, firstStep: step, count: 1 })).toEqual([handle])
  expect(otpSync(seed, step, n, context, otpDigits)).toBe(otp)
  expect(await otpAsync(await importSeed(seed), step, n, context, otpDigits)).toBe(otp)
  expect(compose(format, handle, otp)).toBe(code)
  expect(split(format, code)).toEqual({ handle, otp })
  const [candidate] = candidates(ring, format, [code], step * stepMs)[0]!
  expect(candidate).toEqual({ deviceNo, step })
  const presented = { candidate: candidate!, device, code, contexts: [context] }
  expect(match(ring, format, presented)).toEqual({ n, context })
})
