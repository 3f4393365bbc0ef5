import type { Bill, StoredEvent } from '#engine/facts.ts'
import type { Sql } from '#kernel/db.ts'
import { tradeColumns, tradeOf, type TradeRow } from '#trade/sql.ts'
import { eventOfBill, eventOfPaid, type LiveName } from '#trade/tell.ts'

/**
 * Event ids carry the time at which they were made, but are seen in the order of their commits, by clocks that differ.
 * Whoever resumes gets what is up to ten seconds older than the last one seen again.
 */
export const overlapMs = 10_000

const pageSize = 200
const manyMax = 2000

/** The id before all that may not have been seen by whoever has seen `eventId`. */
export const before = (eventId: string, ms = overlapMs): string =>
  String(Math.max(0, Number(eventId.slice(0, 13)) - ms)).padStart(13, '0')

/** Events in the order of their ids. `full`: there may be more behind `last`, the id up to which nothing is missing. */
export type Page = { events: StoredEvent[]; full: boolean; last: string }

/** One page of a recipient's events after an id, the oldest first. */
export const eventsAfter = (sql: Sql, recipient: string, after: string): Promise<Page> =>
  read(sql, { recipients: [recipient], after, max: pageSize })

/** What many recipients were told after an id, the oldest first. */
export const eventsOfMany = (
  sql: Sql,
  recipients: readonly string[],
  after: string,
): Promise<Page> => read(sql, { recipients, after, max: manyMax })

/** Long enough for one decision to have made the event and the line of bills beside it. */
const decisionMs = 10_000

/** What tills were told of orders that were paid with the answer, which is kept nowhere but in the orders. */
export async function paidAtOnce(sql: Sql, names: readonly LiveName[]): Promise<StoredEvent[]> {
  if (names.length === 0) return []
  const ids = names.map((name) => name.eventId)
  const rows = await sql<(TradeRow & { at: number; traceId: string | null })[]>`
    select ${tradeColumns(sql)}, asked.at::int, b.trace_id as "traceId"
      from unnest(${names.map((name) => name.merchantId)}::text[],
                  ${names.map((name) => name.tradeNo)}::text[],
                  ${ids.map((id) => before(id, decisionMs))}::text[],
                  ${ids.map((id) => before(id, -decisionMs))}::text[])
           with ordinality as asked (merchant_id, trade_no, after, until, at)
      join trade t on t.merchant_id = asked.merchant_id and t.trade_no = asked.trade_no
      left join bill b on b.member_id = t.buyer_id and b.bill_no between asked.after and asked.until
                      and b.trade_no = t.trade_no and b.kind = 'payment'
     where t.paid_at is not null
     order by asked.at`
  return rows.flatMap(({ at, traceId, ...row }) => {
    const name = names[at - 1]
    return name ? [eventOfPaid(name, { trade: tradeOf(row), traceId })] : []
  })
}

type Wanted = { recipients: readonly string[]; after: string; max: number }

/** Both kinds of id are made alike and sort as they were made, so that a page of both is cut out of a page of each. */
async function read(sql: Sql, wanted: Wanted): Promise<Page> {
  const [kept, lines] = await Promise.all([keptEvents(sql, wanted), toldByBills(sql, wanted)])
  const all = [...kept, ...lines].toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))
  const events = all.slice(0, wanted.max)
  const last = events.at(-1)?.eventId ?? wanted.after
  return { events, full: events.length === wanted.max, last }
}

const keptEvents = (sql: Sql, { recipients, after, max }: Wanted) => sql<StoredEvent[]>`
  select recipient, event_id as "eventId", kind, payload from event
   where recipient = any(${recipients as string[]}) and event_id > ${after}
   order by event_id limit ${max}`

/** What lines of bills tell: the phones' own events, of which there is no other record. */
async function toldByBills(sql: Sql, { recipients, after, max }: Wanted): Promise<StoredEvent[]> {
  const members = recipients.flatMap((name) => /^member:(.+)$/.exec(name)?.[1] ?? [])
  if (members.length === 0) return []
  const rows = await sql<(Omit<Bill, 'traceId'> & { traceId: string | null; phone: string })[]>`
    select b.member_id as "memberId", b.bill_no as "billNo", b.kind, b.amount,
           b.balance_after as "balanceAfter", b.title, b.merchant_id as "merchantId",
           b.merchant_name as "merchantName", b.store_name as "storeName", b.trade_no as "tradeNo",
           b.out_trade_no as "outTradeNo", b.tells, b.trace_id as "traceId", b.at, m.phone
      from bill b join member m using (member_id)
     where b.member_id = any(${members}) and b.bill_no > ${after} and b.tells is not null
     order by b.bill_no limit ${max}`
  return rows.flatMap(({ phone, traceId, ...bill }) => {
    const line = { ...bill, ...(traceId !== null && { traceId }) }
    return eventOfBill(line, phone) ?? []
  })
}
