import { createSecretKey, type KeyObject } from 'node:crypto'

/**
 * What a key is for. One key serves one purpose, so that a leak of one says nothing about the
 * others.
 */
export const purposes = ['handle', 'seed', 'seal', 'pepper', 'token'] as const
export type Purpose = (typeof purposes)[number]

/**
 * The secret is a `KeyObject`, so that a key ring written to a log or to JSON by mistake shows
 * ids alone.
 */
export type Key = { readonly id: string; readonly secret: KeyObject }

/**
 * For each purpose at least one key; the first is the current one, the others still read what
 * they once wrote.
 */
export type Keyring = { readonly [P in Purpose]: readonly [Key, ...Key[]] }

/**
 * A key file or key text that cannot be used. Its message names the place at fault and never the
 * key.
 */
export class KeyringError extends Error {
  override name = 'KeyringError'
}

/** Every key has 256 bits. */
export const keyBytes = 32
const idPattern = /^[a-z0-9-]{1,32}$/
const base64Pattern = /^[A-Za-z0-9+/]{43}=$/

/** The key with this id, or undefined when the ring no longer holds it. */
export const keyOf = (ring: Keyring, purpose: Purpose, id: string): Key | undefined =>
  ring[purpose].find((key) => key.id === id)

/**
 * Reads a key ring from JSON: `{"handle": [{"id": "k1", "key": "<32 bytes, base64>"}], "seed":
 * […], …}`, all five purposes present. Throws `KeyringError`.
 */
export function parseKeyring(text: string, where = 'key text'): Keyring {
  const value = parseJson(text, where)
  if (!isRecord(value)) throw new KeyringError(`${where}: must be a JSON object of key lists`)
  const stranger = Object.keys(value).find((name) => !purposes.some((p) => p === name))
  if (stranger !== undefined) {
    // The name itself may be a misplaced key, so only its length is told.
    throw new KeyringError(
      `${where}: has an unknown purpose of ${stranger.length} characters beside ${purposes.join(', ')}`,
    )
  }
  const list = (purpose: Purpose): readonly [Key, ...Key[]] =>
    parseList(value[purpose], `${where}: "${purpose}"`)
  return {
    handle: list('handle'),
    seed: list('seed'),
    seal: list('seal'),
    pepper: list('pepper'),
    token: list('token'),
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The parser's own message quotes the text, which is key material, so it is dropped.
    throw new KeyringError(`${where}: is not JSON`)
  }
}

function parseList(value: unknown, where: string): readonly [Key, ...Key[]] {
  if (!Array.isArray(value)) throw new KeyringError(`${where} must be a list of {id, key}`)
  const keys = value.map((item: unknown, index) => parseKey(item, `${where}[${index}]`))
  const twice = keys.find((key, index) => keys.findIndex((other) => other.id === key.id) !== index)
  if (twice) throw new KeyringError(`${where} holds the id "${twice.id}" twice`)
  const [first, ...rest] = keys
  if (!first) throw new KeyringError(`${where} must hold at least one key`)
  return [first, ...rest]
}

function parseKey(value: unknown, where: string): Key {
  if (!isRecord(value)) throw new KeyringError(`${where} must be {id, key}`)
  const { id, key } = value
  if (typeof id !== 'string' || !idPattern.test(id)) {
    throw new KeyringError(`${where}.id must be 1 to 32 of a-z, 0-9 and "-"`)
  }
  if (typeof key !== 'string' || !base64Pattern.test(key)) {
    throw new KeyringError(`${where}.key must be ${keyBytes} bytes in base64 (44 characters)`)
  }
  return { id, secret: createSecretKey(Buffer.from(key, 'base64')) }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
