import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

import { type App, wrong } from './call.ts'
import type { Refused } from './codes.ts'

/** What Alipay's SDKs use: AES-128-CBC, PKCS #7, an IV of zeros. */
const algorithm = 'aes-128-cbc'
const iv = Buffer.alloc(16)

/** Base64 of the encrypted bytes. */
export function encryptContent(bytes: Buffer, key: KeyObject): string {
  const cipher = createCipheriv(algorithm, key, iv)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
}

/** The bytes behind base64 of encrypted ones; undefined when this key did not encrypt them. */
export function decryptContent(text: string, key: KeyObject): Buffer | undefined {
  const decipher = createDecipheriv(algorithm, key, iv)
  try {
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()])
  } catch {
    return undefined
  }
}

/** The key for contents in cipher of this type; refuses another type than AES, and an app without a key. */
export function contentKeyOf(type: string, app: App): KeyObject {
  if (type.toUpperCase() !== 'AES') throw wrong('invalid-encrypt-type', 'encrypt_type: send AES')
  if (app.contentKey) return app.contentKey
  throw wrong('missing-encrypt-key', 'encrypt_type: the app has no key for contents; make one')
}

export const undecipherable = (name: string): Refused =>
  wrong('invalid-encrypt', `${name}: is not base64 of AES-128-CBC under the app's content key`)
