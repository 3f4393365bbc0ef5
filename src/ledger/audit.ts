import type { Sql } from '#kernel/db.ts'

/** One rule, and a query whose rows break it: each row says which record and how. */
type Check = { name: string; rule: string; count: string; broken: string }

/** The invariants of the design that a database can be asked about, in its order. */
const checks: readonly Check[] = [
  {
    name: 'conservation',
    rule: 'the entries of every posting, and all entries together, sum to zero in each currency',
    count: 'select count(distinct posting_id) from entry',
    broken: `select 'posting ' || posting_id || ' sums to ' || sum(amount) || ' ' || currency as what
               from entry group by posting_id, currency having sum(amount) <> 0
             union all
             select 'all entries sum to ' || sum(amount) || ' ' || currency
               from entry group by currency having sum(amount) <> 0`,
  },
  {
    name: 'balances',
    rule: 'every balance is the sum of its entries, ends its history, and is not below its floor',
    count: 'select count(*) from account',
    broken: `select 'account ' || a.owner_id || '/' || a.account || ' holds ' || a.balance || ', its '
                    || coalesce(e.n, 0) || ' entries sum to ' || coalesce(e.total, 0) as what
               from account a
               left join (select owner_id, account, count(*) n, max(seq) last, sum(amount) total
                            from entry group by owner_id, account) e using (owner_id, account)
              where a.balance <> coalesce(e.total, 0) or a.version <> coalesce(e.n, 0)
                 or a.version <> coalesce(e.last, 0) or a.balance < a.floor
             union all
             select 'entries of ' || e.owner_id || '/' || e.account || ' have no account' as what
               from entry e left join account a using (owner_id, account)
              where a.owner_id is null`,
  },
  {
    name: 'history',
    rule: 'every entry begins where the one before it ended',
    count: 'select count(*) from entry',
    broken: `select 'entry ' || owner_id || '/' || account || '#' || seq || ' begins at '
                    || balance_before || ', not at ' || previous as what
               from (select owner_id, account, seq, balance_before,
                            coalesce(lag(balance_after) over w, 0) previous
                       from entry window w as (partition by owner_id, account order by seq)) l
              where balance_before <> previous`,
  },
  {
    name: 'codes',
    rule: 'an order that was paid by a code burnt it, and no code was burnt twice',
    count: 'select count(*) from burn',
    broken: `select 'code of device ' || device_no || ', step ' || step || ', n ' || n
                    || ' was burnt twice' as what
               from burn group by device_no, step, n having count(*) > 1
             union all
             select 'trade ' || t.merchant_id || '/' || t.out_trade_no || ' was paid by a code that is not burnt'
               from trade t
              where t.paid_at > now() - interval '2 days' and t.code_mac is not null
                and not exists (select 1 from burn b where b.merchant_id = t.merchant_id
                                   and b.out_trade_no = t.out_trade_no)`,
  },
  {
    name: 'orders',
    rule: 'every paid order was paid by exactly one posting of its amount',
    count: 'select count(*) from trade where paid_at is not null',
    broken: `select 'trade ' || t.merchant_id || '/' || t.out_trade_no || ' of ' || t.amount
                    || ' took ' || coalesce(e.total, 0) || ' in ' || coalesce(e.n, 0) || ' postings' as what
               from trade t
               left join (select ref, count(distinct posting_id) n, -sum(amount) total
                            from entry where kind = 'payment' and amount < 0 group by ref) e
                 on e.ref = t.trade_no
              where (t.paid_at is not null) <> (coalesce(e.n, 0) = 1)
                 or (t.paid_at is not null and e.total <> t.amount)`,
  },
  {
    name: 'refunds',
    rule: 'refunds sum to what the trade says, were posted, and never pass what was paid',
    count: 'select count(*) from refund',
    broken: `select 'trade ' || t.merchant_id || '/' || t.out_trade_no || ' says ' || t.refunded
                    || ' refunded, its refunds sum to ' || coalesce(r.total, 0) || ', postings to '
                    || coalesce(e.total, 0) as what
               from trade t
               left join (select merchant_id, out_trade_no, sum(amount) total from refund group by 1, 2) r
                 using (merchant_id, out_trade_no)
               left join (select ref, sum(amount) total from entry
                           where kind = 'refund' and amount > 0 group by ref) e on e.ref = t.trade_no
              where t.refunded <> coalesce(r.total, 0) or t.refunded <> coalesce(e.total, 0)
                 or t.refunded > t.amount`,
  },
  {
    name: 'transfers',
    rule: 'every transfer was made by exactly one posting of its amount, and no posting is without one',
    count: 'select count(*) from transfer',
    broken: `select 'transfer ' || coalesce(t.merchant_id || '/' || t.out_biz_no, e.ref) || ' of '
                    || coalesce(t.amount, 0) || ' moved ' || coalesce(e.total, 0) as what
               from transfer t
               full join (select ref, min(owner_id) owner_id, count(*) n, sum(amount) total from entry
                           where kind = 'transfer' and amount > 0 group by ref) e on e.ref = t.order_id
              where t.order_id is null or e.n is distinct from 1 or e.total <> t.amount
                 or e.owner_id <> t.payee_id`,
  },
  {
    name: 'banks',
    rule: 'what a bank has done for a member was booked once, and what it refused was not',
    count: 'select count(*) from bank_order',
    broken: `select 'bank order ' || o.member_id || '/' || o.request_no || ' of ' || o.amount || ' is '
                    || o.state || ' and was booked with ' || coalesce(e.total, 0) || ' in '
                    || coalesce(e.n, 0) || ' postings' as what
               from bank_order o
               left join (select owner_id, ref, count(*) n, sum(amount) total from entry
                           where kind = 'topup' and amount > 0 group by 1, 2) e
                 on e.owner_id = o.member_id and e.ref = o.request_no
              where (o.state = 'done' and e.n is distinct from 1)
                 or (o.state = 'refused' and e.n is not null) or e.total <> o.amount`,
  },
  {
    name: 'holds',
    rule: 'what was held is what is held still, was given back and was paid with, and each was posted',
    count: 'select count(*) from hold',
    broken: `select 'hold ' || coalesce(h.merchant_id || '/' || h.out_order_no, a.account) || ' of '
                    || coalesce(h.amount, 0) || ' holds ' || coalesce(a.balance, 0) || ', '
                    || coalesce(o.total, 0) || ' left it' as what
               from (select *, 'frozen.' || merchant_id || '.' || out_order_no as account from hold
                      where frozen_at is not null) h
               left join (select merchant_id, out_order_no, sum(amount) total from hold_operation group by 1, 2) o
                 using (merchant_id, out_order_no)
               full join (select * from account where account like 'frozen.%' and version > 0) a
                 on a.owner_id = h.member_id and a.account = h.account
              where h.amount is distinct from a.balance + coalesce(o.total, 0)
                 or (h.state = 'AUTHORIZED') is distinct from (a.balance > 0)
             union all
             select 'operation ' || o.operation_id || ' of ' || o.amount || ' moved ' || coalesce(e.total, 0)
               from hold_operation o
               left join (select posting_id, account, -amount total from entry) e
                 on e.posting_id = o.posting_id and e.account = 'frozen.' || o.merchant_id || '.' || o.out_order_no
              where e.total is distinct from o.amount`,
  },
  {
    name: 'royalties',
    rule: 'shares were posted once, sum to what the trade says, and were never more than was paid',
    count: 'select count(*) from royalty',
    broken: `select 'royalty ' || coalesce(r.merchant_id || '/' || r.out_request_no, e.ref) || ' of '
                    || coalesce(r.amount, 0) || ' moved ' || coalesce(e.total, 0) as what
               from royalty r
               full join (select ref, count(distinct posting_id) n, sum(amount) total from entry
                           where kind = 'royalty' and amount > 0 group by ref) e on e.ref = r.settle_no
              where r.settle_no is null or e.n is distinct from 1 or e.total <> r.amount
             union all
             select 'trade ' || s.merchant_id || '/' || s.out_trade_no || ' of ' || coalesce(t.amount, 0)
                    || ' says ' || s.amount || ' shared, its royalties sum to ' || coalesce(r.total, 0)
               from royalty_sum s
               left join trade t using (merchant_id, out_trade_no)
               left join (select merchant_id, out_trade_no, sum(amount) total from royalty group by 1, 2) r
                 using (merchant_id, out_trade_no)
              where s.amount <> coalesce(r.total, 0) or s.amount > coalesce(t.amount, 0)
                 or t.paid_at is null
             union all
             select 'trade ' || coalesce(t.trade_no, e.ref) || ' says ' || coalesce(t.back, 0)
                    || ' of its shares came back, its refunds ' || coalesce(t.total, 0) || ', its postings '
                    || coalesce(e.total, 0)
               from (select t.trade_no, s.back, r.total
                       from royalty_sum s
                       join trade t using (merchant_id, out_trade_no)
                       left join (select merchant_id, out_trade_no, sum((part ->> 'amount')::bigint) total
                                    from refund, json_array_elements(royalty_back) part group by 1, 2) r
                         using (merchant_id, out_trade_no)) t
               full join (select ref, sum(amount) total from entry
                           where kind = 'royalty_back' and amount > 0 group by ref) e on e.ref = t.trade_no
              where coalesce(t.back, 0) <> coalesce(t.total, 0) or coalesce(t.back, 0) <> coalesce(e.total, 0)`,
  },
  {
    name: 'limits',
    rule: "a day's spending is the sum of the day's payments and of what was held, and a merchant's of its transfers",
    count: 'select count(*) from account where day is not null',
    // An account's spending counts from the first entry of its day: one of a clock that was behind counts with the others. Looking for
    // it account by account took a merchant with fifty thousand entries through all of them for each.
    broken: `with begun as (
               select a.owner_id, a.account, a.day, a.spent, min(e.seq) as first
                 from account a
                 left join entry e on e.owner_id = a.owner_id and e.account = a.account
                                  and e.at >= a.day::timestamp at time zone 'Asia/Shanghai'
                where a.version > 0 group by a.owner_id, a.account)
             select 'account ' || a.owner_id || '/' || a.account || ' on ' || coalesce(a.day::text, 'no day') || ': '
                    || a.spent || ' counted, ' || coalesce(sum(-e.amount) filter (where e.spends), 0) || ' spent' as what
               from begun a
               left join (select owner_id, account, seq, amount, at,
                                 amount < 0 and kind in ('payment', 'freeze', 'transfer') as spends
                            from entry) e
                 on e.owner_id = a.owner_id and e.account = a.account and e.seq >= a.first
              group by a.owner_id, a.account, a.day, a.spent
             having a.day is null or a.spent <> coalesce(sum(-e.amount) filter (where e.spends), 0)
                 or a.day <> (max(e.at) at time zone 'Asia/Shanghai')::date
             union all
             select 'merchant ' || coalesce(p.merchant_id, t.merchant_id) || ' on ' || coalesce(p.day, t.day) || ': '
                    || coalesce(p.amount, 0) || ' counted, ' || coalesce(t.total, 0) || ' transferred'
               from payout_day p
               full join (select merchant_id, (at at time zone 'Asia/Shanghai')::date as day, sum(amount) total
                            from transfer group by 1, 2) t using (merchant_id, day)
              where p.amount is distinct from t.total`,
  },
  {
    name: 'bills',
    rule: 'what members read in their bills adds up to what they have',
    count: 'select count(*) from bill',
    broken: `select 'the bills of member ' || a.owner_id || ' sum to ' || coalesce(sum(b.amount), 0) || ', the balance is '
                    || a.balance as what
               from account a left join bill b on b.member_id = a.owner_id
              where a.account = 'balance' group by a.owner_id, a.balance
             having a.balance <> coalesce(sum(b.amount), 0)`,
  },
  {
    name: 'told',
    rule: 'every paid order that named a notify_url has its notification, and every payer a bill',
    count: 'select count(*) from notification',
    broken: `select 'trade ' || t.merchant_id || '/' || t.out_trade_no || ' was paid, no notification' as what
               from trade t
              where t.paid_at > now() - interval '6 days' and t.notify_url is not null and t.app_id is not null
                and not exists (select 1 from notification n
                                 where n.merchant_id = t.merchant_id and n.out_trade_no = t.out_trade_no)
             union all
             select 'trade ' || t.merchant_id || '/' || t.out_trade_no || ' was paid, its payer has no bill'
               from trade t
              where t.paid_at is not null
                and not exists (select 1 from bill b where b.member_id = t.buyer_id and b.kind = 'payment'
                                   and b.trade_no = t.trade_no)`,
  },
  {
    name: 'secrets',
    rule: 'passwords, keys, tokens, codes and card numbers are kept only hashed or sealed',
    count: `select (select count(*) from member_secret) + (select count(*) from staff)
                   + (select count(*) from app) + (select count(*) from session) as count`,
    broken: `select 'the payment password of member ' || member_id || ' is not hashed' as what
               from member_secret where payment_password not like '%:$argon2id$%'
             union all
             select 'the password of staff ' || merchant_id || '/' || staff_id || ' is not hashed'
               from staff where password not like '%:$argon2id$%'
             union all
             select 'the platform key of app ' || app_id || ' is not sealed'
               from app where platform_private_key_sealed not like 's1.%'
             union all
             select 'a session of ' || subject || ' is kept by its token' from session
              where token_mac !~ '^[A-Za-z0-9_-]{43}$'
             union all
             select 'a text message code of ' || phone || ' is not hashed' from sms_code
              where code_mac !~ '^[A-Za-z0-9_-]{43}$'
             union all
             select 'a card of member ' || member_id || ' is kept by its number' from bank_card
              where card_mac !~ '^[A-Za-z0-9_-]{43}$'
             union all
             select 'trade ' || merchant_id || '/' || out_trade_no || ' keeps a payment code' from trade
              where code_mac !~ '^[A-Za-z0-9_-]{43}$'`,
  },
]

export type Audit = {
  ok: boolean
  /** For each rule, how many records it was checked on. */
  checked: Record<string, number>
  /** For each rule that is broken, the first records that break it. */
  broken: { invariant: string; rule: string; what: string }[]
}

/** How many records that break one rule are named. */
const namedMax = 5

/**
 * Checks the invariants on a live database, all on one snapshot, so that payments in flight are either wholly seen or not at all.
 * Reads whole tables: minutes on millions of trades.
 */
export async function audit(sql: Sql): Promise<Audit> {
  return (await sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx`set local statement_timeout = 0`
    // Fresh tables have no statistics yet, and a plan for one row would take minutes on thousands.
    await tx`set local enable_nestloop = off`
    const found: Audit = { ok: true, checked: {}, broken: [] }
    for (const check of checks) {
      const [counted] = await tx.unsafe(check.count)
      found.checked[check.name] = Number(counted?.['count'])
      const rows = await tx.unsafe(`${check.broken} limit ${namedMax}`)
      for (const row of rows) {
        found.broken.push({ invariant: check.name, rule: check.rule, what: String(row['what']) })
      }
    }
    found.ok = found.broken.length === 0
    return found
  })) as Audit
}
