-- Shares that a refund took back from their receivers: the list of who gave how much, beside the refund itself.
alter table refund add column royalty_back json;

-- What was taken back of a trade's shares so far. Like `amount` it only grows, so that the two together tell whether anything changed.
alter table royalty_sum add column back bigint not null default 0 check (back >= 0);
alter table royalty_sum add constraint royalty_sum_back check (back <= amount);
