import type { Sql } from '#kernel/db.ts'

import type { Cluster } from '../stand/database.ts'

export type Statement = {
  text: string
  calls: number
  /** Time in the server, microseconds in all. */
  micros: number
  rows: number
  walBytes: number
}

/** Makes the server count what each statement takes, those within functions and triggers too, until `stop`. */
export async function countStatements(cluster: Cluster, sql: Sql) {
  await sql.unsafe('create extension if not exists pg_stat_statements')
  const track = async (what: string) => {
    await cluster.admin.unsafe(`alter system set pg_stat_statements.track = '${what}'`)
    await cluster.admin`select pg_reload_conf()`
  }
  await track('all')
  await sql`select pg_stat_statements_reset()`
  return {
    read: async (): Promise<Statement[]> => {
      const rows = await sql`
        select regexp_replace(query, '\\s+', ' ', 'g') as text, calls::integer as calls,
               total_exec_time * 1000 as micros, rows::integer as rows, wal_bytes::bigint as wal
          from pg_stat_statements s
         where dbid = (select oid from pg_database where datname = current_database())
           and query not like '%pg_stat_statements%'
         order by total_exec_time desc limit 40`
      return rows.map((row) => ({
        text: String(row['text']),
        calls: Number(row['calls']),
        micros: Number(row['micros']),
        rows: Number(row['rows']),
        walBytes: Number(row['wal']),
      }))
    },
    stop: () => track('top'),
  }
}
