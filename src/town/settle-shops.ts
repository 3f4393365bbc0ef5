import { must } from '#kernel/failure.ts'
import { addStaff, addStore, addTerminal, createMerchant } from '#merchant/open.ts'

import type { TownMerchant } from './file.ts'
import type { TownDeps } from './fill.ts'
import type { Clerk, Shop, ShopStore, ShopTerminal } from './shops.ts'

type Store = TownMerchant['stores'][number]
type Terminal = Store['terminals'][number]

/**
 * Opens the shops of the town with stores, tills and staff. What stands already is found by its
 * name.
 */
export async function settleShops(deps: TownDeps, shops: readonly Shop[]): Promise<TownMerchant[]> {
  return Promise.all(shops.map((shop) => settleShop(deps, shop)))
}

async function settleShop(deps: TownDeps, shop: Shop): Promise<TownMerchant> {
  const { sql, clock } = deps
  const { name } = shop
  const [known] = await sql<{ id: string }[]>`
    select merchant_id as id from merchant where name = ${name} order by created_at limit 1`
  const merchantId = known?.id ?? (await createMerchant(sql, { name, now: clock() }))
  const stores: Store[] = []
  // One after the other: ids sort by time, and the town should read in its order.
  for (const store of shop.stores) stores.push(await settleStore(deps, merchantId, store))
  return { merchantId, name, stores }
}

async function settleStore(deps: TownDeps, merchantId: string, store: ShopStore): Promise<Store> {
  const { sql, clock } = deps
  const { name } = store
  const [known] = await sql<{ id: string }[]>`
    select store_id as id from store
     where merchant_id = ${merchantId} and name = ${name} order by store_id limit 1`
  const storeId = known?.id ?? (await addStore(sql, { merchantId, name, now: clock() }))
  const terminals: Terminal[] = []
  for (const terminal of store.terminals) {
    terminals.push(await settleTerminal(deps, { merchantId, storeId }, terminal))
  }
  return { storeId, name, terminals }
}

async function settleTerminal(
  deps: TownDeps,
  at: { merchantId: string; storeId: string },
  terminal: ShopTerminal,
): Promise<Terminal> {
  const { sql, clock } = deps
  const { name } = terminal
  const [known] = await sql<{ id: string }[]>`
    select terminal_id as id from terminal
     where merchant_id = ${at.merchantId} and store_id = ${at.storeId} and name = ${name}
     order by terminal_id limit 1`
  const terminalId = known?.id ?? (await addTerminal(sql, { ...at, name, now: clock() }))
  for (const clerk of terminal.staff) await hire(deps, { ...at, terminalId }, clerk)
  return { terminalId, name }
}

async function hire(
  deps: TownDeps,
  at: { merchantId: string; storeId: string; terminalId: string },
  clerk: Clerk,
): Promise<void> {
  const [known] = await deps.sql`select 1 from staff_login where login = ${clerk.login}`
  if (known) return
  const hired = await addStaff(deps, { ...at, ...clerk, now: deps.clock() })
  must(hired.ok, `the town's login ${clerk.login} is free`)
}
