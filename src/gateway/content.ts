import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

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
