-- A card that a member bound. The number stays with its bank: here are its last digits, a keyed hash that tells the same
-- card from another, and the bank's agreement to debit it. distributed by member_id
create table bank_card (
  member_id text not null,
  card_id text not null,
  bank text not null,
  tail text not null check (tail ~ '^[0-9]{4}$'),
  card_mac text not null,
  agreement_no text not null,
  bound_at timestamptz not null,
  ended_at timestamptz,
  primary key (member_id, card_id)
);
-- A card is bound once to a member.
create unique index bank_card_bound on bank_card (member_id, card_mac) where ended_at is null;

-- A card whose bank has sent an SMS code, until the code comes back. distributed by member_id
create table bank_binding (
  member_id text not null,
  binding_id text not null,
  bank text not null,
  tail text not null,
  card_mac text not null,
  binding_no text not null,
  at timestamptz not null,
  primary key (member_id, binding_id)
);

-- Money that a bank was, or is to be, asked for. Neither `asked` nor `unknown` says whether it moved; the bank does, and
-- is asked until it has. distributed by member_id
create table bank_order (
  member_id text not null,
  request_no text not null,
  -- Made by the page, so that one tap that was sent twice is one order.
  client_no text not null,
  card_id text not null,
  bank text not null,
  tail text not null,
  agreement_no text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('asked', 'unknown', 'done', 'refused')),
  -- The bank's, where it refused.
  reason text,
  -- The bank's number of it, and the day of the bank's books, where it is done.
  bank_no text,
  bank_day date,
  tries integer not null default 0,
  at timestamptz not null,
  ended_at timestamptz,
  primary key (member_id, request_no),
  constraint bank_order_ended check ((state in ('done', 'refused')) = (ended_at is not null)),
  constraint bank_order_done check ((state = 'done') = (bank_no is not null and bank_day is not null)),
  constraint bank_order_refused check ((state = 'refused') = (reason is not null))
);
create unique index bank_order_client on bank_order (member_id, client_no);
-- A day's orders are held against the bank's statement of that day.
create index bank_order_day on bank_order (bank, bank_day);
create index bank_order_open on bank_order (at) where state in ('asked', 'unknown');

-- A fault may be one of a bank's.
alter table fault add column bank text;
