import type { OperationName } from '#fund/hold.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { column, timeColumn } from '#kernel/db.ts'
import { memberAccount } from '#ledger/account.ts'
import { tradeColumns, type TradeRow } from '#trade/sql.ts'

/** Where the engine reads: its own reserved connection, on which statements follow each other without waiting. */
export type Db = Sql | Tx

type Pair = { a: string; b: string }

/**
 * One look-up by index for each row before it, of a table whose alias follows. A plain join the planner turns round where it takes a table
 * for empty, and the plan outlives that: in the first minutes each batch read all trades there were.
 */
const each = (db: Db, rows: ReturnType<typeof tradeColumns>) =>
  db`cross join lateral (select * from ${rows} offset 0)`

export const tradesByOrder = (db: Db, names: Pair[]) =>
  db<TradeRow[]>`
    select ${tradeColumns(db)}
      from unnest(${column(names.map((n) => n.a))}::text[], ${column(names.map((n) => n.b))}::text[])
           as k (merchant_id, out_trade_no)
      ${each(db, db`trade t where t.merchant_id = k.merchant_id and t.out_trade_no = k.out_trade_no`)} t`

export const tradesByNo = (db: Db, names: Pair[]) =>
  db<TradeRow[]>`
    select ${tradeColumns(db)}
      from unnest(${column(names.map((n) => n.a))}::text[], ${column(names.map((n) => n.b))}::text[])
           as k (merchant_id, trade_no)
      ${each(db, db`trade t where t.merchant_id = k.merchant_id and t.trade_no = k.trade_no`)} t`

/**
 * A device comes with its member and the member's money, since whoever shows a code is about to pay, and with what stands against its
 * codes of these minutes: `burnt` names those that were presented, as `step/n`, and a row each tells of handles that were guessed at.
 * Two of three numbers that are asked for name no device. As one list, which the database sorts, they share the pages of the index,
 * and the minutes' partition is found once: 17 µs of a payment instead of 22, in batches of 223.
 */
export const devices = (
  db: Db,
  deviceNos: readonly bigint[],
  {
    firstStep,
    lastStep,
    windowStart,
  }: { firstStep: number; lastStep: number; windowStart: number },
) =>
  db`select d.device_no, d.generation, d.seed_key, d.name as device_name, d.state as device_state,
            m.member_id, m.phone, m.name, m.state, m.password_free_limit, m.password_free_suspended, m.version,
            a.currency, a.floor, a.balance, a.version as account_version, a.day::text as day, a.spent,
            (select array_agg(b.step || '/' || b.n) from burn b
              where b.device_no = d.device_no and b.step between ${firstStep}::integer and ${lastStep}::integer) as burnt,
            g.subject, g.misses, g.version as guess_version
       from device d
      ${each(db, db`member m where m.member_id = d.member_id`)} m
      ${each(db, db`account a where a.owner_id = d.member_id and a.account = ${memberAccount}`)} a
       left join lateral (select * from guess g
                           where g.device_no = d.device_no and g.window_start = ${windowStart}::timestamptz offset 0) g on true
      where d.device_no = any(${column(deviceNos)}::bigint[])`

export const members = (db: Db, ids: string[]) =>
  db`select member_id, phone, name, state, password_free_limit, password_free_suspended, version
       from member where member_id = any(${column(ids)}::text[])`

export const merchants = (db: Db, ids: string[]) =>
  db`select merchant_id, name, state from merchant where merchant_id = any(${column(ids)}::text[])`

export const accounts = (db: Db, keys: Pair[]) =>
  db`select a.owner_id, a.account, a.currency, a.floor, a.balance, a.version as account_version,
            a.day::text as day, a.spent
       from unnest(${column(keys.map((k) => k.a))}::text[], ${column(keys.map((k) => k.b))}::text[])
            as k (owner_id, account)
       ${each(db, db`account a where a.owner_id = k.owner_id and a.account = k.account`)} a`

export const burns = (db: Db, keys: { deviceNo: bigint; step: number; n: number }[]) =>
  db`select b.device_no, b.step, b.n, b.merchant_id, b.out_trade_no, b.at
       from unnest(${column(keys.map((k) => k.deviceNo))}::bigint[],
                   ${column(keys.map((k) => k.step))}::integer[],
                   ${column(keys.map((k) => k.n))}::smallint[]) as k (device_no, step, n)
       ${each(db, db`burn b where b.device_no = k.device_no and b.step = k.step and b.n = k.n`)} b`

