-- What a line of bills tells the phone is kept as that line alone, not as an event beside it: the kind of the event, by the line's own
-- number. Null for a line that tells nothing by itself, and for every line of before, which an event tells.
alter table bill add column tells text
  check (tells in ('paid', 'refunded', 'received', 'frozen', 'unfrozen'));

-- The call that wrote the line, as its answer named it.
alter table bill add column trace_id text;
