-- Every table names its distribution column, which stands in every key; no foreign key crosses it (docs/decisions).
-- Ids are made by the application. Amounts are bigint minor units with the currency beside them. Times are UTC.

-- People ---------------------------------------------------------------------------------------------------

-- distributed by member_id
create table member (
  member_id text primary key,
  phone text not null,
  name text not null,
  state text not null check (state in ('active', 'suspended')),
  password_free_limit bigint not null check (password_free_limit >= 0),
  password_free_suspended boolean not null default false,
  created_at timestamptz not null,
  version bigint not null default 0
);

-- A phone number belongs to one member. distributed by phone
create table member_phone (
  phone text primary key,
  member_id text not null
);

-- The payment password, as an argon2id hash over a peppered text, and its lockout. distributed by member_id
create table member_secret (
  member_id text primary key,
  payment_password text,
  misses integer not null default 0,
  locked_until timestamptz,
  changed_at timestamptz
);

-- A phone that may make payment codes. Nothing secret is kept: the seed is derived. distributed by device_no
create table device (
  device_no bigint primary key,
  member_id text not null,
  generation integer not null check (generation > 0),
  seed_key text not null,
  name text not null,
  state text not null check (state in ('active', 'suspended', 'revoked')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  version bigint not null default 0
);
create index device_member on device (member_id);

-- Codes sent by SMS, as a keyed hash. distributed by phone
create table sms_code (
  phone text not null,
  sms_id text not null,
  purpose text not null check (purpose in ('login', 'reset')),
  code_mac text not null,
  misses integer not null default 0,
  used_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (phone, sms_id)
);

-- What the demo's phones received; empty in production mode. distributed by phone
create table sms_inbox (
  phone text not null,
  sms_id text not null,
  text text not null,
  code text not null,
  at timestamptz not null,
  primary key (phone, sms_id)
);

-- Sessions of wallets and tills, by the hash of their token. distributed by token_mac
create table session (
  token_mac text not null,
  expires_on date not null,
  kind text not null check (kind in ('wallet', 'till')),
  subject text not null,
  detail jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (token_mac, expires_on)
) partition by range (expires_on);
create index session_subject on session (subject);

-- Merchants ------------------------------------------------------------------------------------------------

-- distributed by merchant_id
create table merchant (
  merchant_id text primary key,
  name text not null,
  state text not null check (state in ('active', 'suspended')),
  created_at timestamptz not null,
  version bigint not null default 0
);

-- distributed by merchant_id
create table store (
  merchant_id text not null,
  store_id text not null,
  name text not null,
  created_at timestamptz not null,
  primary key (merchant_id, store_id)
);

-- distributed by merchant_id
create table terminal (
  merchant_id text not null,
  terminal_id text not null,
  store_id text not null,
  name text not null,
  state text not null check (state in ('active', 'suspended')),
  created_at timestamptz not null,
  primary key (merchant_id, terminal_id)
);

-- distributed by merchant_id
create table staff (
  merchant_id text not null,
  staff_id text not null,
  login text not null,
  name text not null,
  role text not null check (role in ('cashier', 'supervisor', 'owner')),
  store_id text not null,
  terminal_id text not null,
  password text not null,
  state text not null check (state in ('active', 'suspended')),
  misses integer not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  primary key (merchant_id, staff_id)
);

-- A login belongs to one member of staff. distributed by login
create table staff_login (
  login text primary key,
  merchant_id text not null,
  staff_id text not null
);

-- An app speaks to the gateway. The platform's private key is sealed. distributed by app_id
create table app (
  app_id text primary key,
  merchant_id text not null,
  name text not null,
  state text not null check (state in ('active', 'suspended')),
  merchant_public_key text not null,
  platform_public_key text not null,
  platform_private_key_sealed text not null,
  notify_url text,
  created_at timestamptz not null
);
create index app_merchant on app (merchant_id);

-- Ledger ---------------------------------------------------------------------------------------------------

-- An account and what it may not fall below (null: no floor; the platform's own books). distributed by owner_id
create table account (
  owner_id text not null,
  account text not null,
  currency text not null,
  floor bigint,
  balance bigint not null default 0,
  version bigint not null default 0 check (version >= 0),
  created_at timestamptz not null,
  primary key (owner_id, account),
  constraint account_floor check (floor is null or balance >= floor)
) with (fillfactor = 70);

-- One line of one account's history: `seq` counts it, before + amount = after. distributed by owner_id
create table entry (
  owner_id text not null,
  account text not null,
  seq bigint not null check (seq > 0),
  posting_id text not null,
  kind text not null,
  ref text not null,
  currency text not null,
  amount bigint not null check (amount <> 0),
  balance_before bigint not null,
  balance_after bigint not null,
  at timestamptz not null,
  primary key (owner_id, account, seq),
  constraint entry_sum check (balance_before + amount = balance_after)
);

-- Entries are written once. A posting is written by one statement, and its entries sum to zero in every currency; each begins
-- where the account's last one ended.
create function entry_is_forever() returns trigger language plpgsql as $$
begin
  raise exception 'entries are never changed or removed' using errcode = 'TB001';
end $$;
create trigger entry_is_forever before update or delete on entry
  for each row execute function entry_is_forever();
create trigger entry_is_forever_whole before truncate on entry
  for each statement execute function entry_is_forever();

-- These checks look each row up by its key whatever the statistics say; a plan made for one row must serve a thousand.
create function entries_hold() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  bad text;
begin
  select posting_id into bad from added group by posting_id, currency having sum(amount) <> 0 limit 1;
  if bad is not null then
    raise exception 'posting % does not sum to zero', bad using errcode = 'TB002';
  end if;
  select a.owner_id || '/' || a.account || '#' || a.seq into bad
    from added a
    left join entry p on p.owner_id = a.owner_id and p.account = a.account and p.seq = a.seq - 1
   where a.balance_before is distinct from (case when a.seq = 1 then 0 else p.balance_after end)
   limit 1;
  if bad is not null then
    raise exception 'entry % does not begin where the one before it ended', bad using errcode = 'TB003';
  end if;
  return null;
end $$;
create trigger entries_hold after insert on entry
  referencing new table as added for each statement execute function entries_hold();

-- A balance moves only together with the entries that say why: it is what the account's last entry ended with.
create function balance_is_history() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  bad text;
begin
  select n.owner_id || '/' || n.account into bad
    from after_rows n
    left join lateral (
      select seq, balance_after from entry e
       where e.owner_id = n.owner_id and e.account = n.account order by seq desc limit 1
    ) last on true
   where (n.version, n.balance) is distinct from (coalesce(last.seq, 0), coalesce(last.balance_after, 0))
   limit 1;
  if bad is not null then
    raise exception 'the balance of % is not what its entries say', bad using errcode = 'TB004';
  end if;
  return null;
end $$;
create trigger balance_is_history after update on account
  referencing new table as after_rows for each statement execute function balance_is_history();

create function account_starts_empty() returns trigger language plpgsql as $$
begin
  if new.balance <> 0 or new.version <> 0 then
    raise exception 'account %/% must start empty', new.owner_id, new.account using errcode = 'TB005';
  end if;
  return new;
end $$;
create trigger account_starts_empty before insert on account
  for each row execute function account_starts_empty();

-- Trades ---------------------------------------------------------------------------------------------------

-- distributed by merchant_id
create table trade (
  merchant_id text not null,
  out_trade_no text not null,
  trade_no text not null,
  app_id text,
  state text not null
    check (state in ('WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  refunded bigint not null default 0,
  subject text not null,
  buyer_id text,
  buyer_phone text,
  store_id text,
  terminal_id text,
  operator_id text,
  code_mac text,
  -- Why the last attempt failed, or why the trade was closed; null otherwise.
  failure text,
  -- Set while the payer is asked for the payment password.
  waiting text,
  -- Cancelled before it arrived: it can never be paid.
  tombstone boolean not null default false,
  notify_url text,
  -- What came along and goes back: body, passback_params, goods_detail, product_code, scene.
  extra json not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  closed_at timestamptz,
  version bigint not null default 0,
  primary key (merchant_id, out_trade_no),
  constraint trade_refunded check (refunded >= 0 and refunded <= amount),
  constraint trade_paid check ((state in ('TRADE_SUCCESS', 'TRADE_FINISHED')) <= (paid_at is not null))
);
create unique index trade_no on trade (merchant_id, trade_no);
create index trade_due on trade (expires_at) where state = 'WAIT_BUYER_PAY';

-- distributed by merchant_id
create table refund (
  merchant_id text not null,
  out_trade_no text not null,
  out_request_no text not null,
  amount bigint not null check (amount > 0),
  reason text,
  operator_id text,
  posting_id text not null,
  at timestamptz not null,
  primary key (merchant_id, out_trade_no, out_request_no)
);

-- A payment code that was presented, once and for all. distributed by device_no
create table burn (
  device_no bigint not null,
  step integer not null,
  n smallint not null,
  merchant_id text not null,
  out_trade_no text not null,
  at timestamptz not null,
  primary key (device_no, step, n)
) partition by range (step);

-- A payment that waits (or waited) for this payer's payment password. distributed by member_id
create table pending (
  member_id text not null,
  trade_no text not null,
  merchant_id text not null,
  out_trade_no text not null,
  reason text not null,
  at timestamptz not null,
  primary key (member_id, trade_no)
);

-- What the payer reads of the payer's own history. distributed by member_id
create table bill (
  member_id text not null,
  bill_no text not null,
  kind text not null check (kind in ('payment', 'refund', 'topup')),
  amount bigint not null,
  balance_after bigint not null,
  title text not null,
  merchant_id text not null,
  merchant_name text not null,
  store_name text not null,
  trade_no text not null,
  out_trade_no text not null,
  at timestamptz not null,
  primary key (member_id, bill_no)
);

-- Money that came to a member from outside, once per reference. distributed by member_id
create table topup (
  member_id text not null,
  ref text not null,
  amount bigint not null check (amount > 0),
  at timestamptz not null,
  primary key (member_id, ref)
);

-- Risk -----------------------------------------------------------------------------------------------------

-- What a member spent on one Beijing day. distributed by member_id
create table spend (
  member_id text not null,
  day date not null,
  amount bigint not null check (amount >= 0),
  count integer not null check (count >= 0),
  version bigint not null default 0,
  primary key (member_id, day)
) with (fillfactor = 70);

-- Wrong codes within one window, by merchant, terminal, network address, or handle. distributed by subject
create table guess (
  subject text not null,
  window_start timestamptz not null,
  misses integer not null,
  version bigint not null default 0,
  primary key (subject, window_start)
) partition by range (window_start);

-- Something that people should look at. distributed by subject
create table alarm (
  subject text not null,
  alarm_id text not null,
  kind text not null,
  detail jsonb not null,
  at timestamptz not null,
  primary key (subject, alarm_id)
);

-- Telling ---------------------------------------------------------------------------------------------------

-- What a phone or a till is told, in order of `event_id`. distributed by recipient
create table event (
  recipient text not null,
  event_id text not null,
  kind text not null,
  payload json not null,
  primary key (recipient, event_id)
) partition by range (event_id);

-- A signed message to a merchant's notify_url; written in the transaction that made the outcome. distributed by merchant_id
create table notification (
  merchant_id text not null,
  notify_id text not null,
  app_id text not null,
  out_trade_no text not null,
  trade_no text not null,
  url text not null,
  params json not null,
  state text not null check (state in ('waiting', 'delivered', 'given_up')),
  attempts integer not null default 0,
  next_at timestamptz,
  created_at timestamptz not null,
  primary key (merchant_id, notify_id)
) partition by range (notify_id);
create index notification_trade on notification (merchant_id, out_trade_no);

-- distributed by merchant_id
create table notify_attempt (
  merchant_id text not null,
  notify_id text not null,
  attempt integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  status integer,
  answer text,
  error text,
  primary key (merchant_id, notify_id, attempt)
) partition by range (notify_id);

-- Partitions ------------------------------------------------------------------------------------------------

-- Old rows of these tables go by dropping whole days. Rows of a day nobody prepared land in the default partition
-- rather than nowhere.
create table session_default partition of session default;
create table burn_default partition of burn default;
create table guess_default partition of guess default;
create table event_default partition of event default;
create table notification_default partition of notification default;
create table notify_attempt_default partition of notify_attempt default;

-- Prepares the days from `first` on. Ids sort as 13 digits of milliseconds, steps count minutes.
create function prepare_days(first date, days integer) returns void language plpgsql as $$
declare
  d date;
  lo bigint;
  hi bigint;
  tag text;
begin
  for i in 0 .. days - 1 loop
    d := first + i;
    tag := to_char(d, 'YYYYMMDD');
    lo := extract(epoch from d)::bigint;
    hi := lo + 86400;
    if to_regclass('burn_' || tag) is null then
      execute format('create table burn_%s partition of burn for values from (%s) to (%s)', tag, lo / 60, hi / 60);
      execute format('create table session_%s partition of session for values from (%L) to (%L)', tag, d, d + 1);
      execute format('create table guess_%s partition of guess for values from (%L) to (%L)', tag,
        to_timestamp(lo), to_timestamp(hi));
      execute format('create table event_%s partition of event for values from (%L) to (%L)', tag,
        (lo * 1000)::text, (hi * 1000)::text);
      execute format('create table notification_%s partition of notification for values from (%L) to (%L)', tag,
        (lo * 1000)::text, (hi * 1000)::text);
      execute format('create table notify_attempt_%s partition of notify_attempt for values from (%L) to (%L)', tag,
        (lo * 1000)::text, (hi * 1000)::text);
    end if;
  end loop;
end $$;

-- Drops the days before `oldest` of one of the tables above; returns how many.
create function drop_days(parent text, oldest date) returns integer language plpgsql as $$
declare
  child text;
  dropped integer := 0;
begin
  for child in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = parent::regclass and c.relname ~ ('^' || parent || '_\d{8}$')
       and to_date(right(c.relname, 8), 'YYYYMMDD') < oldest
  loop
    execute format('drop table %I', child);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
