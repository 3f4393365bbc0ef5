import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { createMerchant } from '#merchant/open.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { World } from './world.ts'

const world = new World()
let database: FreshDatabase
let merchant: string
let provider: string

beforeAll(async () => {
  database = await freshDatabase()
  await world.prepare({ DATABASE_URL: database.url })
  const { sql } = database
  merchant = await createMerchant(sql, { name: '小店', now: Date.now() })
  provider = await createMerchant(sql, { name: '服务商', now: Date.now() })
})
afterAll(async () => {
  await database.drop()
  await world.remove()
})

const create = (...more: string[]) =>
  world.json(['app', 'create', '--merchant', merchant, '--name', 'till', ...more])

test('an app with a key pair made here, its files where programs find them', async () => {
  const made = await create('--notify-url', 'http://127.0.0.1:9/told')
  expect(made['privateKeyFile']).toBe(
    join(world.folder, 'keys', made['appId']!, 'app_private_key.pem'),
  )
  expect(statSync(made['privateKeyFile']!).mode & 0o077).toBe(0)
  expect(readFileSync(made['encryptKeyFile']!, 'utf8')).toMatch(/^[\w+/]{22}==$/)
  const [row] = await database.sql<{ merchantId: string; notifyUrl: string }[]>`
    select merchant_id as "merchantId", notify_url as "notifyUrl" from app
     where app_id = ${made['appId']!}`
  expect(row).toEqual({ merchantId: merchant, notifyUrl: 'http://127.0.0.1:9/told' })
})

test('an app with certificates, in a folder of one’s own', async () => {
  const out = join(world.folder, 'mine')
  const made = await create('--certificate', '--out', out)
  expect(made['appCertFile']).toBe(join(out, 'appCertPublicKey.crt'))
  const leaf = new X509Certificate(readFileSync(made['appCertFile']!))
  expect(leaf.checkPrivateKey(createPrivateKey(readFileSync(made['privateKeyFile']!)))).toBe(true)
  expect(leaf.checkIssued(new X509Certificate(readFileSync(made['rootCertFile']!)))).toBe(true)
})

test('a key of the merchant’s own stays with the merchant', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const file = join(world.folder, 'own.pem')
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }))
  const made = await create('--public-key', file)
  expect(Object.keys(made).toSorted()).toEqual([
    'appId',
    'encryptKeyFile',
    'merchantId',
    'platformPublicKeyFile',
  ])
})

test('a provider’s app is allowed, and stopped', async () => {
  await create()
  const { appId } = await world.json(['app', 'create', '--merchant', provider, '--name', 'saas'])
  const pair = ['--app', appId!, '--merchant', merchant]
  const allowed = await world.json(['app', 'allow', ...pair, '--days', '30'])
  expect(allowed['appAuthToken']).toMatch(/^[\w-]{43}$/)
  expect((await world.run(['app', 'allow', ...pair])).out).toMatch(/^[\w-]{43}\nauth_app_id 2021/)
  expect(await world.json(['app', 'end', ...pair])).toEqual({ ended: 2 })
})

test('what cannot be done is one sentence', async () => {
  const bad = join(world.folder, 'bad.csr')
  writeFileSync(bad, 'no request')
  const base = ['app', 'create', '--name', 'till', '--merchant']
  for (const [args, code, words] of [
    [[...base, '2088000000000000'], 'MERCHANT_UNKNOWN', /no merchant/],
    [[...base, merchant, '--request', bad], 'INVALID_REQUEST', /PKCS #10/],
    [[...base, merchant, '--request', 'none.csr'], 'INVALID_REQUEST', /cannot be read: ENOENT/],
    [[...base, merchant, '--public-key', bad], 'INVALID_REQUEST', /must be RSA/],
    [[...base, merchant, '--public-key', bad, '--certificate'], 'INVALID_REQUEST', /Give one of/],
    [[...base, merchant, '--notify-url', 'ftp://x'], 'INVALID_REQUEST', /http or https/],
    [['app', 'allow', '--app', '2021', '--merchant', merchant], 'INVALID_REQUEST', /no such app/],
  ] as const) {
    const done = await world.run([...args, '--json'])
    expect([done.status, done.err.split('\n').length]).toEqual([1, 1])
    expect(done.err).toMatch(words)
    expect(JSON.parse(done.out)).toMatchObject({ error: { code } })
  }
})
