import { createApp, type App } from '#app'
import { readConfig, type Config } from '#config'
import { createEngine, type Engine } from '#engine/engine.ts'
import { postgresStorage } from '#engine/storage.ts'
import { openEngineDb, type Sql } from '#kernel/db.ts'
import { freshKeyringText, parseKeyring, type Keyring } from '#kernel/keys.ts'
import { createLog } from '#kernel/log.ts'
import { createMetrics } from '#kernel/metrics.ts'
import { signUp } from '#member/sign-up.ts'
import { addStaff, addStore, addTerminal, createMerchant } from '#merchant/open.ts'
import { createApp as createMerchantApp, type CreatedApp } from '#merchant/create-app.ts'
import { formatOf } from '#member/me.ts'
import { hashPassword } from '#kernel/password.ts'
import type { Role } from '#wire/till.ts'

import { freshDatabase } from './database.ts'
import { openBrowser, type Browser } from './browser.ts'
import { addPhone, type Phone } from './phone.ts'

/** A whole server on a database of its own, whose clock the test moves. */
export type World = {
  config: Config
  sql: Sql
  engine: Engine
  keyring: Keyring
  app: App
  clock: { now: number }
  /** What was logged, one line of JSON each. */
  lines: string[]
  browser: () => Browser
  member: (more?: { yuan?: number; name?: string }) => Promise<Member>
  shop: (more?: { name?: string; storeName?: string }) => Promise<Shop>
  merchantApp: (shop: Shop) => Promise<CreatedApp>
  /** Another server on the same database, with an engine of its own, until the world is closed. */
  beside: () => Promise<App>
  close: () => Promise<void>
}

/** A member with a phone that makes codes. */
export type Member = Phone & { memberId: string; phone: string; paymentPassword: string }

export type Shop = {
  merchantId: string
  storeId: string
  terminalId: string
  login: (role: Role) => { login: string; password: string }
}

export type WorldOptions = { env?: Record<string, string>; now?: number; webFolder?: string }

const paymentPassword = '246810'
let counter = 0

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const database = await freshDatabase()
  const { sql } = database
  const config = readConfig({ TONGBAO_DATA: '/nonexistent', ...options.env })
  const keyring = parseKeyring(freshKeyringText())
  const clock = { now: options.now ?? Date.parse('2026-03-01T04:00:30Z') }
  const tell = () => clock.now
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const engineSql = openEngineDb(database.url, { max: 4, name: 'engine' })
  const engineOn = (stripe: number) =>
    createEngine({
      storage: postgresStorage({
        sql: engineSql,
        codes: { keyring, format: formatOf(config) },
        enqueue: () => Promise.resolve(),
      }),
      settings: {
        batchMax: 200,
        queueMax: 5000,
        queueWaitMaxMs: 5000,
        dayLimit: config.dayLimit,
        unpaidMs: 3 * 3_600_000,
        refundMs: config.refundMs,
        budget: { merchant: 100, terminal: 30, address: 200, handle: 5 },
      },
      clock: tell,
      stripe,
      log,
    })
  const engine = engineOn(0)
  const { webFolder } = options
  const serve = (served: Engine) =>
    createApp({
      config,
      sql,
      keyring,
      clock: tell,
      log,
      metrics: createMetrics(),
      engine: served,
      ...(webFolder !== undefined && { webFolder }),
    })
  const others: (() => Promise<void>)[] = []
  const closeBelow = async () => {
    for (const close of others) await close()
    await engine.close()
    await engineSql.end({ timeout: 5 })
    await database.drop()
  }
  const app = await serve(engine).catch(async (error: unknown) => {
    await closeBelow()
    throw error
  })

  return {
    config,
    sql,
    engine,
    keyring,
    app,
    clock,
    lines,
    browser: () => openBrowser(app.http),

    async member({ yuan = 0, name } = {}) {
      const phone = `137${String(++counter).padStart(8, '0')}`
      const memberId = await sql.begin((tx) =>
        signUp(tx, {
          phone,
          passwordFreeLimit: config.passwordFreeLimit,
          now: clock.now,
          ...(name !== undefined && { name }),
        }),
      )
      const hash = await hashPassword(keyring, paymentPassword)
      await sql`update member_secret set payment_password = ${hash} where member_id = ${memberId}`
      if (yuan > 0) {
        const amount = BigInt(yuan) * 100n
        await engine.submit({ kind: 'topup', memberId, amount, ref: 'first', title: '充值' })
      }
      const device = await addPhone({ config, sql, keyring, clock: tell, engine }, memberId, {
        paymentPassword,
      })
      return { memberId, phone, paymentPassword, ...device }
    },

    async shop({ name = '小店', storeName = '总店' } = {}) {
      const now = clock.now
      const merchantId = await createMerchant(sql, { name, now })
      const storeId = await addStore(sql, { merchantId, name: storeName, now })
      const terminalId = await addTerminal(sql, { merchantId, storeId, name: '1号', now })
      const tag = ++counter
      const login = (role: Role) => ({ login: `${role}${tag}`, password: `secret of ${role}` })
      for (const role of ['cashier', 'supervisor', 'owner'] as const) {
        const staff = { merchantId, storeId, terminalId, name: '员工', role, now, ...login(role) }
        await addStaff({ sql, keyring }, staff)
      }
      return { merchantId, storeId, terminalId, login }
    },

    async merchantApp(shop) {
      const { merchantId } = shop
      const made = await createMerchantApp(
        { sql, keyring },
        { merchantId, name: '应用', now: clock.now },
      )
      if (!made.ok) throw new Error(made.failure.message)
      return made.value
    },

    async beside() {
      const engineBeside = engineOn(others.length + 1)
      const appBeside = await serve(engineBeside)
      others.push(async () => {
        await appBeside.close()
        await engineBeside.close()
      })
      return appBeside
    },

    async close() {
      await app.close()
      await closeBelow()
    },
  }
}
