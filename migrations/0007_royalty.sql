-- Who may be given a share of a merchant's payments, as the merchant named them. distributed by merchant_id
create table royalty_relation (
  merchant_id text not null,
  account_type text not null check (account_type in ('userId', 'loginName')),
  account text not null,
  receiver_id text not null,
  receiver_kind text not null check (receiver_kind in ('member', 'merchant')),
  name text,
  memo text,
  bound_at timestamptz not null,
  primary key (merchant_id, account_type, account)
);

-- Shares that were given out, once per out_request_no; `parts` is the list of who got what. distributed by merchant_id
create table royalty (
  merchant_id text not null,
  out_request_no text not null,
  settle_no text not null,
  out_trade_no text not null,
  trade_no text not null,
  amount bigint not null check (amount > 0),
  parts json not null,
  posting_id text not null,
  at timestamptz not null,
  primary key (merchant_id, out_request_no)
);
create unique index royalty_no on royalty (merchant_id, settle_no);
create index royalty_trade on royalty (merchant_id, out_trade_no);

-- What was given out of one trade so far; its version keeps two requests from giving the same money. distributed by merchant_id
create table royalty_sum (
  merchant_id text not null,
  out_trade_no text not null,
  amount bigint not null check (amount >= 0),
  -- The merchant said that no more will be given.
  finished boolean not null,
  version bigint not null default 0,
  primary key (merchant_id, out_trade_no)
);
