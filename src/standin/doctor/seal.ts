import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto'

/** What a signature says of itself once its key opens it: the hash, and what it was taken of. */
export type Seal = { hash: 'sha256' | 'sha1' | 'sha512' | 'md5'; digest: Buffer }

/** How RSASSA-PKCS1-v1_5 names the hash before the digest (RFC 8017, 9.2). */
const prefixes = {
  sha256: '3031300d060960864801650304020105000420',
  sha1: '3021300906052b0e03021a05000414',
  sha512: '3051300d060960864801650304020305000440',
  md5: '3020300c06082a864886f70d020505000410',
} as const

/** Opens a signature with the public key; undefined when this key's owner did not make it. */
export function openSeal(signature: Buffer, key: KeyObject): Seal | undefined {
  let inside: Buffer
  try {
    inside = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
  } catch {
    return undefined
  }
  const hex = inside.toString('hex')
  for (const [hash, prefix] of Object.entries(prefixes)) {
    if (hex.startsWith(prefix)) {
      return { hash: hash as Seal['hash'], digest: inside.subarray(prefix.length / 2) }
    }
  }
  return undefined
}

/** Whether the seal was set on this text. */
export const sealed = ({ hash, digest }: Seal, text: Buffer): boolean =>
  createHash(hash).update(text).digest().equals(digest)
