import { createCipheriv, type Cipheriv, type KeyObject } from 'node:crypto'

import { FF1 } from '@noble/ciphers/ff1.js'

import type { Key } from '#kernel/keys.ts'

import { stepBytes } from './derive.ts'

// FF1 (NIST SP 800-38G) over decimal numbers, with the step as its tweak, for many steps in one go.
//
// The library's FF1 expands its key and works in BigInt on every call: 42 µs a number, so three
// steps a code would cap one core at 7,900 codes a second, and the 4,320 handles of 72 hours
// would hold up the event loop for 180 ms. For 8 to 14 digits all of FF1's numbers fit a double
// and its PRF is two AES blocks, of which the first is the same for every number. So the rounds
// are laid out here, AES is OpenSSL's, its key is expanded once, and a round of all steps is one
// call: 17 µs for three steps, 7 ms for 4,320. The library stays the authority: at its first use
// every key is checked against it, and a difference stops the program.

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
 * The blocks that go into the second AES call of the PRF, without the round and the half that
 * change.
 */
function blocksFor(prf: Prf, steps: readonly number[]): Buffer {
  const blocks = Buffer.alloc(steps.length * blockBytes)
  steps.forEach((step, index) => {
    const at = index * blockBytes
    prf.first.copy(blocks, at)
    const tweak = stepBytes(step)
    for (let j = 0; j < tweakBytes; j++) blocks[at + j]! ^= tweak[j]!
  })
  return blocks
}

/**
 * One round's PRF of every half, modulo `bound`. `blocks` is scratch: its last bytes are written
 * over.
 */
function roundOf(prf: Prf, blocks: Buffer, round: number, halves: Float64Array, bound: number) {
  const { first, cipher, shape } = prf
  const roundAt = blockBytes - 1 - shape.halfBytes
  for (let index = 0; index < halves.length; index++) {
    const at = index * blockBytes
    blocks[at + roundAt] = first[roundAt]! ^ round
    let half = halves[index]!
    for (let j = blockBytes - 1; j > roundAt; j--) {
      blocks[at + j] = first[j]! ^ (half & 0xff)
      half >>>= 8
    }
  }
  const out = cipher.update(blocks)
  return halves.map((_, index) => {
    const at = index * blockBytes
    // 8 bytes modulo 10^4 to 10^7: (high mod bound) · (2^32 mod bound) + low stays below 2^53.
    const high = (out.readUInt32BE(at) % bound) * (2 ** 32 % bound)
    return (high + out.readUInt32BE(at + 4)) % bound
  })
}

function encrypt(prf: Prf, value: number, steps: readonly number[]): number[] {
  const { leftBound, rightBound } = prf.shape
  const blocks = blocksFor(prf, steps)
  let a = new Float64Array(steps.length).fill(Math.floor(value / rightBound))
  let b = new Float64Array(steps.length).fill(value % rightBound)
  for (let round = 0; round < rounds; round++) {
    const bound = round % 2 === 0 ? leftBound : rightBound
    const y = roundOf(prf, blocks, round, b, bound)
    const c = a.map((left, index) => (left + y[index]!) % bound)
    a = b
    b = c
  }
  return Array.from(a, (left, index) => left * rightBound + b[index]!)
}

function decrypt(prf: Prf, value: number, steps: readonly number[]): number[] {
  const { leftBound, rightBound } = prf.shape
  const blocks = blocksFor(prf, steps)
  let a = new Float64Array(steps.length).fill(Math.floor(value / rightBound))
  let b = new Float64Array(steps.length).fill(value % rightBound)
  for (let round = rounds - 1; round >= 0; round--) {
    const bound = round % 2 === 0 ? leftBound : rightBound
    const y = roundOf(prf, blocks, round, a, bound)
    const c = b.map((right, index) => (right - y[index]! + bound) % bound)
    b = a
    a = c
  }
  return Array.from(a, (left, index) => left * rightBound + b[index]!)
}

function checkAgainstLibrary(prf: Prf, key: Key, digits: number): void {
  const step = 29_000_000
  const value = Math.floor(10 ** digits / 7)
  const library = FF1(10, new Uint8Array(key.secret.export()), stepBytes(step))
  const wanted = library.encrypt(Array.from(String(value).padStart(digits, '0'), Number)).join('')
  const [handle = -1] = encrypt(prf, value, [step])
  const [back = -1] = decrypt(prf, handle, [step])
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
  encrypt(prfOf(key, digits), Number(deviceNo), steps).map((handle) =>
    String(handle).padStart(digits, '0'),
  )

/** The device numbers that one handle stands for in each of the steps. */
export const devicesOf = (key: Key, handle: string, steps: readonly number[]): bigint[] =>
  decrypt(prfOf(key, handle.length), Number(handle), steps).map(BigInt)
