import type { Sql } from '#kernel/db.ts'
import type { Command } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'

import type { Facts } from './facts.ts'
import { load } from './load.ts'
import type { Codes } from './present.ts'
import { store, type Enqueue } from './store.ts'

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
  return {
    load: (commands, rules, ahead) =>
      onConnection((db) => load(db, commands, deps.codes, rules, ahead)),
    store: (facts, committing) => onConnection((db) => store(db, facts, deps.enqueue, committing)),
  }
}
