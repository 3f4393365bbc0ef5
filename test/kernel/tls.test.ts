import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { TlsMaterial } from '#kernel/tls.ts'
import { namesOfMachine, tlsMaterial } from '#kernel/tls.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tls-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const dayMs = 86_400_000

/** Whether a client that trusts the authority accepts the server under this name. */
async function trusted(material: TlsMaterial, servername: string): Promise<boolean> {
  const server = createServer(material, (socket) => socket.end())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const accepted = await new Promise<boolean>((settle) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ca: material.caPem ?? '' })
    socket.once('secureConnect', () => settle(socket.authorized))
    socket.once('error', () => settle(false))
  })
  await new Promise((closed) => server.close(closed))
  return accepted
}

test('a phone that trusts the local authority accepts the server, and only by its names', async () => {
  const material = await tlsMaterial({ dataDir, publicUrl: 'https://pay.example:8301' })
  expect(await trusted(material, 'localhost')).toBe(true)
  expect(await trusted(material, 'pay.example')).toBe(true)
  expect(await trusted(material, 'other.example')).toBe(false)
  const cert = new X509Certificate(material.cert)
  for (const name of namesOfMachine()) expect(cert.subjectAltName).toContain(`:${name}`)
  expect((await stat(join(dataDir, 'tls', 'authority.pem'))).mode & 0o777).toBe(0o600)
})

test('both are kept, and the leaf alone is renewed near its end or under new names', async () => {
  const first = await tlsMaterial({ dataDir })
  expect(await tlsMaterial({ dataDir })).toEqual(first)
  const later = await tlsMaterial({ dataDir }, Date.now() + 370 * dayMs)
  expect(later.cert).not.toBe(first.cert)
  expect(later.caPem).toBe(first.caPem)
  const renamed = await tlsMaterial({ dataDir, publicUrl: 'https://pay.example' })
  expect(renamed.cert).not.toBe(later.cert)
  expect(renamed.caPem).toBe(first.caPem)
})

test('a certificate of the operator’s own is used as it is, and refused without its key', async () => {
  const made = await tlsMaterial({ dataDir })
  const [tlsCert, tlsKey] = [join(dataDir, 'own.crt'), join(dataDir, 'own.key')]
  await writeFile(tlsCert, made.cert)
  await writeFile(tlsKey, made.key)
  expect(await tlsMaterial({ dataDir, tlsCert, tlsKey })).toEqual({
    cert: made.cert,
    key: made.key,
  })
  const other = await tlsMaterial({ dataDir, publicUrl: 'https://pay.example' })
  await writeFile(tlsKey, other.key)
  await expect(tlsMaterial({ dataDir, tlsCert, tlsKey })).rejects.toThrow(
    'TONGBAO_TLS_CERT and TONGBAO_TLS_KEY cannot be used: the key does not belong',
  )
})
