import type { Facts, Notification } from './facts.ts'
import type { Db } from './read-sql.ts'
import type { Shelf } from './shelf.ts'
import * as writeRoyalty from './write-royalty-sql.ts'
import * as writeHold from './write-hold-sql.ts'
import * as write from './write-sql.ts'

/** Puts jobs for these notifications into the kept queue, on the same connection and so in the same transaction. */
export type Enqueue = (db: Db, notifications: readonly Notification[]) => Promise<void>

/** Somebody else changed a row that these decisions rest on: load again and decide again. */
export class Conflict extends Error {
  constructor(table: string) {
    super(`another process changed ${table} first`)
  }
}

type Counted = PromiseLike<{ count: number | null }>

/** Statements sent without waiting for one another; each must touch exactly as many rows as it was given. */
class Statements {
  readonly #sent: Promise<void>[] = []

  exactly(table: string, rows: number, send: () => Counted): void {
    if (rows === 0) return
    this.#sent.push(
      Promise.resolve(send()).then(({ count }) => {
        if (count !== rows) throw new Conflict(table)
      }),
    )
  }

  any(send: () => PromiseLike<unknown>): void {
    this.#sent.push(Promise.resolve(send()).then(() => undefined))
  }

  /** Waits for all of them; throws a database's own error rather than the ones that follow from it. */
  async settled(): Promise<void> {
    const results = await Promise.allSettled(this.#sent)
    const errors = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as Error] : []))
    const first = errors.find((error) => !(error instanceof Conflict)) ?? errors[0]
    if (first) throw first
  }
}

/**
 * Writes everything that a batch decided in one transaction: two round trips, whatever the batch's size. Nothing of it is kept
 * when a row had another version or a key was taken. `committing` is called before COMMIT leaves: from then on the outcome is known
 * only by the answer.
 */
export async function store(
  db: Db,
  facts: Facts,
  enqueue: Enqueue,
  committing: () => void,
): Promise<void> {
  const statements = new Statements()
  statements.any(() => db`begin`)
  ledger(db, facts, statements)
  const newAndChanged = <Row>(
    table: string,
    shelf: Shelf<Row>,
    insert: (rows: Row[]) => Counted,
    update: ((rows: { before: Row | undefined; after: Row }[]) => Counted) | null,
  ): void => {
    const rows = shelf.changed()
    const added = rows.filter((row) => row.before === undefined).map((row) => row.after)
    const moved = rows.filter((row) => row.before !== undefined)
    statements.exactly(table, added.length, () => insert(added))
    if (update) statements.exactly(table, moved.length, () => update(moved))
  }
  newAndChanged(
    'trade',
    facts.trades,
    (r) => write.newTrades(db, r),
    (r) => write.trades(db, r),
  )
  newAndChanged(
    'spend',
    facts.spends,
    (r) => write.newSpends(db, r),
    (r) => write.spends(db, r),
  )
  newAndChanged(
    'guess',
    facts.guesses,
    (r) => write.newGuesses(db, r),
    (r) => write.guesses(db, r),
  )
  newAndChanged('burn', facts.burns, (r) => write.burns(db, r), null)
  newAndChanged('refund', facts.refunds, (r) => write.refunds(db, r), null)
  newAndChanged('topup', facts.topups, (r) => write.topups(db, r), null)
  newAndChanged('transfer', facts.transfers, (r) => write.transfers(db, r), null)
  newAndChanged(
    'hold',
    facts.holds,
    (r) => writeHold.newHolds(db, r),
    (r) => writeHold.holds(db, r),
  )
  newAndChanged('hold_operation', facts.operations, (r) => writeHold.operations(db, r), null)
  newAndChanged('royalty', facts.royalties, (r) => writeRoyalty.royalties(db, r), null)
  newAndChanged(
    'royalty_sum',
    facts.royaltySums,
    (r) => writeRoyalty.newRoyaltySums(db, r),
    (r) => writeRoyalty.royaltySums(db, r),
  )
  const members = facts.members.changed()
  statements.exactly('member', members.length, () => write.members(db, members))
  if (facts.pendings.length > 0) statements.any(() => write.pendings(db, facts.pendings))
  statements.exactly('bill', facts.bills.length, () => write.bills(db, facts.bills))
  statements.exactly('event', facts.events.length, () => write.events(db, facts.events))
  statements.exactly('alarm', facts.alarms.length, () => write.alarms(db, facts.alarms))
  const told = facts.notifications
  statements.exactly('notification', told.length, () => write.notifications(db, told))
  if (told.length > 0) statements.any(() => enqueue(db, told))
  const recipients = [...new Set(facts.events.map((event) => event.recipient))]
  if (recipients.length > 0) statements.any(() => write.wake(db, recipients))
  try {
    await statements.settled()
  } catch (error) {
    await db`rollback`.catch(() => undefined)
    throw error
  }
  committing()
  await db`commit`
}

/** Entries before balances: the database checks that a balance moves only with the entries that say why. */
function ledger(db: Db, facts: Facts, statements: Statements): void {
  const accounts = facts.accounts.changed()
  const fresh = accounts.filter((row) => row.before?.version === 0n).map((row) => row.after)
  if (fresh.length > 0) statements.any(() => write.newAccounts(db, fresh))
  statements.exactly('entry', facts.entries.length, () => write.entries(db, facts.entries))
  statements.exactly('account', accounts.length, () => write.accounts(db, accounts))
}
