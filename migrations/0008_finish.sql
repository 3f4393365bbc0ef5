-- How far a regular look at a large table has come, so that it never begins at the beginning again. reference table
create table sweep_mark (
  name text primary key,
  at timestamptz not null
);

-- Trades lie in the order of their time, so a range of it is a range of pages; a payment pays nothing for this index.
create index trade_paid on trade using brin (paid_at) with (autosummarize = on);
