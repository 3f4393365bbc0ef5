-- Members and their money are looked for by one name, and found by its hash in one page: half the time of a descent through a
-- tree of texts, and there are four for each payment.
create index member_by_id on member using hash (member_id);
create index account_by_owner on account using hash (owner_id);

-- Posts as before. Whether all moved is told by the lines: every one that came in belongs to an account that moved.
create or replace function entries_post() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  bad text;
  posted bigint;
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
  ), moves as (
    select owner_id, account, count(*) as lines, min(seq) as first, max(seq) as last, sum(amount)::bigint as amount,
           min(balance_before) filter (where seq_ahead is null) as began,
           bool_or(seq <> seq_ahead + 1 or balance_before <> balance_ahead) as torn,
           (max(at) at time zone 'Asia/Shanghai')::date as day,
           coalesce(sum(-amount) filter (where amount < 0 and kind in ('payment', 'freeze', 'transfer')), 0)::bigint as spent
      from ordered group by owner_id, account
  ), moved as (
    update account a
       set balance = a.balance + m.amount, version = m.last,
           day = greatest(a.day, m.day),
           spent = case when a.day >= m.day then a.spent else 0 end + m.spent
      from moves m
     where a.owner_id = m.owner_id and a.account = m.account and m.torn is not true
       and a.version = m.first - 1 and a.balance = m.began
    returning m.lines
  )
  select coalesce(sum(lines), 0) into posted from moved;
  if posted <> (select count(*) from added) then
    select e.owner_id || '/' || e.account into bad
      from added e left join account a on a.owner_id = e.owner_id and a.account = e.account
     where a.version is null or a.version < e.seq limit 1;
    raise exception 'an entry of % does not begin where the one before it ended', bad using errcode = 'TB003';
  end if;
  return null;
end $$;
