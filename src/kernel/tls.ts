import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'

import { SetupError } from './setup-error.ts'
import type { Issued } from './tls/authority.ts'
import { issueAuthority, issueLeaf } from './tls/authority.ts'
import { keep, readKept } from './tls/keep.ts'

export type TlsMaterial = {
  /** PEM, the chain included. */
  cert: string
  /** PEM, PKCS #8. */
  key: string
  /** The local authority to install on phones; absent with a certificate of the operator's own. */
  caPem?: string
}

export type TlsOptions = {
  dataDir: string
  /** PEM files of the operator's own, both or none. */
  tlsCert?: string | undefined
  tlsKey?: string | undefined
  /** A name that people reach this server by, besides those of the machine. */
  publicUrl?: string | undefined
}

const renewBeforeMs = 30 * 86_400_000

/**
 * The certificate of HTTPS: the operator's own, or one of a local authority that is made at first use and kept in
 * `<data>/tls/`. The leaf names localhost, this machine and its addresses; it is made anew when these change or
 * 30 days before it ends. Throws a `SetupError` when the operator's files cannot be used.
 */
export async function tlsMaterial(options: TlsOptions, nowMs = Date.now()): Promise<TlsMaterial> {
  if (options.tlsCert && options.tlsKey) return readOwn(options.tlsCert, options.tlsKey)
  const folder = join(options.dataDir, 'tls')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept = await readKept(folder, 'authority')
  const authority = kept && lasts(kept, nowMs) ? kept : await issueAuthority(nowMs)
  if (authority !== kept) await keep(folder, 'authority', authority)
  const hosts = namesOfMachine(options.publicUrl)
  const leafKept = await readKept(folder, 'server')
  if (leafKept && lasts(leafKept, nowMs) && fits(leafKept, authority, hosts)) {
    return { ...leafKept, caPem: authority.cert }
  }
  const leaf = await issueLeaf(authority, hosts, nowMs)
  await keep(folder, 'server', leaf)
  return { ...leaf, caPem: authority.cert }
}

async function readOwn(certFile: string, keyFile: string): Promise<TlsMaterial> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      throw new Error('the key does not belong to the certificate')
    }
    return { cert, key }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SetupError(
      `TONGBAO_TLS_CERT and TONGBAO_TLS_KEY cannot be used: ${reason}. Both are PEM files.`,
      { cause: error },
    )
  }
}

const lasts = (issued: Issued, nowMs: number): boolean =>
  new X509Certificate(issued.cert).validToDate.getTime() - nowMs > renewBeforeMs

function fits(leaf: Issued, authority: Issued, hosts: string[]): boolean {
  const cert = new X509Certificate(leaf.cert)
  if (!cert.checkIssued(new X509Certificate(authority.cert))) return false
  const named = (cert.subjectAltName ?? '').split(', ').map((name) => name.replace(/^[^:]+:/, ''))
  return named.toSorted().join() === hosts.toSorted().join()
}

/** Names and IPv4 addresses under which this machine is reached, without repeats. */
export function namesOfMachine(publicUrl?: string): string[] {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((found) => found?.family === 'IPv4')
    .map((found) => found?.address ?? '')
  const all = ['localhost', '127.0.0.1', ...addresses, hostname().toLowerCase()]
  if (publicUrl) all.push(new URL(publicUrl).hostname)
  return [...new Set(all)].filter((name) => /^[a-z0-9.-]+$/.test(name))
}
