import { createPublicKey } from 'node:crypto'

import { AlipaySdk } from 'alipay-sdk'
import { expect } from 'vitest'

import { linksOf } from '#cashier/links.ts'
import { postgresStorage } from '#engine/storage.ts'
import { registerGateway } from '#gateway/route.ts'
import { openEngineDb } from '#kernel/db.ts'
import { createHttp, createLoad } from '#kernel/http.ts'
import { freshKeyringText, parseKeyring } from '#kernel/keys.ts'
import { createLog } from '#kernel/log.ts'
import { createMetrics } from '#kernel/metrics.ts'
import { audit } from '#ledger/audit.ts'
import type { Certificates } from '#merchant/certify.ts'
import { createApp, type NewApp } from '#merchant/create-app.ts'
import { openNotifyQueue } from '#notify/queue.ts'
import { startWorker, type Worker } from '#notify/worker.ts'
import { defaultFormat } from '#paycode/derive.ts'
import { statusOf } from '#wire/failures.ts'

import { openScene, type Scene } from '../engine/people.ts'
import { freshDatabase, type FreshDatabase } from '../setup/database.ts'

export type Shop = {
  merchantId: string
  appId: string
  /** PEM, PKCS #8. */
  privateKey: string
  platformPublicKey: string
  contentKey: string
  certificates: Certificates | undefined
  /** The SDK as the README of Alipay's package sets it up, with only URL and keys ours. */
  sdk: AlipaySdk
}

/** The gateway over real HTTP on a real database, with people and shops. */
export type Stand = Scene & {
  database: FreshDatabase
  keyringText: string
  /** The URL of `/gateway.do`. */
  endpoint: string
  /** What `/v3/…` is added to. */
  base: string
  open: (notifyUrl?: string, more?: Pick<NewApp, 'certificate'>) => Promise<Shop>
  work: (config?: { notifyDelaysMs?: number[]; notifyTimeoutMs?: number }) => Promise<Worker>
  shut: () => Promise<void>
}

/** `alwaysWelcome` is how many calls at a time are never told that the system is busy. */
export async function openStand(more: { alwaysWelcome?: number } = {}): Promise<Stand> {
  const database = await freshDatabase()
  const { sql } = database
  const keyringText = freshKeyringText()
  const keyring = parseKeyring(keyringText)
  const log = createLog({ level: 'error' })
  const onError = (error: Error) => log.error({ err: error }, 'queue')
  const queue = await openNotifyQueue(database.url, { supervise: false, onError })
  const engineSql = openEngineDb(database.url, { max: 4, name: 'engine' })
  const storage = postgresStorage({
    sql: engineSql,
    codes: { keyring, format: defaultFormat },
    enqueue: (db, rows) => queue.insertFirst(db, rows),
  })
  const scene = await openScene(database, { storage, keyring, now: Date.now() })
  const metrics = createMetrics()
  const load = createLoad({ waitMaxMs: 10, metrics, alwaysWelcome: 500, ...more })
  const http = createHttp({
    config: { bodyBytesMax: 1_048_576, trustProxy: false, publicUrl: undefined },
    log,
    metrics,
    statusOf,
    ready: {},
  })
  const clock = () => scene.clock.now
  const { engine } = scene
  const config = { bodyBytesMax: 1_048_576 }
  const bills = { prefix: 'http://bills.example', today: true }
  const links = linksOf({
    host: '127.0.0.1',
    port: 8300,
    publicUrl: undefined,
    qrPrefix: undefined,
  })
  registerGateway(http, { sql, engine, keyring, clock, log, config, links, bills, load })
  const base = await http.listen({ port: 0, host: '127.0.0.1' })
  const endpoint = `${base}/gateway.do`
  return {
    ...scene,
    database,
    keyringText,
    endpoint,
    base,
    async open(notifyUrl, more = {}) {
      const merchantId = await scene.shop()
      const asked = {
        merchantId,
        name: 'till',
        now: clock(),
        ...(notifyUrl && { notifyUrl }),
        ...more,
      }
      const made = await createApp({ sql, keyring }, asked)
      if (!made.ok || made.value.merchantPrivateKey === undefined) throw new Error('no app')
      const { merchantPrivateKey: privateKey, ...app } = made.value
      const { appId, platformPublicKey, contentKey, certificates } = app
      const alipayPublicKey = bare(platformPublicKey)
      const keyType = 'PKCS8'
      const sdk = new AlipaySdk({
        appId,
        privateKey: bare(privateKey),
        keyType,
        ...(certificates
          ? {
              appCertContent: certificates.app,
              alipayPublicCertContent: certificates.platform,
              alipayRootCertContent: certificates.root,
            }
          : { alipayPublicKey }),
        encryptKey: contentKey,
        gateway: endpoint,
        endpoint: base,
      })
      return { merchantId, ...app, privateKey, certificates, sdk }
    },
    work: (more = {}) =>
      startWorker({
        sql,
        databaseUrl: database.url,
        engine,
        keyring,
        clock,
        log,
        config: {
          notifyDelaysMs: [300, 300],
          notifyTimeoutMs: 500,
          notifyPrivate: true,
          keepDays: 35,
          ...more,
        },
      }),
    async shut() {
      await http.close()
      await scene.close()
      await queue.close()
      await engineSql.end({ timeout: 5 })
      await database.drop()
    },
  }
}

export type Premises = { stand: Stand; shop: Shop }

/** A stand of a test file's own, with a shop. */
export async function openShop(): Promise<Premises> {
  const stand = await openStand()
  return { stand, shop: await stand.open() }
}

/** Whatever was asked for, the books are right. */
export async function shutAudited(stand: Stand): Promise<void> {
  expect((await audit(stand.sql)).broken).toEqual([])
  await stand.shut()
}

/** Alipay's key tool writes keys as base64 without the lines around it, and SDKs are set up so. */
const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '')

export const publicKeyOf = (shop: Shop) => createPublicKey(shop.platformPublicKey)
