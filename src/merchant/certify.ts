import type { KeyObject } from 'node:crypto'

import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'

import { loadAuthority } from './authority.ts'
import { certSn } from './cert-sn.ts'
import { issueLeaf } from './certificate.ts'

/** The three files that a merchant sets an SDK up with in certificate mode, PEM. */
export type Certificates = {
  /** `appCertPublicKey.crt`: the app's certificate, then the root. */
  app: string
  /** `alipayCertPublicKey_RSA2.crt`: the platform's certificate for this app, then the root. */
  platform: string
  /** `alipayRootCert.crt`. */
  root: string
}

export type Certified = Certificates & { appSn: string; platformSn: string }

/** Certifies an app's key and the platform's key for it. */
export async function certify(
  deps: { sql: Sql; keyring: Keyring },
  app: { appId: string; publicKey: KeyObject; platformKey: KeyObject; now: number },
): Promise<Certified> {
  const authority = await loadAuthority(deps, app.now)
  const leaf = (publicKey: KeyObject, unit: string) =>
    issueLeaf(authority, { publicKey, unit, name: app.appId, nowMs: app.now })
  const [own, platform] = await Promise.all([
    leaf(app.publicKey, 'Apps'),
    leaf(app.platformKey, 'Platform'),
  ])
  const root = authority.certificate
  return {
    app: chain(own, root),
    platform: chain(platform, root),
    root: chain(root),
    appSn: certSn(own),
    platformSn: certSn(platform),
  }
}

/** A blank line between the blocks: one SDK splits its files there. */
const chain = (...certificates: string[]): string => `${certificates.join('\n\n')}\n`

/** The chain of the platform's certificate for this app by its number; undefined when that is another's. */
export async function platformCertificate(
  sql: Sql,
  appId: string,
  sn: string,
): Promise<string | undefined> {
  const [row] = await sql<{ pem: string }[]>`
    select platform_certificate as pem from app
     where app_id = ${appId} and platform_cert_sn = ${sn}`
  return row?.pem
}
