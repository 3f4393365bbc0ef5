import { randomInt } from 'node:crypto'

import type { Sql } from '#kernel/db.ts'
import { stripesMax } from '#ledger/account.ts'

/** Names our advisory locks among others' on the same database. */
const lockClass = 7471

/**
 * Claims the lowest stripe that no other process holds, for as long as the returned connection lives. Two processes on one stripe
 * would still be right, only slower: versions guard every row. With all sixteen taken, the last is
 * shared. `node` tells the ids of processes apart.
 */
export async function claimStripe(
  sql: Sql,
): Promise<{ stripe: number; node: number; release: () => void }> {
  const connection = await sql.reserve()
  for (let stripe = 0; stripe < stripesMax; stripe++) {
    const [row] = await connection`select pg_try_advisory_lock(${lockClass}, ${stripe}) as held`
    if (row?.['held'] === true) {
      return {
        stripe,
        node: stripe,
        release: () => {
          void connection`select pg_advisory_unlock(${lockClass}, ${stripe})`
            .catch(() => undefined)
            .finally(() => connection.release())
        },
      }
    }
  }
  return {
    stripe: stripesMax - 1,
    node: randomInt(stripesMax, 100),
    release: () => connection.release(),
  }
}
