import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/**
 * HMAC-SHA-256 under one key, 32 bytes, for many messages. The key is hashed in once and both
 * hashes go on from copies of that state, which halves the work of a short message; a native HMAC
 * costs more to make and to collect than such a message takes.
 */
export function keyedHmac(key: Uint8Array): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  const { iHash, oHash } = hmac.create(sha256, key)
  const worker = iHash.clone()
  return (message) => {
    const inner = iHash._cloneInto(worker).update(message).digest()
    return oHash._cloneInto(worker).update(inner).digest()
  }
}
