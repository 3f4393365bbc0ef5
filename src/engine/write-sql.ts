import type { PayoutDay, Transfer } from '#fund/transfer.ts'
import { column, timeColumn } from '#kernel/db.ts'
import { must } from '#kernel/failure.ts'
import type { Account } from '#ledger/account.ts'
import type { Entry } from '#ledger/post.ts'
import type { Guess } from '#risk/guess.ts'
import { partsText } from '#settle/sql.ts'
import type { Refund, Trade } from '#trade/trade.ts'

import type * as F from './facts.ts'
import { statement } from './statement.ts'

type Changed<Row> = { before: Row | undefined; after: Row }

// One statement a table. Rows that changed carry the version they were read with, and `all_as_read` raises 40001 unless all were
// found so. A new row whose key is taken raises 23505. Both say that somebody else was first.

/** What happens in one batch happens at one time. */
function timeOf(times: readonly number[]): string {
  const [at = 0] = times
  must(
    times.every((time) => time === at),
    'a batch has one time',
  )
  return new Date(at).toISOString()
}

export const newAccounts = (rows: Account[]) => statement`
  insert into account (owner_id, account, currency, floor, created_at)
  select u.owner_id, u.account, 'CNY', u.floor, now()
    from unnest(${column(rows.map((r) => r.ownerId))}::text[], ${column(rows.map((r) => r.account))}::text[],
                ${column(rows.map((r) => r.floor))}::bigint[]) as u (owner_id, account, floor)
  on conflict do nothing`

/** The accounts move with them, in the database's own trigger. */
export const entries = (rows: Entry[]) => statement`
  insert into entry (owner_id, account, seq, posting_id, kind, ref, currency, amount, balance_before,
                     balance_after, at)
  select unnest(${column(rows.map((r) => r.ownerId))}::text[]), unnest(${column(rows.map((r) => r.account))}::text[]),
    unnest(${column(rows.map((r) => r.seq))}::bigint[]), unnest(${column(rows.map((r) => r.postingId))}::text[]),
    unnest(${column(rows.map((r) => r.kind))}::text[]), unnest(${column(rows.map((r) => r.ref))}::text[]),
    unnest(${column(rows.map((r) => r.currency))}::text[]), unnest(${column(rows.map((r) => r.amount))}::bigint[]),
    unnest(${column(rows.map((r) => r.balanceBefore))}::bigint[]),
    unnest(${column(rows.map((r) => r.balanceAfter))}::bigint[]), ${timeOf(rows.map((r) => r.at))}::timestamptz`

export const newTrades = (rows: Trade[]) => statement`
  insert into trade (merchant_id, out_trade_no, trade_no, app_id, state, amount, currency, refunded,
    subject, buyer_id, buyer_phone, store_id, terminal_id, operator_id, code_mac, failure, waiting,
    tombstone, notify_url, extra, created_at, expires_at, paid_at, closed_at)
  select unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.outTradeNo))}::text[]),
    unnest(${column(rows.map((r) => r.tradeNo))}::text[]), unnest(${column(rows.map((r) => r.appId))}::text[]),
    unnest(${column(rows.map((r) => r.state))}::text[]), unnest(${column(rows.map((r) => r.amount))}::bigint[]),
    unnest(${column(rows.map((r) => r.currency))}::text[]), unnest(${column(rows.map((r) => r.refunded))}::bigint[]),
    unnest(${column(rows.map((r) => r.subject))}::text[]), unnest(${column(rows.map((r) => r.buyerId))}::text[]),
    unnest(${column(rows.map((r) => r.buyerPhone))}::text[]), unnest(${column(rows.map((r) => r.storeId))}::text[]),
    unnest(${column(rows.map((r) => r.terminalId))}::text[]), unnest(${column(rows.map((r) => r.operatorId))}::text[]),
    unnest(${column(rows.map((r) => r.codeMac))}::text[]), unnest(${column(rows.map((r) => r.failure))}::text[]),
    unnest(${column(rows.map((r) => r.waiting))}::text[]), unnest(${column(rows.map((r) => r.tombstone))}::boolean[]),
    unnest(${column(rows.map((r) => r.notifyUrl))}::text[]),
    unnest(${column(rows.map((r) => JSON.stringify(r.extra)))}::json[]),
    ${timeOf(rows.map((r) => r.createdAt))}::timestamptz, unnest(${timeColumn(rows.map((r) => r.expiresAt))}::timestamptz[]),
    unnest(${timeColumn(rows.map((r) => r.paidAt))}::timestamptz[]),
    unnest(${timeColumn(rows.map((r) => r.closedAt))}::timestamptz[])`

