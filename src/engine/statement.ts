import type { Db } from './read-sql.ts'

/**
 * A statement whose parameters are made, so that sending it takes next to nothing: a batch's are made while the batch ahead of it is
 * still being stored.
 */
export type Statement = (db: Db) => PromiseLike<unknown>

/** The tag of a statement that is sent later. */
export const statement =
  (text: TemplateStringsArray, ...values: (string | number)[]): Statement =>
  (db) =>
    db(text, ...values)