export const payoutDays = (db: Db, keys: Pair[]) =>
  db`select p.merchant_id, p.day::text as day, p.amount, p.count, p.version
       from unnest(${column(keys.map((k) => k.a))}::text[], ${column(keys.map((k) => k.b))}::date[])
            as k (merchant_id, day)
       ${each(db, db`payout_day p where p.merchant_id = k.merchant_id and p.day = k.day`)} p`

export const guesses = (db: Db, subjects: string[], windowStart: number) =>
  db`select subject, misses, version as guess_version from guess
      where subject = any(${column(subjects)}::text[])
        and window_start = any(${timeColumn([windowStart])}::timestamptz[])`

export const refunds = (
  db: Db,
  keys: { merchantId: string; outTradeNo: string; outRequestNo: string }[],
) =>
  db`select r.merchant_id, r.out_trade_no, r.out_request_no, r.amount, r.reason, r.operator_id,
            r.posting_id, r.at, r.royalty_back
       from unnest(${column(keys.map((k) => k.merchantId))}::text[],
                   ${column(keys.map((k) => k.outTradeNo))}::text[],
                   ${column(keys.map((k) => k.outRequestNo))}::text[])
            as k (merchant_id, out_trade_no, out_request_no)
       ${each(
         db,
         db`refund r where r.merchant_id = k.merchant_id and r.out_trade_no = k.out_trade_no
        and r.out_request_no = k.out_request_no`,
       )} r`

export const topups = (db: Db, keys: { memberId: string; ref: string }[]) =>
  db`select t.member_id, t.ref, t.amount, t.at
       from unnest(${column(keys.map((k) => k.memberId))}::text[],
                   ${column(keys.map((k) => k.ref))}::text[]) as k (member_id, ref)
       ${each(db, db`topup t where t.member_id = k.member_id and t.ref = k.ref`)} t`

export const transfers = (db: Db, keys: { merchantId: string; outBizNo: string }[]) =>
  db`select t.* from unnest(${column(keys.map((k) => k.merchantId))}::text[],
                   ${column(keys.map((k) => k.outBizNo))}::text[]) as k (merchant_id, out_biz_no)
       ${each(db, db`transfer t where t.merchant_id = k.merchant_id and t.out_biz_no = k.out_biz_no`)} t`

export const holds = (db: Db, keys: Pair[]) =>
  db`select h.* from unnest(${column(keys.map((k) => k.a))}::text[], ${column(keys.map((k) => k.b))}::text[])
            as k (merchant_id, out_order_no)
       ${each(db, db`hold h where h.merchant_id = k.merchant_id and h.out_order_no = k.out_order_no`)} h`

export const operations = (db: Db, keys: OperationName[]) =>
  db`select o.* from unnest(${column(keys.map((k) => k.merchantId))}::text[],
                   ${column(keys.map((k) => k.outOrderNo))}::text[], ${column(keys.map((k) => k.kind))}::text[],
                   ${column(keys.map((k) => k.outRequestNo))}::text[])
            as k (merchant_id, out_order_no, kind, out_request_no)
       ${each(
         db,
         db`hold_operation o where o.merchant_id = k.merchant_id and o.out_order_no = k.out_order_no
        and o.kind = k.kind and o.out_request_no = k.out_request_no`,
       )} o`

export const royalties = (db: Db, keys: Pair[]) =>
  db`select r.* from unnest(${column(keys.map((k) => k.a))}::text[], ${column(keys.map((k) => k.b))}::text[])
            as k (merchant_id, out_request_no)
       ${each(db, db`royalty r where r.merchant_id = k.merchant_id and r.out_request_no = k.out_request_no`)} r`

export const royaltySums = (db: Db, keys: Pair[]) =>
  db`select s.* from unnest(${column(keys.map((k) => k.a))}::text[], ${column(keys.map((k) => k.b))}::text[])
            as k (merchant_id, out_trade_no)
       ${each(db, db`royalty_sum s where s.merchant_id = k.merchant_id and s.out_trade_no = k.out_trade_no`)} s`
