-- A notification stays as it was written; how it stands is told by the last of its tries. Updating it wrote a kilobyte
-- of message anew for every try.

alter table notify_attempt
  add column state text not null default 'delivered' check (state in ('waiting', 'delivered', 'given_up')),
  -- When the next try is due; null after the last.
  add column next_at timestamptz;

update notify_attempt t
   set state = case when t.attempt = n.attempts then n.state else 'waiting' end,
       next_at = case when t.attempt = n.attempts then n.next_at else t.at end
  from notification n
 where n.merchant_id = t.merchant_id and n.notify_id = t.notify_id
   and (n.state <> 'delivered' or t.attempt < n.attempts);

alter table notify_attempt alter column state drop default;

alter table notification
  drop column state,
  drop column attempts,
  drop column next_at;

-- Each notification as it stands, for people and programs that look on.
create view notification_now as
  select n.merchant_id, n.notify_id, n.app_id, n.out_trade_no, n.trade_no, n.url, n.params, n.created_at,
         coalesce(t.attempt, 0) as attempts, coalesce(t.state, 'waiting') as state,
         case when t.attempt is null then n.created_at else t.next_at end as next_at
    from notification n
    left join lateral (
      select a.attempt, a.state, a.next_at from notify_attempt a
       where a.merchant_id = n.merchant_id and a.notify_id = n.notify_id
       order by a.attempt desc limit 1
    ) t on true;
