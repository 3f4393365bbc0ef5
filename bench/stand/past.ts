import type { Sql } from '#kernel/db.ts'

const daysFirst = 60
const daysLast = 3
/** Codes, events and notifications are kept this long. */
const keptDays = 35
const dayMs = 86_400_000
const beijingMs = 8 * 3_600_000

export type PastPlan = { count: number; lanes: number; log: (text: string) => void }

/**
 * Adds paid trades of the past two months, as the engine would have written them: order, two entries each in the accounts'
 * chains, bill, burnt code. Events and notifications lie in their days' own partitions, which today's payments
 * never touch, and are left out. The database's own triggers check every entry and balance on the way in.
 *
 * A day's trades are written by `lanes` connections at once, each for payers and merchants of its own: an account's chain has
 * one writer, and waits for nobody. There are no more lanes than payers, merchants or connections of `sql`.
 */
export async function addPast(sql: Sql, { count, lanes, log }: PastPlan): Promise<void> {
  const fromMs = Date.now() - daysFirst * dayMs
  const firstDay = new Date(fromMs - dayMs).toISOString().slice(0, 10)
  await sql`select prepare_days(${firstDay}::date, ${daysFirst + 1})`
  const writers = await Promise.all(Array.from({ length: lanes }, () => sql.reserve()))
  const each = (statements: (lane: number) => string[]) =>
    Promise.all(
      writers.map(async (writer, lane) => {
        for (const text of statements(lane)) await writer.unsafe(text)
      }),
    )
  try {
    await each(() => [
      "set statement_timeout = 0; set work_mem = '256MB'; set synchronous_commit = off",
    ])
    await each((lane) => [people({ lane, lanes })])
    const timeOf = (g: number) => fromMs + Math.floor((g * spanMs) / count)
    const dayOf = (g: number) => Math.floor((timeOf(g) + beijingMs) / dayMs)
    for (let from = 1, to = 1; from <= count; from = to + 1) {
      // A statement is of one day, as a batch of the engine's is: what an account spends on a day is counted by the statement.
      for (to = from; to < count && dayOf(to + 1) === dayOf(from);) to++
      await each((lane) => [
        'begin',
        ...statements({ from: from + lane, to, count, fromMs, lanes }),
        'commit',
      ])
      log(`  ${to} of ${count} trades`)
    }
    await each(() => ['drop table payer, shop; reset synchronous_commit; reset work_mem'])
  } finally {
    for (const writer of writers) writer.release()
  }
  await sql.unsafe('vacuum analyze')
  await sql.unsafe('checkpoint')
}

/** The payers and the tills of a lane, each numbered from 0 on. */
const people = ({ lane, lanes }: { lane: number; lanes: number }) => `
  create temp table payer as
    select row_number() over (order by device_no) - 1 as i, member_id, phone, device_no
      from (select m.member_id, m.phone, d.device_no, row_number() over (order by d.device_no) as place
              from member m join device d using (member_id)) p
     where place % ${lanes} = ${lane};
  create unique index on payer (i);
  create temp table shop as
    select row_number() over (order by terminal_id) - 1 as i, merchant_id, name, store_id, store_name, terminal_id
      from (select t.merchant_id, m.name, t.store_id, o.name as store_name, t.terminal_id,
                   dense_rank() over (order by t.merchant_id) as place
              from terminal t join merchant m using (merchant_id) join store o using (merchant_id, store_id)) s
     where place % ${lanes} = ${lane};
  create unique index on shop (i);
  insert into account (owner_id, account, currency, floor, created_at)
    select distinct merchant_id, 'settlement.0', 'CNY', 0, now() - interval '61 days' from shop
    on conflict do nothing;
  analyze payer, shop`

const spanMs = (daysFirst - daysLast) * dayMs

type Chunk = { from: number; to: number; count: number; fromMs: number; lanes: number }

/** A lane's part of a day, every so many'th trade; 7919 is a prime, so that neighbours in time are different people. */
const statements = ({ from, to, count, fromMs, lanes }: Chunk): string[] => [
  'drop table if exists past, line',
  `create temp table past on commit drop as
     select g, turn, p.member_id, p.phone, p.device_no, s.merchant_id, s.name, s.store_id, s.store_name,
            s.terminal_id, 1 + g * 37 % 999 as amount, at, to_char(at at time zone 'Asia/Shanghai', 'YYYYMMDD')
              || '2200' || right(ms, 10) || lpad((g % 1000000)::text, 6, '0') as trade_no,
            ms || lpad((g % 1000000000)::text, 9, '0') as id, 'past_' || g as out_trade_no
       from generate_series(${from}::bigint, ${to}::bigint, ${lanes}) g
       cross join lateral (select g / ${lanes} as turn) h
       cross join lateral (select to_timestamp((${fromMs}::bigint + g * ${spanMs}::bigint / ${count}) / 1000.0) as at) t
       cross join lateral (select floor(extract(epoch from t.at) * 1000)::bigint::text as ms) i
       join payer p on p.i = turn * 7919 % (select count(*) from payer)
       join shop s on s.i = turn % (select count(*) from shop)`,
  `insert into trade (merchant_id, out_trade_no, trade_no, state, amount, currency, subject, buyer_id,
       buyer_phone, store_id, terminal_id, operator_id, code_mac, extra, created_at, expires_at, paid_at)
     select merchant_id, out_trade_no, trade_no, 'TRADE_SUCCESS', amount, 'CNY', 'Bench', member_id, phone,
            store_id, terminal_id, 'staff', left(md5(id) || md5(trade_no), 43),
            jsonb_build_object('merchantName', name, 'storeName', store_name), at, at + interval '3 hours', at
       from past order by g`,
  `create temp table line on commit drop as
     select m.*, a.version + row_number() over w as seq,
            (a.balance + sum(m.amount) over w)::bigint as after
       from (select g, id, trade_no, at, member_id as owner_id, 'balance' as account, -amount as amount from past
             union all
             select g, id, trade_no, at, merchant_id, 'settlement.0', amount from past) m
       join account a using (owner_id, account)
     window w as (partition by m.owner_id, m.account order by g)`,
  `insert into entry (owner_id, account, seq, posting_id, kind, ref, currency, amount, balance_before,
       balance_after, at)
     select owner_id, account, seq, id, 'payment', trade_no, 'CNY', amount, after - amount, after, at
       from line order by g, account`,
  `insert into bill (member_id, bill_no, kind, amount, balance_after, title, merchant_id, merchant_name,
       store_name, trade_no, out_trade_no, at)
     select p.member_id, p.id, 'payment', -p.amount, l.after, 'Bench', p.merchant_id, p.name, p.store_name,
            p.trade_no, p.out_trade_no, p.at
       from past p join line l on l.g = p.g and l.account = 'balance' order by p.g`,
  `insert into burn (device_no, step, n, merchant_id, out_trade_no, at)
     select device_no, floor(extract(epoch from at) / 60)::integer, turn % 8, merchant_id, out_trade_no, at
       from past where at > now() - interval '${keptDays} days' order by g
     on conflict do nothing`,
]
