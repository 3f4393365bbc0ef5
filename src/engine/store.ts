import type { Facts, Notification } from './facts.ts'
import type { Db } from './read-sql.ts'
import type { Shelf } from './shelf.ts'
import type { Statement } from './statement.ts'
import * as writeHold from './write-hold-sql.ts'
import * as writeRoyalty from './write-royalty-sql.ts'
import * as write from './write-sql.ts'

/** Puts jobs for these notifications into the kept queue, on the same connection and so in the same transaction. */
export type Enqueue = (db: Db, notifications: readonly Notification[]) => Promise<void>

/** Everything that a batch decided, as statements whose parameters are made: one a table, whatever the batch's size. */
export async function statementsOf(facts: Facts, enqueue: Enqueue): Promise<Statement[]> {
  const statements: Statement[] = []
  const add = <Row>(rows: readonly Row[], make: (rows: Row[]) => Statement): void => {
    if (rows.length > 0) statements.push(make([...rows]))
  }
  const addShelf = <Row>(
    shelf: Shelf<Row>,
    insert: (rows: Row[]) => Statement,
    update?: (rows: { before: Row | undefined; after: Row }[]) => Statement,
  ): void => {
    const rows = shelf.changed()
    const fresh = rows.filter((row) => row.before === undefined).map((row) => row.after)
    add(fresh, insert)
    if (update) {
      add(
        rows.filter((row) => row.before !== undefined),
        update,
      )
    }
  }
  const accounts = facts.accounts.changed()
  const made = accounts.filter((row) => row.before?.version === 0n).map((row) => row.after)
  add(made, write.newAccounts)
  add(facts.entries, write.entries)
  addShelf(facts.trades, write.newTrades, write.trades)
  addShelf(facts.payoutDays, write.newPayoutDays, write.payoutDays)
  addShelf(facts.guesses, write.newGuesses, write.guesses)
  addShelf(facts.burns, write.burns)
  addShelf(facts.refunds, write.refunds)
  addShelf(facts.topups, write.topups)
  addShelf(facts.transfers, write.transfers)
  addShelf(facts.holds, writeHold.newHolds, writeHold.holds)
  addShelf(facts.operations, writeHold.operations)
  addShelf(facts.royalties, writeRoyalty.royalties)
  addShelf(facts.royaltySums, writeRoyalty.newRoyaltySums, writeRoyalty.royaltySums)
  add(facts.members.changed(), write.members)
  add(facts.pendings, write.pendings)
  add(facts.bills, write.bills)
  add(facts.events, write.events)
  add(facts.alarms, write.alarms)
  add(facts.notifications, write.notifications)
  if (facts.notifications.length > 0) {
    await enqueue(recorder(statements), facts.notifications)
  }
  add(facts.wakes, write.wake)
  return statements
}

/** Takes the queue's statements down, to be sent with the others. The queue inserts and asks for nothing back. */
const recorder = (statements: Statement[]): Db =>
  ({
    unsafe: async (...given: Parameters<Db['unsafe']>) => {
      statements.push((db) => db.unsafe(...given))
      return []
    },
  }) as unknown as Db

/**
 * Stores a batch in the transaction that `db` has begun: whole, or not at all when a row had another version or a key was taken.
 * Everything leaves in one go, COMMIT with it, and no lock is held across a round trip. `committing` is called before that: from
 * then on the outcome is known only by the answer.
 */
export async function store(
  db: Db,
  statements: readonly Statement[],
  committing: () => void,
): Promise<void> {
  committing()
  const answers = statements.map((send) => Promise.resolve(send(db)))
  // After a statement that failed this rolls back.
  const results = await Promise.allSettled([...answers, db`commit`])
  const errors = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as unknown] : []))
  if (errors.length > 0) throw errors.find((error) => !isAftermath(error)) ?? errors[0]
}

/** What PostgreSQL says of every statement behind the one that failed. */
const isAftermath = (error: unknown): boolean => (error as { code?: unknown }).code === '25P02'
