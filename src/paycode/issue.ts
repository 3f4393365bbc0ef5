import { extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'

import { Hmac, keyOf, type Key, type Keyring } from '#kernel/keys.ts'

import type { CodeFormat } from './derive.ts'
import { handlesOf } from './handle.ts'

/**
 * For how long ahead a phone is given handles, and so how long it can pay without a network.
 * Hours.
 */
export const handleHours = 72

/** The most handles given at once: one a minute for `handleHours`. */
export const handlesMax = handleHours * 60

/** What the platform knows of a device as far as codes go. */
export type DeviceKey = {
  /** 0 to `deviceNoMax`. */
  readonly deviceNo: bigint
  /** 0 to 2^32 - 1. A new generation makes every earlier seed of the device worthless. */
  readonly generation: number
  /** The `seed` key that the device's seed was made with. */
  readonly seedKeyId: string
}

/** The largest device number that has a handle in this format. */
export const deviceNoMax = (format: CodeFormat): bigint => 10n ** BigInt(format.handleDigits) - 1n

/** What a seed is made of, filled in for each: label ‖ device number ‖ generation ‖ 1, the number of HKDF's only block. */
const label = new TextEncoder().encode('tongbao/seed/1')
const info = new Uint8Array(label.length + 13)
const infoView = new DataView(info.buffer, label.length)
info.set(label)
infoView.setUint8(12, 1)

/** HKDF's first half depends on the key alone: once a key. */
const expanders = new WeakMap<Key, Hmac>()

function expanderOf(key: Key): Hmac {
  const known = expanders.get(key)
  if (known) return known
  const made = new Hmac().key(extract(sha256, new Uint8Array(key.secret.export())))
  expanders.set(key, made)
  return made
}

/**
 * The device's token seed, 32 bytes: HKDF-SHA-256 (no salt) of the `seed` key, info = label (14
 * bytes, "tongbao/seed/1") ‖ device number (8, big-endian) ‖ generation (4, big-endian). Throws
 * when the ring no longer holds the key. Do not keep the answer: it is the phone's secret.
 */
export function seedOf(keyring: Keyring, device: DeviceKey): Uint8Array<ArrayBuffer> {
  const key = keyOf(keyring, 'seed', device.seedKeyId)
  if (!key) {
    throw new Error(`the seed key "${device.seedKeyId}" of a device is not in the key ring`)
  }
  infoView.setBigUint64(0, device.deviceNo)
  infoView.setUint32(8, device.generation)
  // HKDF's second half is one HMAC for an answer of 32 bytes.
  return new Uint8Array(expanderOf(key).sign(info))
}

/**
 * The device's handles for `count` steps (1 to `handlesMax`) from `firstStep` on, under the
 * current `handle` key.
 */
export function handlesFor(
  keyring: Keyring,
  format: CodeFormat,
  range: { deviceNo: bigint; firstStep: number; count: number },
): string[] {
  const { deviceNo, firstStep, count } = range
  if (deviceNo < 0n || deviceNo > deviceNoMax(format)) {
    throw new Error('must hold: a device number fits the handle')
  }
  if (!Number.isInteger(count) || count < 1 || count > handlesMax) {
    throw new Error(`must hold: 1 to ${handlesMax} handles are asked for at once`)
  }
  const steps = Array.from({ length: count }, (_, index) => firstStep + index)
  return handlesOf(keyring.handle[0], format.handleDigits, deviceNo, steps)
}
