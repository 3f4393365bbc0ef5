import { type Cache, createCache } from '#kernel/cache.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'

const freshMs = 30_000
const cachedMax = 10_000
const caches = new WeakMap<Sql, Cache<{ name: string | undefined }>>()

/**
 * A `store_id` is the merchant's own word; its name is shown where the network knows the store. Unknown ones are
 * remembered too, for half a minute: tills send the same id with every payment.
 */
export async function storeNameOf(
  sql: Sql,
  merchantId: string,
  storeId: string | null,
): Promise<string | undefined> {
  if (storeId === null) return undefined
  const cache = caches.get(sql) ?? createCache({ clock: systemClock, freshMs, max: cachedMax })
  caches.set(sql, cache)
  const key = JSON.stringify([merchantId, storeId])
  const known = cache.get(key)
  if (known) return known.name
  const rows = await sql<{ name: string }[]>`
    select name from store where merchant_id = ${merchantId} and store_id = ${storeId}`
  const name = rows[0]?.name
  cache.put(key, { name })
  return name
}
