// The payment code's algorithm, whole. It runs in the server, the browser and the command line
// alike, so it imports nothing of Node's and touches nothing of the page's.
// docs/concepts/payment-code.md explains it and publishes vectors.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** How the digits of a code are divided: prefix ‖ handle ‖ otp. Lengths in digits. */
export type CodeFormat = {
  readonly prefix: string
  readonly handleDigits: number
  readonly otpDigits: number
}

/** 18 digits that tills route as Alipay's. */
export const defaultFormat: CodeFormat = { prefix: '28', handleDigits: 10, otpDigits: 6 }

/** A code lives in steps of one minute. */
export const stepMs = 60_000

/** How many different codes one device can show in one step: n runs from 0 to refreshMax - 1. */
export const refreshMax = 8

/** The longest context, in bytes of UTF-8. */
export const contextBytesMax = 128

const utf8 = new TextEncoder()
const label = utf8.encode('tongbao/otp/1')
const noContext = new Uint8Array()

/** The step that holds the time `ms` (milliseconds since 1970, UTC). */
export const stepAt = (ms: number): number => Math.floor(ms / stepMs)

/** The code's length in digits. */
export const codeLength = (format: CodeFormat): number =>
  format.prefix.length + format.handleDigits + format.otpDigits

const within = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

/**
 * Says in a sentence what is wrong with a format, or undefined when it is usable: prefix 25 to
 * 30, the range that tills route as payer's codes of this kind; handle 8 to 14 digits; otp 4 to
 * 10 digits; 16 to 24 digits in all.
 */
export function checkFormat(format: CodeFormat): string | undefined {
  if (!/^(2[5-9]|30)$/.test(format.prefix)) return 'the prefix must be two digits from 25 to 30'
  if (!within(format.handleDigits, 8, 14)) return 'the handle must have 8 to 14 digits'
  if (!within(format.otpDigits, 4, 10)) return 'the one-time part must have 4 to 10 digits'
  if (!within(codeLength(format), 16, 24)) return 'the whole code must have 16 to 24 digits'
  return undefined
}

/** The code that a payer shows. The handle and the otp must have the format's lengths. */
export function compose(format: CodeFormat, handle: string, otp: string): string {
  if (handle.length !== format.handleDigits || otp.length !== format.otpDigits) {
    throw new Error('must hold: the handle and the otp have the lengths of the format')
  }
  return `${format.prefix}${handle}${otp}`
}

export type SplitFault = 'length' | 'digits' | 'prefix'
export type CodeParts = { readonly handle: string; readonly otp: string }

/** Takes a code apart, or says why it cannot be a code of this format. */
export function split(format: CodeFormat, code: string): CodeParts | SplitFault {
  if (code.length !== codeLength(format)) return 'length'
  if (!/^[0-9]+$/.test(code)) return 'digits'
  if (!code.startsWith(format.prefix)) return 'prefix'
  const otpStart = code.length - format.otpDigits
  return { handle: code.slice(format.prefix.length, otpStart), otp: code.slice(otpStart) }
}

/** Writes a step as 8 bytes, big-endian; the otp's message and the handle's tweak carry it so. */
function putStep(bytes: Uint8Array, at: number, step: number): void {
  if (!Number.isSafeInteger(step) || step < 0)
    throw new Error('must hold: a step is a whole number')
  let rest = step
  for (let j = at + 7; j >= at; j--) {
    bytes[j] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

/** A step as those 8 bytes. */
export function stepBytes(step: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  putStep(bytes, 0, step)
  return bytes
}

/**
 * What the seed signs: label (13 bytes, "tongbao/otp/1") ‖ step (8, big-endian) ‖ n (1) ‖ context
 * (UTF-8). All but the last part have fixed lengths, so two different inputs never give the same
 * bytes.
 */
export function otpMessage(step: number, n: number, context: string): Uint8Array<ArrayBuffer> {
  if (!within(n, 0, refreshMax - 1)) throw new Error('must hold: n is from 0 to 7')
  const tail = context === '' ? noContext : utf8.encode(context)
  if (tail.length > contextBytesMax) throw new Error('must hold: a context has at most 128 bytes')
  const message = new Uint8Array(label.length + 9 + tail.length)
  message.set(label)
  putStep(message, label.length, step)
  message[label.length + 8] = n
  message.set(tail, label.length + 9)
  return message
}

/**
 * The first 8 bytes of a MAC, read big-endian, modulo 10^digits (4 to 10 digits). 2^64 is no
 * multiple of 10^digits, so the low remainders are likelier by one part in 2^64 / 10^digits: below
 * 10^-9 even at 10 digits, and 5.5 · 10^-14 at 6. A guesser gains nothing by it. The work is done
 * in 16-bit pieces because 65536 · 10^10 still fits a double.
 */
export function remainder(macBytes: Uint8Array, digits: number): number {
  if (macBytes.length < 8) throw new Error('must hold: a MAC has at least 8 bytes')
  const modulus = 10 ** digits
  let rest = 0
  for (let at = 0; at < 8; at += 2) {
    rest = (rest * 65536 + (macBytes[at]! << 8) + macBytes[at + 1]!) % modulus
  }
  return rest
}

/** The otp that a MAC gives: its `remainder`, zero-padded to 4 to 10 digits. */
export const truncate = (macBytes: Uint8Array, digits: number): string =>
  String(remainder(macBytes, digits)).padStart(digits, '0')

/** The otp of one (step, n, context), at once. */
export const otpSync = (
  seed: Uint8Array,
  step: number,
  n: number,
  context: string,
  digits: number,
): string => truncate(hmac(sha256, seed, otpMessage(step, n, context)), digits)

/**
 * The seed as the phone keeps it: an HMAC key that scripts can use and cannot read. Browsers have
 * such keys only on secure pages (https, or localhost); elsewhere this throws and says so.
 */
export async function importSeed(seed: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined
  if (!subtle) throw new Error('a page that makes payment codes must come over https')
  return subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** The same digits as `otpSync`, from a key that cannot be read. */
export async function otpAsync(
  key: CryptoKey,
  step: number,
  n: number,
  context: string,
  digits: number,
): Promise<string> {
  const mac = await globalThis.crypto.subtle.sign('HMAC', key, otpMessage(step, n, context))
  return truncate(new Uint8Array(mac), digits)
}
