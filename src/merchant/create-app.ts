import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { appId as newAppId } from '#kernel/id.ts'
import { seal, type Keyring } from '#kernel/keys.ts'
import { refuse } from '#wire/failures.ts'

import { keyOfRequest } from './certificate.ts'
import { type Certificates, certify } from './certify.ts'

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
  /** Works with certificates: of this request for one (PKCS #10, PEM), or of a key pair made here. */
  certificate?: { request: string } | 'made'
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
  /** Only where the app works with certificates. */
  certificates?: Certificates
}

type Deps = { sql: Sql; keyring: Keyring }

/** Makes an app of the gateway with a platform key pair of its own, the private half sealed. */
export async function createApp(deps: Deps, app: NewApp): Promise<Result<CreatedApp>> {
  const given = await givenKey(app)
  if (given === 'unusable') return refuseKey(app)
  const platform = await newPair('rsa', { modulusLength: bits })
  const made = given ? undefined : await newPair('rsa', { modulusLength: bits })
  const publicKey = given ?? made!.publicKey
  const appId = newAppId()
  const contentKey = randomBytes(contentKeyBytes).toString('base64')
  const { now } = app
  const certified =
    app.certificate === undefined
      ? undefined
      : await certify(deps, { appId, publicKey, platformKey: platform.publicKey, now })
  const platformPublicKey = pem(platform.publicKey)
  const { sql, keyring } = deps
  await sql`
    insert into app (app_id, merchant_id, name, state, merchant_public_key, platform_public_key,
      platform_private_key_sealed, content_key_sealed, certificate, cert_sn, platform_certificate,
      platform_cert_sn, notify_url, created_at)
    values (${appId}, ${app.merchantId}, ${app.name}, 'active', ${pem(publicKey)},
      ${platformPublicKey}, ${seal(keyring, secretPem(platform.privateKey))},
      ${seal(keyring, contentKey)}, ${certified?.app ?? null}, ${certified?.appSn ?? null},
      ${certified?.platform ?? null}, ${certified?.platformSn ?? null}, ${app.notifyUrl ?? null},
      ${now})`
  return ok({
    appId,
    platformPublicKey,
    contentKey,
    ...(made && { merchantPrivateKey: secretPem(made.privateKey) }),
    ...(certified && { certificates: filesOf(certified) }),
  })
}

const filesOf = ({ app, platform, root }: Certificates): Certificates => ({ app, platform, root })

const pem = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }))
const secretPem = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }))

/** The merchant's own public key; undefined where one is to be made. */
async function givenKey(app: NewApp): Promise<KeyObject | 'unusable' | undefined> {
  const asked = typeof app.certificate === 'object' ? app.certificate.request : undefined
  const text = asked === undefined ? app.merchantPublicKey : await keyOfRequest(asked)
  if (text === undefined) return asked === undefined ? undefined : 'unusable'
  return readPublic(text) ?? 'unusable'
}

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

const refuseKey = (app: NewApp) =>
  typeof app.certificate === 'object'
    ? refuse('INVALID_REQUEST', {
        field: 'certificate.request',
        message: `The request must be PKCS #10 in PEM, for an RSA key of at least ${bits} bits, signed by that key.`,
      })
    : refuse('INVALID_REQUEST', {
        field: 'merchantPublicKey',
        message: `The public key must be RSA with at least ${bits} bits, as PEM or as base64 of its SPKI form.`,
      })
