-- A till's day and a merchant's bill ask for the refunds that were made in a time. By the primary key alone that was every
-- refund that the merchant ever made: of 8000, a day's totals read 656 pages; by this index 92, most of them the orders.
create index refund_at on refund (merchant_id, at);
