import { randomBytes, randomInt } from 'node:crypto'

import { createEngine, type Engine, type EngineDeps } from '#engine/engine.ts'
import { postgresStorage } from '#engine/storage.ts'
import type { Sql } from '#kernel/db.ts'
import { openEngineDb } from '#kernel/db.ts'
import { partnerId } from '#kernel/id.ts'
import { freshKeyringText, parseKeyring, type Keyring } from '#kernel/keys.ts'
import { compose, defaultFormat, otpSync, stepAt } from '#paycode/derive.ts'
import { handlesFor, seedOf } from '#paycode/issue.ts'
import type { Outcome, PayCommand } from '#trade/command.ts'

export type Person = { memberId: string; phone: string; deviceNo: bigint }

/** An engine on a real database, with people and shops whose codes are made as phones make them. */
export type Scene = {
  sql: Sql
  engine: Engine
  clock: { now: number }
  person: (yuan: number, more?: { passwordFreeLimit?: bigint }) => Promise<Person>
  shop: () => Promise<string>
  code: (person: Person, n?: number, step?: number) => string
  pay: (shop: string, order: string, code: string, more?: Partial<PayCommand>) => Promise<Outcome>
  balance: (person: Person) => Promise<bigint>
  received: (shop: string) => Promise<bigint>
  close: () => Promise<void>
}

export async function openScene(
  database: { url: string; sql: Sql },
  more: Partial<EngineDeps> & { now?: number; keyring?: Keyring } = {},
): Promise<Scene> {
  const { sql } = database
  const keyring = more.keyring ?? parseKeyring(freshKeyringText())
  const engineSql = openEngineDb(database.url, { max: 4, name: 'engine test' })
  const clock = { now: more.now ?? Date.parse('2026-03-01T04:00:30Z') }
  const engine = createEngine({
    storage: postgresStorage({
      sql: engineSql,
      codes: { keyring, format: defaultFormat },
      enqueue: () => Promise.resolve(),
    }),
    clock: () => clock.now,
    stripe: 0,
    log: { warn: () => undefined, error: (facts, message) => console.error(message, facts) },
    ...more,
    settings: {
      batchMax: 200,
      queueMax: 5000,
      queueWaitMaxMs: 5000,
      dayLimit: 5_000_000n,
      unpaidMs: 3 * 3600_000,
      budget: { merchant: 100, terminal: 30, address: 200, handle: 5 },
      ...more.settings,
    },
  })
  const scene: Scene = {
    sql,
    engine,
    clock,
    async person(yuan, { passwordFreeLimit = 100_000n } = {}) {
      const memberId = partnerId()
      const phone = `139${String(randomInt(1e8)).padStart(8, '0')}`
      const deviceNo = BigInt(randomInt(10_000_000_000))
      await sql`insert into member (member_id, phone, name, state, password_free_limit, created_at)
        values (${memberId}, ${phone}, '测试', 'active', ${passwordFreeLimit}, now())`
      await sql`insert into account (owner_id, account, currency, floor, created_at)
        values (${memberId}, 'balance', 'CNY', 0, now())`
      await sql`insert into device (device_no, member_id, generation, seed_key, name, state,
          created_at, last_seen_at)
        values (${deviceNo}, ${memberId}, 1, ${keyring.seed[0].id}, 'phone', 'active', now(), now())`
      if (yuan > 0) {
        const amount = BigInt(Math.round(yuan * 100))
        await engine.submit({ kind: 'topup', memberId, amount, ref: 'first', title: '充值' })
      }
      return { memberId, phone, deviceNo }
    },
    async shop() {
      const merchantId = partnerId()
      await sql`insert into merchant (merchant_id, name, state, created_at)
        values (${merchantId}, '小店', 'active', now())`
      return merchantId
    },
    code(person, n = 0, step = stepAt(clock.now)) {
      const { deviceNo } = person
      const seed = seedOf(keyring, { deviceNo, generation: 1, seedKeyId: keyring.seed[0].id })
      const [handle] = handlesFor(keyring, defaultFormat, { deviceNo, firstStep: step, count: 1 })
      return compose(defaultFormat, handle!, otpSync(seed, step, n, '', 6))
    },
    pay: (shop, order, code, extra = {}) =>
      engine.submit({
        kind: 'pay',
        merchantId: shop,
        appId: null,
        outTradeNo: order,
        amount: 1000n,
        subject: '午饭',
        code,
        storeId: null,
        terminalId: 'T1',
        operatorId: null,
        address: '127.0.0.1',
        notifyUrl: null,
        extra: { merchantName: '小店', storeName: '总店' },
        expiresAt: null,
        ...extra,
      }),
    async balance(person) {
      const [row] = await sql`select balance from account
        where owner_id = ${person.memberId} and account = 'balance'`
      return row!['balance'] as bigint
    },
    async received(shop) {
      const [row] = await sql`select coalesce(sum(balance), 0)::bigint as sum from account
        where owner_id = ${shop}`
      return row!['sum'] as bigint
    },
    async close() {
      await engine.close()
      await engineSql.end({ timeout: 5 })
    },
  }
  return scene
}

/** An order number of its own. */
export const order = (): string => `T${randomBytes(8).toString('hex')}`