export const trades = (rows: Changed<Trade>[]) => {
  const after = rows.map((r) => r.after)
  return statement`
  with done as (update trade t set state = u.state, refunded = u.refunded, buyer_id = u.buyer_id,
         buyer_phone = u.buyer_phone, code_mac = u.code_mac, failure = u.failure, waiting = u.waiting,
         paid_at = u.paid_at, closed_at = u.closed_at, version = t.version + 1
    from unnest(
      ${column(after.map((r) => r.merchantId))}::text[], ${column(after.map((r) => r.outTradeNo))}::text[],
      ${column(rows.map((r) => r.before?.version))}::bigint[], ${column(after.map((r) => r.state))}::text[],
      ${column(after.map((r) => r.refunded))}::bigint[], ${column(after.map((r) => r.buyerId))}::text[],
      ${column(after.map((r) => r.buyerPhone))}::text[], ${column(after.map((r) => r.codeMac))}::text[],
      ${column(after.map((r) => r.failure))}::text[], ${column(after.map((r) => r.waiting))}::text[],
      ${timeColumn(after.map((r) => r.paidAt))}::timestamptz[],
      ${timeColumn(after.map((r) => r.closedAt))}::timestamptz[])
      as u (merchant_id, out_trade_no, version_read, state, refunded, buyer_id, buyer_phone, code_mac,
            failure, waiting, paid_at, closed_at)
   where t.merchant_id = u.merchant_id and t.out_trade_no = u.out_trade_no and t.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`
}

export const members = (rows: Changed<F.MemberFact>[]) => statement`
  with done as (update member m set password_free_suspended = u.suspended, version = m.version + 1
    from unnest(
      ${column(rows.map((r) => r.after.memberId))}::text[],
      ${column(rows.map((r) => r.before?.version))}::bigint[],
      ${column(rows.map((r) => r.after.passwordFreeSuspended))}::boolean[])
      as u (member_id, version_read, suspended)
   where m.member_id = u.member_id and m.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`

export const newPayoutDays = (rows: PayoutDay[]) => statement`
  insert into payout_day (merchant_id, day, amount, count)
  select unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.day))}::date[]),
    unnest(${column(rows.map((r) => r.amount))}::bigint[]), unnest(${column(rows.map((r) => r.count))}::integer[])`

export const payoutDays = (rows: Changed<PayoutDay>[]) => statement`
  with done as (update payout_day p set amount = u.amount, count = u.count, version = p.version + 1
    from unnest(
      ${column(rows.map((r) => r.after.merchantId))}::text[], ${column(rows.map((r) => r.after.day))}::date[],
      ${column(rows.map((r) => r.before?.version))}::bigint[],
      ${column(rows.map((r) => r.after.amount))}::bigint[], ${column(rows.map((r) => r.after.count))}::integer[])
      as u (merchant_id, day, version_read, amount, count)
   where p.merchant_id = u.merchant_id and p.day = u.day and p.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`

export const newGuesses = (rows: Guess[]) => statement`
  insert into guess (subject, window_start, misses)
  select unnest(${column(rows.map((r) => r.subject))}::text[]),
    unnest(${timeColumn(rows.map((r) => r.windowStart))}::timestamptz[]), unnest(${column(rows.map((r) => r.misses))}::integer[])`

export const guesses = (rows: Changed<Guess>[]) => statement`
  with done as (update guess g set misses = u.misses, version = g.version + 1
    from unnest(
      ${column(rows.map((r) => r.after.subject))}::text[],
      ${timeColumn(rows.map((r) => r.after.windowStart))}::timestamptz[],
      ${column(rows.map((r) => r.before?.version))}::bigint[], ${column(rows.map((r) => r.after.misses))}::integer[])
      as u (subject, window_start, version_read, misses)
   where g.subject = u.subject and g.window_start = u.window_start and g.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`

export const burns = (rows: F.Burn[]) => statement`
  insert into burn (device_no, step, n, merchant_id, out_trade_no, at)
  select unnest(${column(rows.map((r) => r.deviceNo))}::bigint[]), unnest(${column(rows.map((r) => r.step))}::integer[]),
    unnest(${column(rows.map((r) => r.n))}::smallint[]), unnest(${column(rows.map((r) => r.merchantId))}::text[]),
    unnest(${column(rows.map((r) => r.outTradeNo))}::text[]), ${timeOf(rows.map((r) => r.at))}::timestamptz`

export const refunds = (rows: Refund[]) => statement`
  insert into refund (merchant_id, out_trade_no, out_request_no, amount, reason, operator_id, posting_id, at,
                      royalty_back)
  select unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.outTradeNo))}::text[]),
    unnest(${column(rows.map((r) => r.outRequestNo))}::text[]), unnest(${column(rows.map((r) => r.amount))}::bigint[]),
    unnest(${column(rows.map((r) => r.reason))}::text[]), unnest(${column(rows.map((r) => r.operatorId))}::text[]),
    unnest(${column(rows.map((r) => r.postingId))}::text[]), unnest(${timeColumn(rows.map((r) => r.at))}::timestamptz[]),
    unnest(${column(rows.map((r) => r.royaltyBack && partsText(r.royaltyBack)))}::json[])`

