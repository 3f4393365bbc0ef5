-- What a merchant paid to members out of its receipts, once per out_biz_no. distributed by merchant_id
create table transfer (
  merchant_id text not null,
  out_biz_no text not null,
  order_id text not null,
  payee_id text not null,
  amount bigint not null check (amount > 0),
  title text not null,
  remark text,
  posting_id text not null,
  at timestamptz not null,
  primary key (merchant_id, out_biz_no)
);
create unique index transfer_order on transfer (merchant_id, order_id);

-- A member's history tells as well what came from a merchant, and what is held for one and given back.
alter table bill drop constraint bill_kind_check;
alter table bill add constraint bill_kind_check
  check (kind in ('payment', 'refund', 'topup', 'transfer', 'royalty', 'freeze', 'unfreeze'));
