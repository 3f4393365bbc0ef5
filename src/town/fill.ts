import type { Config } from '#config'
import type { Engine } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Banking } from '#member/deps.ts'
import type { DemoTown } from '#wire/demo.ts'

import type { TownMerchant } from './file.ts'
import { people as demoPeople, type Person } from './people.ts'
import { settleApps, settleCertApp, type TownApp, type TownCertApp } from './settle-apps.ts'
import { type Resident, settleCards } from './settle-cards.ts'
import { settlePeople } from './settle-people.ts'
import { settleShops } from './settle-shops.ts'
import { shops as demoShops, type Shop } from './shops.ts'

export type TownDeps = {
  config: Config
  sql: Sql
  keyring: Keyring
  clock: Clock
  engine: Engine
  /** Where people have cards; nobody has any without it. */
  banking?: Banking | undefined
}

/** Who shall live in a town, and what shall stand there. */
export type Plan = { people: readonly Person[]; shops: readonly Shop[] }

const demo: Plan = { people: demoPeople, shops: demoShops }

/** Who and what the town is made of once it is filled. */
export type Townspeople = {
  people: Resident[]
  merchants: TownMerchant[]
  cashiers: (DemoTown['cashiers'][number] & { name: string; role: string })[]
  apps: TownApp[]
  certApps: TownCertApp[]
}

/** Names our advisory lock among others' on the same database. */
const lockClass = 7472

/**
 * Fills the demo town, through the same doors as everybody else. Done again it changes nothing:
 * money that was spent stays spent. Of several processes on one database, one fills and the others
 * wait and find it done.
 */
export async function fillTown(deps: TownDeps, plan = demo): Promise<Townspeople> {
  const connection = await deps.sql.reserve()
  try {
    await connection`select pg_advisory_lock(${lockClass}, 0)`
    try {
      const [people, merchants] = await Promise.all([
        settlePeople(deps, plan.people).then((settled) => settleCards(deps, settled)),
        settleShops(deps, plan.shops),
      ])
      const apps = await settleApps(deps, merchants, plan.shops)
      const certApps = await Promise.all(
        merchants.slice(0, 1).map((merchant) => settleCertApp(deps, merchant)),
      )
      return { people, merchants, apps, certApps, cashiers: cashiers(plan.shops) }
    } finally {
      await connection`select pg_advisory_unlock(${lockClass}, 0)`
    }
  } finally {
    connection.release()
  }
}

/** An empty town: production lists nobody. */
export const nobody: Townspeople = {
  people: [],
  merchants: [],
  cashiers: [],
  apps: [],
  certApps: [],
}

const cashiers = (shops: readonly Shop[]): Townspeople['cashiers'] =>
  shops.flatMap((shop) =>
    shop.stores.flatMap((store) =>
      store.terminals.flatMap((terminal) =>
        terminal.staff.map(({ login, password, name, role }) => ({
          merchant: shop.name,
          store: store.name,
          terminal: terminal.name,
          login,
          password,
          name,
          role,
        })),
      ),
    ),
  )
