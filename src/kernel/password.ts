import { createHmac, type KeyObject } from 'node:crypto'

import { hash, verify } from '@node-rs/argon2'

import { keyOf, type Keyring } from './keys.ts'

/** argon2id, the library's default, with OWASP's parameters of 2024: 19 MiB, 2 passes, 1 lane; some 20 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A database that leaks without the key ring gives nothing to guess against, six digits or not. */
const peppered = (secret: KeyObject, password: string): string =>
  createHmac('sha256', secret).update(password).digest('base64')

/** `<pepper key id>:<argon2id hash>` of a password. */
export async function hashPassword(keyring: Keyring, password: string): Promise<string> {
  const [key] = keyring.pepper
  return `${key.id}:${await hash(peppered(key.secret, password), cost)}`
}

/** Whether the password is the one that `stored` was made of. Throws when the ring no longer holds its pepper. */
export async function isPassword(
  keyring: Keyring,
  stored: string,
  password: string,
): Promise<boolean> {
  const split = stored.indexOf(':')
  const key = keyOf(keyring, 'pepper', stored.slice(0, split))
  if (!key) throw new Error('a password needs a pepper key that is not in the key ring')
  return verify(stored.slice(split + 1), peppered(key.secret, password))
}

/** Wrong tries in a row until a lock of 15 minutes, which doubles with each further five, up to a day. */
export const triesPerLock = 5
export const firstLockSeconds = 900
export const longestLockSeconds = 86_400
