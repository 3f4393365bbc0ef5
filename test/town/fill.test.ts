import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openPlatform, type Platform } from '../../src/command/platform.ts'
import { readConfig } from '#config'
import { createLog } from '#kernel/log.ts'
import { yuan } from '#kernel/money.ts'
import { audit } from '#ledger/audit.ts'
import { isWeak } from '#member/payment-password.ts'
import { checkLogin } from '#merchant/check-login.ts'
import { fillTown, type Townspeople } from '#town/fill.ts'
import { people } from '#town/people.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'

let folder: string
let database: FreshDatabase
let platform: Platform
let town: Townspeople

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongbao-town-'))
  database = await freshDatabase()
  const log = createLog({ level: 'silent' })
  platform = await openPlatform(readConfig({ TONGBAO_DATA: folder }), database.url, log)
  // Two processes start on one database.
  const [first, second] = await Promise.all([fillTown(platform), fillTown(platform)])
  expect(second).toEqual(first)
  town = first
})

afterAll(async () => {
  expect(await audit(database.sql)).toMatchObject({ ok: true })
  await platform.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const counts = async () => {
  const [row] = await database.sql`
    select (select count(*) from member)::int members, (select count(*) from merchant)::int merchants,
           (select count(*) from store)::int stores, (select count(*) from terminal)::int terminals,
           (select count(*) from staff)::int staff, (select count(*) from app)::int apps,
           (select count(*) from entry)::int entries, (select count(*) from topup)::int topups`
  return row
}

test('people have money, and passwords that are not weak', async () => {
  const rows = await database.sql<{ phone: string; name: string; balance: bigint }[]>`
    select phone, name, balance from member join account on owner_id = member_id order by phone`
  expect(rows.map((row) => [row.phone, row.name, yuan(row.balance)])).toEqual(
    people.map((person) => [person.phone, person.name, person.balance]),
  )
  expect(people.filter((person) => isWeak(person.paymentPassword))).toEqual([])
})

test('everybody at the tills can log in, and each shop can refund', async () => {
  for (const { login, password } of town.cashiers) {
    expect(await checkLogin(platform, login, password)).toMatchObject({ ok: true })
  }
  for (const { name } of town.merchants) {
    const roles = town.cashiers.filter((one) => one.merchant === name).map((one) => one.role)
    expect(roles).toContain('cashier')
    expect(roles.some((role) => role !== 'cashier')).toBe(true)
  }
})

test('each app signs with its file, and nobody else may read it', async () => {
  expect(town.apps).toHaveLength(town.merchants.length)
  for (const { appId, privateKeyFile, platformPublicKeyFile } of town.apps) {
    const pem = readFileSync(privateKeyFile, 'utf8')
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    expect(readFileSync(platformPublicKeyFile, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/)
    expect(statSync(privateKeyFile).mode & 0o077).toBe(0)
    const [row] = await database.sql<{ key: string }[]>`
      select merchant_public_key as key from app where app_id = ${appId}`
    const text = Buffer.from('a=1')
    const signature = sign('sha256', text, createPrivateKey(pem))
    expect(verify('sha256', text, createPublicKey(row!.key), signature)).toBe(true)
  }
})

test('one app works with certificates, and an SDK is set up with its files', async () => {
  expect(town.certApps).toHaveLength(1)
  const { appId, ...files } = town.certApps[0]!
  const sdk = new AlipaySdk({
    appId,
    privateKey: readFileSync(files.privateKeyFile, 'utf8'),
    keyType: 'PKCS8',
    appCertPath: files.appCertFile,
    alipayPublicCertPath: files.platformCertFile,
    alipayRootCertPath: files.rootCertFile,
    encryptKey: readFileSync(files.encryptKeyFile, 'utf8'),
  })
  const [row] = await database.sql<{ sn: string; platform: string }[]>`
    select cert_sn as sn, platform_cert_sn as platform from app where app_id = ${appId}`
  const config = sdk.config as unknown as Record<string, string>
  expect([config['appCertSn'], config['alipayCertSn']]).toEqual([row!.sn, row!.platform])
  expect(statSync(files.privateKeyFile).mode & 0o077).toBe(0)
  expect(statSync(files.encryptKeyFile).mode & 0o077).toBe(0)
})

test('filling again changes nothing', async () => {
  const before = await counts()
  expect(await fillTown(platform)).toEqual(town)
  expect(await counts()).toEqual(before)
})

test('an app whose keys are lost gets another beside it', async () => {
  const [lost, ...others] = town.apps
  rmSync(join(folder, 'keys', lost!.appId), { recursive: true })
  const again = await fillTown(platform)
  expect(again.apps.slice(1)).toEqual(others)
  expect(again.apps[0]!.appId).not.toBe(lost!.appId)
  expect(again.apps[0]!.merchantId).toBe(lost!.merchantId)
})
