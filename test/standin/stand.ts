import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { AlipaySdk } from 'alipay-sdk'

import { createApp } from '#app'
import { readConfig } from '#config'
import { hashPassword } from '#kernel/password.ts'
import { createLog } from '#kernel/log.ts'
import { audit } from '#ledger/audit.ts'
import { signUp } from '#member/sign-up.ts'
import { createApp as createMerchantApp } from '#merchant/create-app.ts'
import { createMerchant } from '#merchant/open.ts'
import { startWorker } from '#notify/worker.ts'

import { openPlatform, type Platform } from '../../src/command/platform.ts'
import { listen } from '../notify/listener.ts'
import { openBrowser, type Browser } from '../setup/browser.ts'
import { freshDatabase } from '../setup/database.ts'
import { addPhone } from '../setup/phone.ts'

export type Payer = { memberId: string; phone: string; code: () => string }

/** A network in demo mode with everything that `tongbao start` has, on a database and a port of its own. */
export type Stand = Platform & {
  endpoint: string
  browser: Browser
  /** One with cookies of its own. */
  browse: () => Browser
  /** The official SDK as a merchant sets it up. */
  sdk: AlipaySdk
  appId: string
  merchantId: string
  payer: (yuan: number) => Promise<Payer>
  /** Of every payer. */
  paymentPassword: string
  shut: () => Promise<void>
}

const paymentPassword = '246810'
let counter = 0

export async function openStand(options: { notifyUrl?: string } = {}): Promise<Stand> {
  const database = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-standin-'))
  const config = readConfig({ TONGBAO_DATA: folder, TONGBAO_NOTIFY_DELAYS: '4m,10m,1h' })
  const platform = await openPlatform(config, database.url, createLog({ level: 'error' }))
  const { sql, keyring, clock, engine } = platform
  const worker = await startWorker(platform)
  const app = await createApp(platform)
  const endpoint = await app.http.listen({ port: 0, host: '127.0.0.1' })
  const merchantId = await createMerchant(sql, { name: '小店', now: clock() })
  const { notifyUrl } = options
  const asked = { merchantId, name: 'till', now: clock(), ...(notifyUrl && { notifyUrl }) }
  const made = await createMerchantApp({ sql, keyring }, asked)
  if (!made.ok || made.value.merchantPrivateKey === undefined) throw new Error('no app')
  const { appId, merchantPrivateKey: privateKey, platformPublicKey } = made.value
  return {
    ...platform,
    endpoint,
    browser: openBrowser(app.http),
    browse: () => openBrowser(app.http),
    appId,
    merchantId,
    paymentPassword,
    sdk: new AlipaySdk({
      appId,
      privateKey: bare(privateKey),
      keyType: 'PKCS8',
      alipayPublicKey: bare(platformPublicKey),
      gateway: `${endpoint}/gateway.do`,
      endpoint,
      timeout: 10_000,
    }),
    async payer(yuan) {
      const phone = `136${String(++counter).padStart(8, '0')}`
      const { passwordFreeLimit } = config
      const memberId = await sql.begin((tx) =>
        signUp(tx, { phone, passwordFreeLimit, now: clock() }),
      )
      const hash = await hashPassword(keyring, paymentPassword)
      await sql`update member_secret set payment_password = ${hash} where member_id = ${memberId}`
      const amount = BigInt(yuan) * 100n
      await engine.submit({ kind: 'topup', memberId, amount, ref: 'first', title: '充值' })
      const device = await addPhone({ config, sql, keyring, clock, engine }, memberId, {
        paymentPassword,
      })
      return { memberId, phone, code: () => device.code() }
    },
    async shut() {
      const { broken } = await audit(sql)
      await worker.stop()
      await app.close()
      await platform.close()
      await database.drop()
      rmSync(folder, { recursive: true })
      // Whatever was done wrong on purpose, the books are right.
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    },
  }
}

const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '')

export const order = (): string => `ST${Date.now()}${++counter}`

export { listen }
