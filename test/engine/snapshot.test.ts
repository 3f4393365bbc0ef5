import { afterAll, beforeAll, expect, it } from 'vitest'

import { freshKeyringText, mac, parseKeyring } from '#kernel/keys.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { openScene, order, type Scene } from './people.ts'

const keyring = parseKeyring(freshKeyringText())
let database: FreshDatabase
let scene: Scene

beforeAll(async () => {
  database = await freshDatabase()
  scene = await openScene(database, { keyring })
})

afterAll(async () => {
  await scene.close()
  await database.drop()
})

/** Resolves when some statement of the engine waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = await scene.sql`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    if (row!['n'] > 0) return
  }
}

it('looks at one moment of the database, not at trades of before and codes of after', async () => {
  const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
  const code = scene.code(payer)
  const step = Math.floor(scene.clock.now / 60_000)
  const { memberId, phone, deviceNo } = payer
  let asked: ReturnType<Scene['pay']> | undefined
  // Another process pays the same order with the same code while this one is halfway through its look.
  await scene.sql.begin(async (tx) => {
    await tx`lock table member in access exclusive mode`
    asked = scene.pay(shop, no, code)
    await somebodyWaits()
    await tx`insert into trade (merchant_id, out_trade_no, trade_no, state, amount, currency, subject,
        buyer_id, buyer_phone, code_mac, created_at, expires_at, paid_at)
      values (${shop}, ${no}, ${'2026'.padEnd(28, '1')}, 'TRADE_SUCCESS', 1000, 'CNY', '午饭',
        ${memberId}, ${phone}, ${mac(keyring, code)}, now(), now(), now())`
    await tx`insert into burn (device_no, step, n, merchant_id, out_trade_no, at)
      values (${deviceNo}, ${step}, 0, ${shop}, ${no}, now())`
  })
  expect(await asked).toMatchObject({ kind: 'paid', repeated: true })
})
