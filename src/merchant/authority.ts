import { createPrivateKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

import { must } from '#kernel/failure.ts'
import type { Sql } from '#kernel/db.ts'
import { type Keyring, open, seal } from '#kernel/keys.ts'

import { certSn } from './cert-sn.ts'
import { type Issuer, issueRoot } from './certificate.ts'

const newPair = promisify(generateKeyPair)

/** The one authority so far: it certifies the keys of apps and the platform's keys for them. */
const name = 'apps'
const bits = 2048

/** The platform's authority; made at first use, by one of several processes. */
export async function loadAuthority(
  { sql, keyring }: { sql: Sql; keyring: Keyring },
  now: number,
): Promise<Issuer> {
  const known = await readAuthority(sql)
  if (!known) {
    const keys = await newPair('rsa', { modulusLength: bits })
    const secret = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await sql`
      insert into authority (name, certificate, private_key_sealed, created_at)
      values (${name}, ${await issueRoot(keys, now)}, ${seal(keyring, secret)}, ${now})
      on conflict do nothing`
  }
  const kept = known ?? (await readAuthority(sql))
  must(kept, 'the authority is there once it was made')
  return { certificate: kept.certificate, key: createPrivateKey(open(keyring, kept.sealed)) }
}

async function readAuthority(
  sql: Sql,
): Promise<{ certificate: string; sealed: string } | undefined> {
  const [row] = await sql<{ certificate: string; sealed: string }[]>`
    select certificate, private_key_sealed as sealed from authority where name = ${name}`
  return row
}

const roots = new WeakMap<Sql, string>()

/** The number of the root that callers name in `alipay_root_cert_sn`; undefined while no app has a certificate. */
export async function rootCertSn(sql: Sql): Promise<string | undefined> {
  const known = roots.get(sql)
  if (known !== undefined) return known
  const authority = await readAuthority(sql)
  if (!authority) return undefined
  const sn = certSn(authority.certificate)
  roots.set(sql, sn)
  return sn
}
