// Makes docs/concepts/payment-code-vectors.json. Run `node test/paycode/vectors.ts` after a change of the algorithm.
import { writeFileSync } from 'node:fs'

import { defaultFormat, stepAt, type CodeFormat } from '#paycode/derive.ts'

import { referenceHandle, referenceOtp, referenceSeed } from './reference.ts'

export const vectorsUrl = new URL('../../docs/concepts/payment-code-vectors.json', import.meta.url)

/** Bytes 00 01 … 1f and 40 41 … 5f: keys that nobody mistakes for real ones. */
const handleKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const seedKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 0x40))

const start = stepAt(Date.UTC(2026, 0, 1))
const short: CodeFormat = { prefix: '25', handleDigits: 8, otpDigits: 6 }
const long: CodeFormat = { prefix: '30', handleDigits: 14, otpDigits: 8 }
const odd: CodeFormat = { prefix: '28', handleDigits: 11, otpDigits: 10 }

type Input = {
  format?: CodeFormat
  deviceNo: bigint
  generation?: number
  step?: number
  n?: number
  context?: string
}

const inputs: readonly Input[] = [
  { deviceNo: 0n },
  { deviceNo: 1n },
  { deviceNo: 1n, n: 1 },
  { deviceNo: 1n, n: 7 },
  { deviceNo: 1n, step: start + 1 },
  { deviceNo: 1n, generation: 2 },
  { deviceNo: 1n, context: 'till:2088000000000001/7' },
  { deviceNo: 1n, context: '上限:5000' },
  { deviceNo: 1_234_567_890n, step: start + 4319, n: 3 },
  { deviceNo: 9_999_999_999n, generation: 4_294_967_295 },
  { deviceNo: 42n, step: 2 ** 32 + 5 },
  { format: short, deviceNo: 1n },
  { format: short, deviceNo: 99_999_999n, n: 5 },
  { format: long, deviceNo: 1n },
  { format: long, deviceNo: 99_999_999_999_999n, generation: 3, n: 6 },
  { format: odd, deviceNo: 31_415_926_535n, n: 2, context: 'cap:20000' },
]

function vectorOf(input: Input) {
  const { deviceNo } = input
  const { format = defaultFormat, generation = 1, step = start, n = 0, context = '' } = input
  const { prefix, handleDigits, otpDigits } = format
  const seed = referenceSeed(seedKey, deviceNo, generation)
  const handle = referenceHandle(handleKey, handleDigits, deviceNo, step)
  const otp = referenceOtp(seed, { step, n, context, digits: otpDigits })
  return {
    format,
    deviceNo: String(deviceNo),
    generation,
    step,
    n,
    context,
    seed: seed.toString('hex'),
    handle,
    otp,
    code: `${prefix}${handle}${otp}`,
  }
}

/** The text of the published file. */
export const vectorsText = (): string =>
  `${JSON.stringify(
    {
      about:
        'Test vectors of the payment code; see payment-code.md. Keys and seeds are hexadecimal.',
      handleKey: handleKey.toString('hex'),
      seedKey: seedKey.toString('hex'),
      vectors: inputs.map(vectorOf),
    },
    null,
    2,
  )}\n`

if (import.meta.main) writeFileSync(vectorsUrl, vectorsText())
