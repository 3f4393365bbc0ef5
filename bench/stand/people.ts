import { generateKeyPairSync, randomUUID } from 'node:crypto'

import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import { hashPassword } from '#kernel/password.ts'
import { createSessions } from '#member/session.ts'
import { createApp } from '#merchant/create-app.ts'
import { addStore, addTerminal, createMerchant } from '#merchant/open.ts'
import { tillLifeMs } from '#merchant/till.ts'

import type { Crowd } from '../load/protocol.ts'

export type Sizes = { members: number; merchants: number }
type Place = { merchantId: string; storeId: string; terminalIds: string[] }

const tillsEach = 2
/** What every payer has to begin with, fen: a million yuan, which no run spends. */
export const startingFen = 100_000_000n

/** Fills an empty database with payers, their phones and money, and with merchants, their tills and gateway apps. */
export async function fillPeople(
  sql: Sql,
  keyring: Keyring,
  sizes: Sizes,
): Promise<Omit<Crowd, 'keyFile' | 'notifyUrl'>> {
  await fillMembers(sql, keyring.seed[0].id, sizes.members)
  const places: Place[] = []
  for (let i = 0; i < sizes.merchants; i++) places.push(await openShop(sql, i))
  const tills = await openTills(sql, keyring, places)
  const { apps, appKey } = await openApps(sql, keyring, places)
  const rows = await sql<{ no: string; generation: number; key: string }[]>`
    select device_no::text as no, generation, seed_key as key from device order by device_no`
  await sql.unsafe('vacuum analyze')
  return { devices: rows.map((r) => [r.no, r.generation, r.key]), tills, apps, appKey }
}

/**
 * Members with one phone each, topped up once: what sign-up, issue and top-up would write, a statement a table. Numbers are
 * spread over their whole range, as random ones are.
 */
async function fillMembers(sql: Sql, seedKey: string, count: number): Promise<void> {
  const crowd = `(select i, '2088' || lpad((i * 7654321987 % 1000000000000)::text, 12, '0') as id,
    (13800000000 + i)::text as phone, now() - interval '40 days' as at
    from generate_series(1, ${count}::bigint) i) c`
  await sql.begin(async (tx) => {
    await tx.unsafe(`insert into member (member_id, phone, name, state, password_free_limit, created_at)
      select id, phone, 'Payer ' || i, 'active', 100000, at from ${crowd}`)
    await tx.unsafe(`insert into member_phone select phone, id from ${crowd}`)
    await tx.unsafe(`insert into member_secret (member_id) select id from ${crowd}`)
    await tx.unsafe(`insert into device (device_no, member_id, generation, seed_key, name, state, created_at,
        last_seen_at)
      select i * 1234567891 % 10000000000, id, 1, '${seedKey}', 'Phone', 'active', at, at from ${crowd}`)
    await tx.unsafe(`insert into account (owner_id, account, currency, floor, created_at)
      select id, 'balance', 'CNY', 0, at from ${crowd}
      union all select 'platform', 'bank', 'CNY', null, now() - interval '41 days'`)
    await tx.unsafe(`insert into bill
      select id, 'start', 'topup', ${startingFen}, ${startingFen}, 'Start', '', '', '', '', 'start', at from ${crowd}`)
    await tx.unsafe(`insert into topup select id, 'start', ${startingFen}, at from ${crowd}`)
    await tx.unsafe(`insert into entry
      select id, 'balance', 1, 'start' || i, 'topup', 'start', 'CNY', ${startingFen}, 0, ${startingFen}, at
        from ${crowd}
      union all
      select 'platform', 'bank', i, 'start' || i, 'topup', 'start', 'CNY', -${startingFen},
             -(i - 1) * ${startingFen}, -i * ${startingFen}, at from ${crowd}`)
  })
}

async function openShop(sql: Sql, index: number): Promise<Place> {
  const now = Date.now()
  const merchantId = await createMerchant(sql, { name: `Shop ${index}`, now })
  const storeId = await addStore(sql, { merchantId, name: 'Main street', now })
  const terminalIds: string[] = []
  for (let i = 0; i < tillsEach; i++) {
    terminalIds.push(await addTerminal(sql, { merchantId, storeId, name: `Till ${i + 1}`, now }))
  }
  return { merchantId, storeId, terminalIds }
}

/** Cashiers who are logged in. They share one password's hash: hashing hundreds would take a minute. */
async function openTills(sql: Sql, keyring: Keyring, places: Place[]): Promise<Crowd['tills']> {
  const sessions = createSessions({ sql, keyring, clock: Date.now })
  const password = await hashPassword(keyring, randomUUID())
  const tills: Crowd['tills'] = []
  for (const { merchantId, storeId, terminalIds } of places) {
    for (const terminalId of terminalIds) {
      const staffId = `staff${tills.length}`
      await sql`
        insert into staff (merchant_id, staff_id, login, name, role, store_id, terminal_id, password,
          state, created_at)
        values (${merchantId}, ${staffId}, ${staffId}, 'Cashier', 'cashier', ${storeId}, ${terminalId},
          ${password}, 'active', ${Date.now()})`
      const subject = `${merchantId}/${staffId}`
      const session = { kind: 'till', subject, detail: { terminalId }, lifeMs: tillLifeMs } as const
      tills.push({ merchantId, token: await sessions.open(session) })
    }
  }
  // So that neighbours in the list are different merchants.
  return tills.toSorted((a, b) => (a.token < b.token ? -1 : 1))
}

/** One app a merchant. They share their keys: making a pair for each would take a minute, and verifying costs the same. */
async function openApps(sql: Sql, keyring: Keyring, places: Place[]) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const merchantPublicKey = String(publicKey.export({ type: 'spki', format: 'pem' }))
  const [first, ...others] = places
  if (!first) throw new Error('there must be a merchant')
  const app = { merchantId: first.merchantId, name: 'Till', merchantPublicKey, now: Date.now() }
  const made = await createApp({ sql, keyring }, app)
  if (!made.ok) throw new Error(made.failure.message)
  const { appId } = made.value
  const apps = [{ merchantId: first.merchantId, appId, storeId: first.storeId }]
  for (const [index, { merchantId, storeId }] of others.entries()) {
    const another = String(BigInt(appId) + BigInt(index + 1))
    await sql`
      insert into app select ${another}, ${merchantId}, name, state, merchant_public_key,
          platform_public_key, platform_private_key_sealed, notify_url, created_at
        from app where app_id = ${appId}`
    apps.push({ merchantId, appId: another, storeId })
  }
  return { apps, appKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) }
}
