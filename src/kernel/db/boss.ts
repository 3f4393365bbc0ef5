import type { ConnectionOptions } from 'pg-boss'

import { column, type Sql, type Tx } from '../db.ts'

/** Has pg-boss send its statements over this connection or in this transaction, prepared once. */
export const within = (tx: Tx | Sql): ConnectionOptions => ({
  db: {
    async executeSql(text, values = []) {
      const given = values.map((value) => (Array.isArray(value) ? column(value) : value))
      return { rows: await tx.unsafe(text, given as string[], { prepare: true }) }
    },
  },
})
