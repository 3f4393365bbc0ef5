import { createCipheriv, type Cipheriv, type KeyObject } from 'node:crypto'

import { FF1 } from '@noble/ciphers/ff1.js'

import type { Key } from '#kernel/keys.ts'

import { stepBytes } from './derive.ts'

// FF1 (NIST SP 800-38G) over decimal numbers, with the step as its tweak, for many numbers in one go.
//
// The library's FF1 expands its key and works in BigInt on every call: 42 µs a number, so three
// steps a code would cap one core at 7,900 codes a second, and the 4,320 handles of 72 hours
// would hold up the event loop for 180 ms. For 8 to 14 digits all of FF1's numbers fit a double
// and its PRF is two AES blocks, of which the first is the same for every number. So the rounds
// are laid out here, AES is OpenSSL's, its key is expanded once, and a round of all numbers is one
// call: that call is what a round costs, so that the three steps of a code take 15 µs alone, 2 µs
// each in a batch of a hundred, and 4,320 handles 3.5 ms. The library stays the authority: at its first use every key is
// checked against it, and a difference stops the program.

const blockBytes = 16
const tweakBytes = 8
const rounds = 10

type Shape = {
  /** Digits of the left and the right half, and the powers of ten that bound them. */
  readonly left: number
  readonly right: number
  readonly leftBound: number
  readonly rightBound: number
  /** Bytes that hold the larger half, `b` in the standard. At most 3 here. */
  readonly halfBytes: number
}

function shapeOf(digits: number): Shape {
  const left = Math.floor(digits / 2)
  const right = digits - left
  const halfBytes = Math.ceil(Math.ceil(right * Math.log2(10)) / 8)
  return { left, right, leftBound: 10 ** left, rightBound: 10 ** right, halfBytes }
}

type Prf = { readonly cipher: Cipheriv; readonly shape: Shape; readonly first: Buffer }
const prfs = new WeakMap<KeyObject, Map<number, Prf>>()

function prfOf(key: Key, digits: number): Prf {
  const known = prfs.get(key.secret)?.get(digits)
  if (known) return known
  const shape = shapeOf(digits)
  const cipher = createCipheriv('aes-256-ecb', key.secret, null).setAutoPadding(false)
  // P of the standard: version 1, method 2, addition 1, radix 10, 10 rounds, u, the digits, the
  // tweak's length.
  const head = Buffer.from([1, 2, 1, 0, 0, 10, rounds, shape.left, ...Array<number>(8).fill(0)])
  head.writeUInt32BE(digits, 8)
  head.writeUInt32BE(tweakBytes, 12)
  const prf = { cipher, shape, first: cipher.update(head) }
  checkAgainstLibrary(prf, key, digits)
  const ofKey = prfs.get(key.secret) ?? new Map<number, Prf>()
  prfs.set(key.secret, ofKey.set(digits, prf))
  return prf
}

/**
 * The blocks that go into the second AES call of the PRF: for each number one of each step. The
 * round and the half, which change, are in the last word of each.
 */
function blocksFor({ first }: Prf, numbers: number, steps: readonly number[]): Buffer {
  const ofSteps = steps.map((step) => {
    const block = Buffer.from(first)
    stepBytes(step).forEach((byte, at) => (block[at]! ^= byte))
    return block
  })
  return Buffer.alloc(numbers * steps.length * blockBytes, Buffer.concat(ofSteps))
}

type Turn = { readonly round: number; readonly sign: 1 | -1 }

/** Adds one round's PRF of `read` to `written`, or takes it away. `blocks` is scratch. */
function turn(
  { shape, first, cipher }: Prf,
  blocks: Buffer,
  { read, written }: { read: Float64Array; written: Float64Array },
  { round, sign }: Turn,
): void {
  const bound = round % 2 === 0 ? shape.leftBound : shape.rightBound
  const carry = 2 ** 32 % bound
  const last = first.readUInt32BE(12) ^ (round << (8 * shape.halfBytes))
  const into = new DataView(blocks.buffer, blocks.byteOffset, blocks.length)
  for (let lane = 0; lane < read.length; lane++) {
    into.setUint32(lane * blockBytes + 12, last ^ read[lane]!)
  }
  const out = cipher.update(blocks)
  const words = new DataView(out.buffer, out.byteOffset, out.length)
  for (let lane = 0; lane < read.length; lane++) {
    const at = lane * blockBytes
    // 8 bytes modulo 10^4 to 10^7: (high mod bound) · (2^32 mod bound) + low stays below 2^52.
    const y = mod(words.getUint32(at), bound) * carry + words.getUint32(at + 4)
    written[lane] = mod(written[lane]! + sign * mod(y, bound), bound)
  }
}

/** The remainder from 0 to m - 1, exact for whole x within 2^52; three times as fast as `%` there. */
const mod = (x: number, m: number): number => x - Math.floor(x / m) * m

/** Each value in each of the steps, to and fro: those of the first value, then those of the second. */
function turned(
  prf: Prf,
  values: readonly number[],
  steps: readonly number[],
  sign: 1 | -1,
): number[] {
  const { rightBound } = prf.shape
  const lanes = values.flatMap((value) => steps.map(() => value))
  const left = Float64Array.from(lanes, (value) => Math.floor(value / rightBound))
  const right = Float64Array.from(lanes, (value) => value % rightBound)
  const blocks = blocksFor(prf, values.length, steps)
  for (let done = 0; done < rounds; done++) {
    const round = sign > 0 ? done : rounds - 1 - done
    const halves = round % 2 === 0 ? { read: right, written: left } : { read: left, written: right }
    turn(prf, blocks, halves, { round, sign })
  }
  return Array.from(left, (half, lane) => half * rightBound + right[lane]!)
}

const encrypt = (prf: Prf, values: readonly number[], steps: readonly number[]): number[] =>
  turned(prf, values, steps, 1)

const decrypt = (prf: Prf, values: readonly number[], steps: readonly number[]): number[] =>
  turned(prf, values, steps, -1)

function checkAgainstLibrary(prf: Prf, key: Key, digits: number): void {
  const step = 29_000_000
  const value = Math.floor(10 ** digits / 7)
  const library = FF1(10, new Uint8Array(key.secret.export()), stepBytes(step))
  const wanted = library.encrypt(Array.from(String(value).padStart(digits, '0'), Number)).join('')
  const [handle = -1] = encrypt(prf, [value], [step])
  const [back = -1] = decrypt(prf, [handle], [step])
  if (String(handle).padStart(digits, '0') !== wanted || back !== value) {
    throw new Error('must hold: the batched FF1 agrees with the library')
  }
}

/** The handles of one device number in each of the steps, `digits` digits each. */
export const handlesOf = (
  key: Key,
  digits: number,
  deviceNo: bigint,
  steps: readonly number[],
): string[] =>
  encrypt(prfOf(key, digits), [Number(deviceNo)], steps).map((handle) =>
    String(handle).padStart(digits, '0'),
  )

/**
 * The device numbers that each handle stands for in each of the steps: those of the first handle,
 * in the steps' order, then those of the second. All handles have `digits` digits.
 */
export const devicesOf = (
  key: Key,
  digits: number,
  handles: readonly string[],
  steps: readonly number[],
): bigint[] => decrypt(prfOf(key, digits), handles.map(Number), steps).map(BigInt)
