import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'

import { createCache, type Cache } from '#kernel/cache.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { open, type Keyring } from '#kernel/keys.ts'

/** An app of the gateway with both sides' keys. */
export type AppKeys = {
  appId: string
  merchantId: string
  merchantName: string
  state: 'active' | 'suspended'
  /** Verifies what the merchant signed. */
  merchantPublicKey: KeyObject
  /** Signs what we answer and notify. */
  platformPrivateKey: KeyObject
  /** AES-128: encrypts contents both ways where the caller asks for it; undefined for apps older than it. */
  contentKey: KeyObject | undefined
  /** Serial numbers of the app's and the platform's certificate, in the gateway's form; null with bare keys. */
  certSn: string | null
  platformCertSn: string | null
  /** When the app's certificate ends, milliseconds UTC; null with bare keys. */
  certEndsAt: number | null
  notifyUrl: string | null
}

/** A gateway call takes no query for its app; a suspended app or a new key works everywhere after this long. */
const freshMs = 30_000
const cachedMax = 10_000
const caches = new WeakMap<Sql, Cache<AppKeys>>()

type Made = 'merchantPublicKey' | 'platformPrivateKey' | 'contentKey' | 'certEndsAt'
type Row = Omit<AppKeys, Made> & {
  certificate: string | null
  publicKey: string
  sealed: string
  contentSealed: string | null
}

/** The app of this number; undefined when there is none. Unknown numbers are asked for every time: keys are made and used at once. */
export async function loadApp(
  sql: Sql,
  keyring: Keyring,
  appId: string,
): Promise<AppKeys | undefined> {
  const cache =
    caches.get(sql) ?? createCache<AppKeys>({ clock: systemClock, freshMs, max: cachedMax })
  caches.set(sql, cache)
  const known = cache.get(appId)
  if (known) return known
  const [row] = await sql<Row[]>`
    select a.app_id as "appId", a.merchant_id as "merchantId", m.name as "merchantName", a.state,
           a.merchant_public_key as "publicKey", a.platform_private_key_sealed as sealed,
           a.content_key_sealed as "contentSealed", a.cert_sn as "certSn",
           a.platform_cert_sn as "platformCertSn", a.certificate, a.notify_url as "notifyUrl"
      from app a join merchant m on m.merchant_id = a.merchant_id
     where a.app_id = ${appId}`
  if (!row) return undefined
  const { publicKey, sealed, contentSealed, certificate, ...app } = row
  const keys: AppKeys = {
    ...app,
    certEndsAt: certificate === null ? null : Date.parse(new X509Certificate(certificate).validTo),
    merchantPublicKey: createPublicKey(publicKey),
    platformPrivateKey: createPrivateKey(open(keyring, sealed)),
    contentKey:
      contentSealed === null
        ? undefined
        : createSecretKey(Buffer.from(open(keyring, contentSealed), 'base64')),
  }
  cache.put(appId, keys)
  return keys
}
