import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { partnerId, timeId } from '#kernel/id.ts'
import { hashPassword } from '#kernel/password.ts'
import type { Keyring } from '#kernel/keys.ts'
import { refuse } from '#wire/failures.ts'
import type { Role } from '#wire/till.ts'

/** Makes a merchant and resolves to its id. Its accounts are made by the engine when they are first needed. */
export async function createMerchant(
  sql: Sql,
  merchant: { name: string; now: number },
): Promise<string> {
  const merchantId = partnerId()
  await sql`
    insert into merchant (merchant_id, name, state, created_at)
    values (${merchantId}, ${merchant.name}, 'active', ${merchant.now})`
  return merchantId
}

/** Adds a store and resolves to its id, `S` and a time-sorted number. */
export async function addStore(
  sql: Sql,
  store: { merchantId: string; name: string; now: number },
): Promise<string> {
  const storeId = `S${timeId(store.now)}`
  await sql`
    insert into store (merchant_id, store_id, name, created_at)
    values (${store.merchantId}, ${storeId}, ${store.name}, ${store.now})`
  return storeId
}

/** Adds a terminal to a store and resolves to its id, `T` and a time-sorted number. */
export async function addTerminal(
  sql: Sql,
  terminal: { merchantId: string; storeId: string; name: string; now: number },
): Promise<string> {
  const terminalId = `T${timeId(terminal.now)}`
  const { merchantId, storeId, name, now } = terminal
  await sql`
    insert into terminal (merchant_id, terminal_id, store_id, name, state, created_at)
    values (${merchantId}, ${terminalId}, ${storeId}, ${name}, 'active', ${now})`
  return terminalId
}

export type NewStaff = {
  merchantId: string
  storeId: string
  terminalId: string
  /** Unique in the whole network, 1 to 64 characters. */
  login: string
  password: string
  name: string
  role: Role
  now: number
}

/** Adds someone who works at a till and resolves to the staff id. A login that somebody has: `INVALID_REQUEST`. */
export async function addStaff(
  { sql, keyring }: { sql: Sql; keyring: Keyring },
  staff: NewStaff,
): Promise<Result<string>> {
  const staffId = timeId(staff.now)
  const password = await hashPassword(keyring, staff.password)
  return sql.begin(async (tx): Promise<Result<string>> => {
    const taken = await tx`
      insert into staff_login (login, merchant_id, staff_id)
      values (${staff.login}, ${staff.merchantId}, ${staffId}) on conflict do nothing returning 1`
    if (taken.length === 0) {
      const message = 'Somebody has this login already. Choose another.'
      return refuse('INVALID_REQUEST', { field: 'login', message })
    }
    await tx`
      insert into staff (merchant_id, staff_id, login, name, role, store_id, terminal_id, password,
        state, created_at)
      values (${staff.merchantId}, ${staffId}, ${staff.login}, ${staff.name}, ${staff.role},
        ${staff.storeId}, ${staff.terminalId}, ${password}, 'active', ${staff.now})`
    return ok(staffId)
  })
}
