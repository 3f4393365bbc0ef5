import type { Sql } from '#kernel/db.ts'
import { must } from '#kernel/failure.ts'
import type { Command } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'

import type { Facts } from './facts.ts'
import { load } from './load.ts'
import type { Codes } from './present.ts'
import type { Statement } from './statement.ts'
import { statementsOf, store, type Enqueue } from './store.ts'

/** Somebody else changed a row that these decisions rest on: load again and decide again. */
export class Conflict extends Error {
  constructor(table: string) {
    super(`another process changed ${table} first`)
  }
}

/**
 * One try at a batch: it looks at one moment of the database, is decided, and is stored whole or not at all. In this order; who does
 * not store it, drops it.
 */
export type Attempt = {
  /**
   * The facts that decisions on these commands need: every key asked for, present or absent. `ahead` are batches on their way into
   * the database, the nearest first: the answer is `new Facts(ahead)`, filled from the database, which may show their changes already
   * or not yet.
   */
  load(commands: readonly Command[], rules: Rules, ahead: readonly Facts[]): Promise<Facts>
  /** Makes all ready that these facts, which change no more, will write: what can be done before the batches ahead have landed. */
  ready(facts: Facts): Promise<void>
  /**
   * Keeps everything that changed, durably, or nothing. Throws `Conflict`, or what the database throws, when a row is no longer as
   * loaded. `committing` is called at the point from which on only an answer tells whether it was kept. What it sends leaves before
   * it returns, give or take a microtask.
   */
  store(committing: () => void): Promise<void>
  drop(): void
}

/**
 * What the engine asks of a database. PostgreSQL fulfils it in service, a model in memory under the simulated world: the engine's own
 * code is the same above both.
 */
export type Storage = { begin(): Attempt }

/** The engine's storage on PostgreSQL: each try has a connection to itself, on which statements follow without waiting. */
export function postgresStorage(deps: { sql: Sql; codes: Codes; enqueue: Enqueue }): Storage {
  return {
    begin() {
      let connection: Reserved | undefined
      let begun: Promise<unknown> = Promise.resolve()
      let statements: Statement[] = []
      const held = (): Sql => {
        must(connection, 'a try that was loaded has its connection')
        return connection as unknown as Sql
      }
      const release = () => {
        connection?.release()
        connection = undefined
      }
      return {
        async load(commands, rules, ahead) {
          connection = await deps.sql.reserve()
          const db = held()
          const onward = () => void (begun = beginWriting(db))
          const back = async () => void (await Promise.all([begun, db`rollback`]))
          const look = { codes: deps.codes, rules, ahead }
          return await load(db, commands, look, { onward, back })
        },
        async ready(facts) {
          statements = await statementsOf(facts, deps.enqueue)
          // Waited for: what followed a BEGIN that failed would stand by itself.
          await begun
        },
        store: (committing) => store(held(), statements, committing).finally(release),
        drop() {
          if (connection) void held()`rollback`.catch(() => undefined).finally(release)
        },
      }
    },
  }
}

type Reserved = Awaited<ReturnType<Sql['reserve']>>

/** Ends the look and begins what writes, behind the last reads and without a round trip of its own. */
function beginWriting(db: Sql): Promise<unknown> {
  const begun = Promise.all([db`commit`, db`begin`])
  // Whoever makes ready hears of it.
  begun.catch(() => undefined)
  return begun
}
