import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

import { Hmac } from './hmac.ts'
import { keyOf, type Keyring } from './ring.ts'

const version = 's1'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a secret for the database: `s1.<key id>.<nonce ‖ ciphertext ‖ tag in base64url>`,
 * AES-256-GCM under the current `seal` key. Nonces are random, so one key should seal fewer than
 * 2^32 texts (NIST SP 800-38D, 8.3).
 */
export function seal(keyring: Keyring, plaintext: string): string {
  const [key] = keyring.seal
  const head = `${version}.${key.id}`
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(head))
  const body = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final()])
  return `${head}.${Buffer.concat([body, cipher.getAuthTag()]).toString('base64url')}`
}

/**
 * Decrypts what `seal` made. Throws when the text was changed, or when the ring no longer holds
 * its key.
 */
export function open(keyring: Keyring, sealed: string): string {
  const [head, id, text, ...rest] = sealed.split('.')
  if (head !== version || id === undefined || text === undefined || rest.length > 0) {
    throw new Error('a sealed secret is not in a form this version reads')
  }
  const key = keyOf(keyring, 'seal', id)
  if (!key)
    throw new Error(`a sealed secret needs the seal key "${id}", which is not in the key ring`)
  const body = Buffer.from(text, 'base64url')
  if (body.length < nonceBytes + tagBytes) throw new Error('a sealed secret is cut short')
  const nonce = body.subarray(0, nonceBytes)
  const cipher = createDecipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(`${head}.${id}`))
  cipher.setAuthTag(body.subarray(-tagBytes))
  try {
    const plain = cipher.update(body.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([plain, cipher.final()]).toString('utf8')
  } catch {
    throw new Error(`a sealed secret under the seal key "${id}" was changed, or the key is another`)
  }
}

const macs = new WeakMap<KeyObject, Hmac>()

/** HMAC-SHA-256 of the text under the current `token` key, 43 characters of base64url. */
export function mac(keyring: Keyring, text: string): string {
  const { secret } = keyring.token[0]
  let made = macs.get(secret)
  if (!made) macs.set(secret, (made = new Hmac().key(secret.export())))
  return made.sign(Buffer.from(text)).toString('base64url')
}
