import type { Sql } from '#kernel/db.ts'

/** A call older than this, or from a clock this far ahead, is refused. */
export const ageMaxMs = 600_000

/**
 * Takes a nonce of an app's for good; false when it was taken within the time in which a call could be repeated. The
 * key of the table holds the call's own time as well, so the same call sent twice at once is told apart by the
 * database.
 */
export async function takeNonce(
  sql: Sql,
  { appId, nonce, stamp }: { appId: string; nonce: string; stamp: string },
): Promise<boolean> {
  const oldest = String(Number(stamp) - 2 * ageMaxMs)
  const latest = String(Number(stamp) + 2 * ageMaxMs)
  const taken = await sql`
    insert into gateway_nonce (app_id, nonce, stamp)
    select ${appId}::text, ${nonce}::text, ${stamp}::text
     where not exists (select from gateway_nonce
                        where app_id = ${appId} and nonce = ${nonce}
                          and stamp between ${oldest} and ${latest})
    on conflict do nothing returning 1`
  return taken.length > 0
}
