-- Posting is one act of the database's: entries come in, and the accounts move by what they say. Nothing else moves a balance, so
-- nobody has to look afterwards whether the two agree, and the day's spending is counted by the very entries that spend.

alter table account
  -- The Beijing day of the last entry, and what left the account on it by payments, holds and transfers.
  add column day date,
  add column spent bigint not null default 0 check (spent >= 0);

-- What a merchant paid out on a Beijing day, over all its stripes: their sum is guarded by this row's version. distributed by merchant_id
create table payout_day (
  merchant_id text not null,
  day date not null,
  amount bigint not null check (amount >= 0),
  count integer not null check (count >= 0),
  version bigint not null default 0,
  primary key (merchant_id, day)
) with (fillfactor = 70);

drop trigger balance_is_history on account;
drop function balance_is_history();
drop trigger entries_hold on entry;
drop function entries_hold();

-- What was spent is in the entries; a row a member and day need not be kept beside them.
update account a set day = e.day, spent = e.spent
  from (select owner_id, account, day, coalesce(sum(-amount) filter (where spends), 0) as spent
          from (select owner_id, account, amount, (at at time zone 'Asia/Shanghai')::date as day,
                       amount < 0 and kind in ('payment', 'freeze', 'transfer') as spends,
                       max((at at time zone 'Asia/Shanghai')::date) over (partition by owner_id, account) as last
                  from entry) e
         where day = last group by 1, 2, 3) e
 where a.owner_id = e.owner_id and a.account = e.account;
insert into payout_day (merchant_id, day, amount, count, version)
  select s.member_id, s.day, s.amount, s.count, s.version from spend s join merchant m on m.merchant_id = s.member_id;
drop table spend;

create function entries_post() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  bad text;
  touched bigint;
  moved bigint;
begin
  select posting_id into bad from added group by posting_id, currency having sum(amount) <> 0 limit 1;
  if bad is not null then
    raise exception 'posting % does not sum to zero', bad using errcode = 'TB002';
  end if;
  -- Lines that follow each other begin where their first one does and end at their sum. A clock that is behind near midnight counts
  -- into the later day.
  with ordered as (
    select *, lag(seq) over w as seq_ahead, lag(balance_after) over w as balance_ahead
      from added window w as (partition by owner_id, account order by seq)
  ), line as materialized (
    select owner_id, account, min(seq) as first, max(seq) as last, sum(amount)::bigint as amount,
           (sum(balance_before) filter (where seq_ahead is null))::bigint as began,
           bool_or(seq <> seq_ahead + 1 or balance_before <> balance_ahead) as torn,
           (max(at) at time zone 'Asia/Shanghai')::date as day,
           coalesce(sum(-amount) filter (where amount < 0 and kind in ('payment', 'freeze', 'transfer')), 0)::bigint as spent
      from ordered group by owner_id, account
  ), done as (
    update account a
       set balance = a.balance + line.amount, version = line.last,
           day = greatest(a.day, line.day),
           spent = case when a.day >= line.day then a.spent else 0 end + line.spent
      from line
     where a.owner_id = line.owner_id and a.account = line.account and line.torn is not true
       and a.version = line.first - 1 and a.balance = line.began
    returning 1
  )
  select (select count(*) from line), (select count(*) from done) into touched, moved;
  if touched <> moved then
    select e.owner_id || '/' || e.account into bad
      from added e left join account a on a.owner_id = e.owner_id and a.account = e.account
     where a.version is null or a.version < e.seq limit 1;
    raise exception 'an entry of % does not begin where the one before it ended', bad using errcode = 'TB003';
  end if;
  return null;
end $$;
create trigger entries_post after insert on entry
  referencing new table as added for each statement execute function entries_post();

create function accounts_move_by_entries() returns trigger language plpgsql as $$
begin
  raise exception 'a balance moves by its entries alone' using errcode = 'TB004';
end $$;
-- Within a trigger's own work the depth is one: that is entries_post.
create trigger accounts_move_by_entries before update of balance, version, day, spent on account
  for each statement when (pg_trigger_depth() = 0) execute function accounts_move_by_entries();

-- For updates of rows that were read before: raises a serialization failure unless each was found as it was read.
create function all_as_read(wanted bigint, moved bigint) returns void language plpgsql as $$
begin
  if wanted <> moved then
    raise exception 'a row is no longer as it was read' using errcode = '40001';
  end if;
end $$;

create or replace function account_starts_empty() returns trigger language plpgsql as $$
begin
  if new.balance <> 0 or new.version <> 0 or new.spent <> 0 or new.day is not null then
    raise exception 'account %/% must start empty', new.owner_id, new.account using errcode = 'TB005';
  end if;
  return new;
end $$;
