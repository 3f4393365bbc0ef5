import type { PendingQuery, Row as AnyRow } from 'postgres'

import type { Sql, Tx } from '#kernel/db.ts'

/** Rows that are fetched, and worked on without a pause, at a time: a process that serves payments can spare some ten milliseconds. */
const fetchRows = 500

/** One look at the database for everything that a bill tells. It may read long: a month of a large merchant. */
export const oneLook = <T>(sql: Sql, act: (tx: Tx) => Promise<T>): Promise<T> =>
  sql.begin('isolation level repeatable read read only', act) as Promise<T>

/** Hands over the rows of a query page by page, without ever holding all of them. */
export async function eachPage<Row extends object>(
  tx: Tx,
  query: PendingQuery<AnyRow[]>,
  act: (rows: readonly Row[]) => void,
): Promise<void> {
  await tx`declare bill_rows no scroll cursor for ${query}`
  for (;;) {
    // Sent unprepared: the driver would take the next bill's rows for rows of this one's shape.
    const rows = await tx.unsafe<Row[]>(`fetch ${fetchRows} from bill_rows`)
    act(rows as unknown as Row[])
    if (rows.length < fetchRows) break
  }
  await tx`close bill_rows`
}
