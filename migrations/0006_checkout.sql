-- An order that a merchant asked us to take and that nobody has looked at yet: it becomes a trade when a buyer scans it or
-- enters the cashier desk. The token is a keyed hash of what it names, so that an order finds its rows. distributed by token
create table checkout (
  token text primary key,
  product text not null check (product in ('precreate', 'page', 'wap', 'app', 'create')),
  merchant_id text not null,
  app_id text not null,
  out_trade_no text not null,
  amount bigint not null check (amount > 0),
  subject text not null,
  store_id text,
  terminal_id text,
  operator_id text,
  notify_url text,
  return_url text,
  extra json not null default '{}',
  -- When the order must be paid; null for three hours from its beginning.
  pay_by timestamptz,
  -- Until when it may become a trade.
  expires_at timestamptz not null,
  created_at timestamptz not null
);
