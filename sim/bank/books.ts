import { DatabaseSync } from 'node:sqlite'

/** The banks' own books, which no other program reads. */
export type Books = {
  /** Rows of a query; integers are `bigint`. */
  all: <T>(text: string, ...values: Value[]) => T[]
  one: <T>(text: string, ...values: Value[]) => T | undefined
  /** How many rows it changed. */
  run: (text: string, ...values: Value[]) => number
  /** All of it or nothing, one after the other. */
  whole: <T>(act: () => T) => T
  close: () => void
}

type Value = string | bigint | null

const schema = `
create table if not exists card (
  bank text not null,
  card_no text not null,
  name text not null,
  phone text not null,
  balance integer not null check (balance >= 0),
  primary key (bank, card_no)
) strict;

create table if not exists binding (
  bank text not null,
  binding_no text not null,
  partner text not null,
  card_no text not null,
  code text not null,
  misses integer not null default 0,
  used integer not null default 0,
  at integer not null,
  primary key (bank, binding_no)
) strict;
create index if not exists binding_card on binding (bank, card_no, at);

create table if not exists agreement (
  bank text not null,
  agreement_no text not null,
  partner text not null,
  card_no text not null,
  ended integer not null default 0,
  primary key (bank, agreement_no)
) strict;

-- What a partner asked for under a number of its own, and what became of it, for good.
create table if not exists request (
  bank text not null,
  partner text not null,
  request_no text not null,
  agreement_no text not null,
  amount integer not null,
  reason text,
  bank_no text,
  primary key (bank, partner, request_no)
) strict;

-- Money that left a card for a partner's account.
create table if not exists movement (
  bank text not null,
  bank_no text not null,
  partner text not null,
  card_no text not null,
  agreement_no text not null,
  request_no text not null,
  amount integer not null check (amount > 0),
  card_balance integer not null,
  day text not null,
  primary key (bank, bank_no)
) strict;
create index if not exists movement_day on movement (bank, partner, day);
create index if not exists movement_card on movement (bank, card_no, day);

-- What a partner has at a bank.
create table if not exists partner_account (
  bank text not null,
  partner text not null,
  balance integer not null,
  primary key (bank, partner)
) strict;

-- What the customers' phones received.
create table if not exists text_message (
  id text primary key,
  bank text not null,
  phone text not null,
  text text not null,
  code text not null,
  at integer not null
) strict;
`

/** Opens the books in a file, or in memory where `file` is undefined. What was said is on the disk before it is answered. */
export function openBooks(file: string | undefined): Books {
  const db = new DatabaseSync(file ?? ':memory:', { readBigInts: true })
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  db.exec(schema)
  const prepared = new Map<string, ReturnType<typeof db.prepare>>()
  const statement = (text: string) => {
    const known = prepared.get(text) ?? db.prepare(text)
    prepared.set(text, known)
    return known
  }
  return {
    all: <T>(text: string, ...values: Value[]) => statement(text).all(...values) as T[],
    one: <T>(text: string, ...values: Value[]) => statement(text).get(...values) as T | undefined,
    run: (text, ...values) => Number(statement(text).run(...values).changes),
    whole(act) {
      db.exec('begin immediate')
      try {
        const value = act()
        db.exec('commit')
        return value
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    close: () => db.close(),
  }
}
