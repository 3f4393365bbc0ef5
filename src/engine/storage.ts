import type { Sql } from '#kernel/db.ts'
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
 * What the engine asks of a database. PostgreSQL fulfils it in service, a model in memory under the simulated world: the engine's own
 * code is the same above both.
 */
export type Storage = {
  /**
   * The facts that decisions on these commands need: every key asked for, present or absent. `ahead` is a batch whose storing is under
   * way: the answer is `new Facts(ahead)`, filled from the database, which may show that batch's changes already or not yet.
   */
  load(commands: readonly Command[], rules: Rules, ahead: Facts | null): Promise<Facts>
  /** Does what storing these facts takes and the database is not needed for. They change no more; `store` follows, or nothing. */
  encode?(facts: Facts): Promise<void>
  /**
   * Keeps everything that changed, durably, or nothing. Throws `Conflict` when a row is no longer as loaded. `committing` is called
   * at the point from which on only an answer tells whether it was kept.
   */
  store(facts: Facts, committing: () => void): Promise<void>
}

/** The engine's storage on PostgreSQL; each act runs on one reserved connection, its statements without waiting for each other. */
export function postgresStorage(deps: { sql: Sql; codes: Codes; enqueue: Enqueue }): Storage {
  const onConnection = async <T>(act: (db: Sql) => Promise<T>): Promise<T> => {
    const connection = await deps.sql.reserve()
    try {
      return await act(connection as unknown as Sql)
    } finally {
      connection.release()
    }
  }
  const encoded = new WeakMap<Facts, Statement[]>()
  return {
    load: (commands, rules, ahead) =>
      onConnection((db) => load(db, commands, deps.codes, rules, ahead)),
    async encode(facts) {
      encoded.set(facts, await statementsOf(facts, deps.enqueue))
    },
    async store(facts, committing) {
      const statements = encoded.get(facts) ?? (await statementsOf(facts, deps.enqueue))
      await onConnection((db) => store(db, statements, committing))
    },
  }
}
