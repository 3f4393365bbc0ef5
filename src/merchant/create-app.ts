import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { appId as newAppId } from '#kernel/id.ts'
import { seal, type Keyring } from '#kernel/keys.ts'
import { refuse } from '#wire/failures.ts'

const newPair = promisify(generateKeyPair)
const bits = 2048
/** AES-128, the one size that Alipay's SDKs use. */
const contentKeyBytes = 16

export type NewApp = {
  merchantId: string
  name: string
  notifyUrl?: string
  /** PEM, or the bare base64 that Alipay's key tool makes; without it a pair is made for the merchant. */
  merchantPublicKey?: string
  now: number
}

export type CreatedApp = {
  appId: string
  /** PEM: what the merchant verifies our answers and notifications with. */
  platformPublicKey: string
  /** Base64 of 16 bytes: what contents are encrypted with, both ways, where the caller asks for it. */
  contentKey: string
  /** PEM, PKCS #8; only where the pair was made here, and only now: it is not kept. */
  merchantPrivateKey?: string
}

/** Makes an app of the gateway with a platform key pair of its own, the private half sealed. */
export async function createApp(
  { sql, keyring }: { sql: Sql; keyring: Keyring },
  app: NewApp,
): Promise<Result<CreatedApp>> {
  const given = app.merchantPublicKey === undefined ? undefined : readPublic(app.merchantPublicKey)
  if (app.merchantPublicKey !== undefined && !given) return refuseKey()
  const platform = await newPair('rsa', { modulusLength: bits })
  const made = given ? undefined : await newPair('rsa', { modulusLength: bits })
  const appId = newAppId()
  const contentKey = randomBytes(contentKeyBytes).toString('base64')
  const platformPublicKey = pem(platform.publicKey)
  await sql`
    insert into app (app_id, merchant_id, name, state, merchant_public_key, platform_public_key,
      platform_private_key_sealed, content_key_sealed, notify_url, created_at)
    values (${appId}, ${app.merchantId}, ${app.name}, 'active', ${pem(given ?? made!.publicKey)},
      ${platformPublicKey}, ${seal(keyring, secretPem(platform.privateKey))},
      ${seal(keyring, contentKey)}, ${app.notifyUrl ?? null}, ${app.now})`
  const secret = made && { merchantPrivateKey: secretPem(made.privateKey) }
  return ok({ appId, platformPublicKey, contentKey, ...secret })
}

const pem = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }))
const secretPem = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }))

/** An RSA public key of 2048 bits or more; undefined for anything else. */
function readPublic(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    const size = key.asymmetricKeyDetails?.modulusLength ?? 0
    return key.asymmetricKeyType === 'rsa' && size >= bits ? key : undefined
  } catch {
    return undefined
  }
}

const refuseKey = () =>
  refuse('INVALID_REQUEST', {
    field: 'merchantPublicKey',
    message: `The public key must be RSA with at least ${bits} bits, as PEM or as base64 of its SPKI form.`,
  })
