// The key ring: server secrets that carry an id and rotate, and what is made with them.
export { freshKeyringText, loadOrCreateKeyring } from './keys/file.ts'
export { Hmac } from './keys/hmac.ts'
export { KeyringError, keyOf, parseKeyring, purposes } from './keys/ring.ts'
export type { Key, Keyring, Purpose } from './keys/ring.ts'
export { mac, open, seal } from './keys/seal.ts'
