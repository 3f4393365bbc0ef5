-- Orders are looked for by either of their names, and both indexes begin with the merchant. A plan that is made while the table is
-- small, or taken for empty, finds both as good for an order, and of two alike the planner takes the newer one: with the other it read
-- all trades of a merchant for each of its payments, for as long as the plan stood. So the index of orders is the newer one.
-- Looking for them by trade number is for refunds, which are few.
alter table trade drop constraint trade_pkey;
alter table trade add primary key (merchant_id, out_trade_no);
