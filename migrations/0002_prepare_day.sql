-- One day of one partitioned table. Sessions end weeks ahead, and only their table needs those days. Doing nothing is
-- right where another process was faster, and where rows of the day lie in the default partition already: a partition
-- beside them is refused, and later rows of the day join them there.
create function prepare_day(parent text, d date) returns void language plpgsql as $$
declare
  child text := parent || '_' || to_char(d, 'YYYYMMDD');
  lo bigint := extract(epoch from d)::bigint;
  hi bigint := lo + 86400;
  bounds text[];
begin
  if to_regclass(child) is not null then
    return;
  end if;
  bounds := case parent
    when 'burn' then array[(lo / 60)::text, (hi / 60)::text]
    when 'session' then array[d::text, (d + 1)::text]
    when 'guess' then array[to_timestamp(lo)::text, to_timestamp(hi)::text]
    else array[(lo * 1000)::text, (hi * 1000)::text]
  end;
  execute format('create table %I partition of %I for values from (%L) to (%L)', child, parent,
    bounds[1], bounds[2]);
exception
  when duplicate_table or unique_violation or check_violation then
    return;
end $$;

create or replace function prepare_days(first date, days integer) returns void language plpgsql as $$
declare
  parent text;
begin
  for i in 0 .. days - 1 loop
    foreach parent in array array['session', 'burn', 'guess', 'event', 'notification', 'notify_attempt'] loop
      perform prepare_day(parent, first + i);
    end loop;
  end loop;
end $$;
