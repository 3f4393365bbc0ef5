-- Freezings whose time is up are looked for every two seconds; there are few that are neither held nor closed.
create index hold_due on hold (expires_at) where state = 'INIT';
