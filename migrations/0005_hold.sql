-- Pre-authorisations. What is left of the money is the balance of the member's account `frozen.<merchant_id>.<out_order_no>`, and is
-- kept nowhere else. distributed by merchant_id
create table hold (
  merchant_id text not null,
  out_order_no text not null,
  auth_no text not null,
  out_request_no text not null,
  operation_id text not null,
  state text not null check (state in ('INIT', 'AUTHORIZED', 'FINISH', 'CLOSED')),
  -- What was to be held at first; 0 for an order that was cancelled before it arrived.
  amount bigint not null check (amount >= 0),
  title text not null,
  member_id text,
  member_phone text,
  code_mac text,
  failure text,
  -- Set while the member is asked for the payment password.
  waiting text,
  merchant_name text not null,
  remark text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  frozen_at timestamptz,
  version bigint not null default 0,
  primary key (merchant_id, out_order_no),
  constraint hold_frozen check ((state in ('AUTHORIZED', 'FINISH')) <= (frozen_at is not null))
);
create unique index hold_auth on hold (merchant_id, auth_no);

-- What was done with held money: given back, or paid with (then out_request_no is the order's out_trade_no). distributed by merchant_id
create table hold_operation (
  merchant_id text not null,
  out_order_no text not null,
  kind text not null check (kind in ('UNFREEZE', 'PAY')),
  out_request_no text not null,
  operation_id text not null,
  amount bigint not null check (amount > 0),
  remark text,
  posting_id text not null,
  at timestamptz not null,
  primary key (merchant_id, out_order_no, kind, out_request_no)
);
