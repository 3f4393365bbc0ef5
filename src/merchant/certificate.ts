import '#kernel/tls/reflect.ts'

import { type KeyObject, randomBytes } from 'node:crypto'

import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** SDKs count RSA-signed roots alone. */
const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const dayMs = 86_400_000
const rootDays = 7300
const leafDays = 3650

/** An authority's certificate, PEM, with the private key that signs for it. */
export type Issuer = { certificate: string; key: KeyObject }

/**
 * A root. Its name holds exactly C, O, OU and CN in this order, of plain characters: SDKs write it as text, each in
 * its own way, and agree on the number of a certificate for such names alone.
 */
export async function issueRoot(
  keys: { publicKey: KeyObject; privateKey: KeyObject },
  nowMs: number,
): Promise<string> {
  const publicKey = await publicOf(keys.publicKey)
  const name = nameOf('Certification Authority', `Tongbao Root ${randomBytes(3).toString('hex')}`)
  const root = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: name,
    issuer: name,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + rootDays * dayMs),
    publicKey,
    signingKey: await privateOf(keys.privateKey),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  })
  return pemOf(root)
}

/** A certificate for what signs calls or answers, PEM without the issuer's. */
export async function issueLeaf(
  issuer: Issuer,
  leaf: { publicKey: KeyObject; unit: string; name: string; nowMs: number },
): Promise<string> {
  const above = new X509Certificate(issuer.certificate)
  const publicKey = await publicOf(leaf.publicKey)
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    await AuthorityKeyIdentifierExtension.create(above),
    await SubjectKeyIdentifierExtension.create(publicKey),
  ]
  const made = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(leaf.unit, leaf.name),
    issuer: above.subject,
    notBefore: new Date(leaf.nowMs - dayMs),
    notAfter: new Date(leaf.nowMs + leafDays * dayMs),
    publicKey,
    signingKey: await privateOf(issuer.key),
    signingAlgorithm: algorithm,
    extensions,
  })
  return pemOf(made)
}

/** The public key of a request for a certificate (PKCS #10, PEM), SPKI in PEM; undefined when it is none, or not signed by its key. */
export async function keyOfRequest(pem: string): Promise<string | undefined> {
  try {
    const request = new Pkcs10CertificateRequest(pem)
    return (await request.verify()) ? request.publicKey.toString('pem') : undefined
  } catch {
    return undefined
  }
}

const nameOf = (unit: string, name: string) => `C=CN, O=Tongbao, OU=${unit}, CN=${name}`
const pemOf = (certificate: X509Certificate): string => certificate.toString('pem').trim()

const publicOf = (key: KeyObject) =>
  crypto.subtle.importKey('spki', key.export({ type: 'spki', format: 'der' }), algorithm, true, [
    'verify',
  ])
const privateOf = (key: KeyObject) =>
  crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, [
    'sign',
  ])

/** Positive and 16 bytes long, as RFC 5280 asks of serial numbers. */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}
