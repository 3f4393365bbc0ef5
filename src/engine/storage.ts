import type { Sql } from '#kernel/db.ts'
import type { Command } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'

import type { Facts } from './facts.ts'
import { load } from './load.ts'
import type { Codes } from './present.ts'
import { statementsOf, store, type Enqueue } from './store.ts'

/** Somebody else changed a row that these decisions rest on: load again and decide again. */
export class Conflict extends Error {
  constructor(table: string) {
    super(`another process changed ${table} first`)
  }
}

/** A transaction that has begun, with all that it will write made ready: sending it is all that is left. One of the two ends it. */
export type Opened = {
  /** As `Storage.store`. What it sends leaves before it returns, give or take a microtask. */
  store(committing: () => void): Promise<void>
  drop(): void
}

/**
 * What the engine asks of a database. PostgreSQL fulfils it in service, a model in memory under the simulated world: the engine's own
 * code is the same above both.
 */
export type Storage = {
  /**
   * The facts that decisions on these commands need: every key asked for, present or absent. `ahead` are batches on their way into
   * it, the nearest first: the answer is `new Facts(ahead)`, filled from the database, which may show their changes already or not yet.
   */
  load(commands: readonly Command[], rules: Rules, ahead: readonly Facts[]): Promise<Facts>
  /** The first part of storing these facts, which may change no more: what can be done before the batches ahead have landed. */
  open?(facts: Facts): Promise<Opened>
  /**
   * Keeps everything that changed, durably, or nothing. Throws `Conflict` when a row is no longer as loaded. `committing` is called
   * at the point from which on only an answer tells whether it was kept.
   */
  store(facts: Facts, committing: () => void): Promise<void>
}

/** The engine's storage on PostgreSQL; each act runs on one reserved connection, its statements without waiting for each other. */
export function postgresStorage(deps: { sql: Sql; codes: Codes; enqueue: Enqueue }): Storage {
  const open = async (facts: Facts): Promise<Opened> => {
    const statements = await statementsOf(facts, deps.enqueue)
    const connection = await deps.sql.reserve()
    const db = connection as unknown as Sql
    try {
      // Waited for: what followed a BEGIN that failed would stand by itself.
      await db`begin`
    } catch (error) {
      connection.release()
      throw error
    }
    return {
      store: (committing) => store(db, statements, committing).finally(() => connection.release()),
      drop() {
        void db`rollback`.catch(() => undefined).finally(() => connection.release())
      },
    }
  }
  return {
    async load(commands, rules, ahead) {
      const connection = await deps.sql.reserve()
      try {
        return await load(connection as unknown as Sql, commands, deps.codes, rules, ahead)
      } finally {
        connection.release()
      }
    },
    open,
    store: async (facts, committing) => (await open(facts)).store(committing),
  }
}
