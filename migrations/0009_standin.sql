-- A call of the gateway as it came and was answered, secrets masked: the stand-in's log. distributed by app_id
create table gateway_call (
  app_id text not null,
  call_id text not null,
  trace_id text not null,
  api text not null check (api in ('v2', 'v3')),
  verb text not null,
  method text not null,
  out_trade_no text,
  address text not null,
  received json not null,
  signed_text text not null,
  code text not null,
  sub_code text,
  -- What left, signature and all; null when nothing did.
  body text,
  -- What was done wrong on purpose.
  fault text,
  ms integer not null,
  at timestamptz not null,
  primary key (app_id, call_id)
) partition by range (call_id);
create table gateway_call_default partition of gateway_call default;
create index gateway_call_trace on gateway_call (trace_id);
create index gateway_call_order on gateway_call (out_trade_no);

-- What the stand-in shall do wrong on purpose, in order of the number. distributed by fault_id
create table fault (
  fault_id text primary key,
  app_id text,
  method text,
  kind text not null,
  -- Calls let through first, and calls spoilt; null: all that come.
  skip integer not null check (skip >= 0),
  times integer check (times > 0),
  delay_ms integer not null check (delay_ms >= 0),
  outcome text,
  passed integer not null default 0,
  fired integer not null default 0
);

-- What it did. distributed by fault_id
create table fault_event (
  fault_id text not null,
  event_id text not null,
  kind text not null,
  app_id text not null,
  -- The method, or the notification, that it happened to.
  subject text not null,
  trace_id text,
  at timestamptz not null,
  primary key (fault_id, event_id)
);

-- How far the stand-in's clock is ahead of the real one. distributed by name
create table standin_clock (
  name text primary key,
  offset_ms bigint not null check (offset_ms >= 0)
);

create or replace function prepare_days(first date, days integer) returns void language plpgsql as $$
declare
  parent text;
begin
  for i in 0 .. days - 1 loop
    foreach parent in array array['session', 'burn', 'guess', 'event', 'notification', 'notify_attempt',
      'gateway_nonce', 'gateway_call'] loop
      perform prepare_day(parent, first + i);
    end loop;
  end loop;
end $$;