/** The same payer may be asked again for the same order: the latest reason stands. */
export const pendings = (rows: F.Pending[]) => statement`
  insert into pending (member_id, trade_no, merchant_id, out_trade_no, reason, at)
  select distinct on (u.member_id, u.trade_no) * from unnest(
    ${column(rows.map((r) => r.memberId))}::text[], ${column(rows.map((r) => r.tradeNo))}::text[],
    ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.outTradeNo))}::text[],
    ${column(rows.map((r) => r.reason))}::text[], ${timeColumn(rows.map((r) => r.at))}::timestamptz[])
    as u (member_id, trade_no, merchant_id, out_trade_no, reason, at)
  on conflict (member_id, trade_no) do update set reason = excluded.reason, at = excluded.at`

export const bills = (rows: F.Bill[]) => statement`
  insert into bill (member_id, bill_no, kind, amount, balance_after, title, merchant_id, merchant_name,
                    store_name, trade_no, out_trade_no, tells, trace_id, at)
  select unnest(${column(rows.map((r) => r.memberId))}::text[]), unnest(${column(rows.map((r) => r.billNo))}::text[]),
    unnest(${column(rows.map((r) => r.kind))}::text[]), unnest(${column(rows.map((r) => r.amount))}::bigint[]),
    unnest(${column(rows.map((r) => r.balanceAfter))}::bigint[]), unnest(${column(rows.map((r) => r.title))}::text[]),
    unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.merchantName))}::text[]),
    unnest(${column(rows.map((r) => r.storeName))}::text[]), unnest(${column(rows.map((r) => r.tradeNo))}::text[]),
    unnest(${column(rows.map((r) => r.outTradeNo))}::text[]), unnest(${column(rows.map((r) => r.tells))}::text[]),
    unnest(${column(rows.map((r) => r.traceId))}::text[]), ${timeOf(rows.map((r) => r.at))}::timestamptz`

export const topups = (rows: F.Topup[]) => statement`
  insert into topup (member_id, ref, amount, at)
  select unnest(${column(rows.map((r) => r.memberId))}::text[]), unnest(${column(rows.map((r) => r.ref))}::text[]),
    unnest(${column(rows.map((r) => r.amount))}::bigint[]), unnest(${timeColumn(rows.map((r) => r.at))}::timestamptz[])`

export const transfers = (rows: Transfer[]) => statement`
  insert into transfer (merchant_id, out_biz_no, order_id, payee_id, amount, title, remark, posting_id, at)
  select unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.outBizNo))}::text[]),
    unnest(${column(rows.map((r) => r.orderId))}::text[]), unnest(${column(rows.map((r) => r.payeeId))}::text[]),
    unnest(${column(rows.map((r) => r.amount))}::bigint[]), unnest(${column(rows.map((r) => r.title))}::text[]),
    unnest(${column(rows.map((r) => r.remark))}::text[]), unnest(${column(rows.map((r) => r.postingId))}::text[]),
    unnest(${timeColumn(rows.map((r) => r.at))}::timestamptz[])`

export const events = (rows: F.StoredEvent[]) => statement`
  insert into event (recipient, event_id, kind, payload)
  select unnest(${column(rows.map((r) => r.recipient))}::text[]), unnest(${column(rows.map((r) => r.eventId))}::text[]),
    unnest(${column(rows.map((r) => r.kind))}::text[]), unnest(${column(rows.map((r) => JSON.stringify(r.payload)))}::json[])`

export const notifications = (rows: F.Notification[]) => statement`
  insert into notification (merchant_id, notify_id, app_id, out_trade_no, trade_no, url, params, created_at)
  select unnest(${column(rows.map((r) => r.merchantId))}::text[]), unnest(${column(rows.map((r) => r.notifyId))}::text[]),
    unnest(${column(rows.map((r) => r.appId))}::text[]), unnest(${column(rows.map((r) => r.outTradeNo))}::text[]),
    unnest(${column(rows.map((r) => r.tradeNo))}::text[]), unnest(${column(rows.map((r) => r.url))}::text[]),
    unnest(${column(rows.map((r) => JSON.stringify(r.params)))}::json[]),
    ${timeOf(rows.map((r) => r.createdAt))}::timestamptz`

export const alarms = (rows: F.Alarm[]) => statement`
  insert into alarm (subject, alarm_id, kind, detail, at)
  select unnest(${column(rows.map((r) => r.subject))}::text[]), unnest(${column(rows.map((r) => r.alarmId))}::text[]),
    unnest(${column(rows.map((r) => r.kind))}::text[]), unnest(${column(rows.map((r) => JSON.stringify(r.detail)))}::jsonb[]),
    unnest(${timeColumn(rows.map((r) => r.at))}::timestamptz[])`

/** Wakes the streams of other processes. */
export const wake = (names: string[]) => statement`
  select pg_notify('tongbao_event', payload) from unnest(${column(payloads(names))}::text[]) as payload`

/** PostgreSQL takes 8,000 bytes at a time. */
const payloadBytesMax = 7900

/** As many names in each as fit, by halves: one alone fits. */
function payloads(names: readonly string[]): string[] {
  const text = JSON.stringify(names)
  if (names.length < 2 || Buffer.byteLength(text) <= payloadBytesMax) return [text]
  const half = names.length >> 1
  return [...payloads(names.slice(0, half)), ...payloads(names.slice(half))]
}
