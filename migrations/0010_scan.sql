-- When a wallet last scanned an order: the cashier desk says so while the payer enters the password.
alter table checkout add column scanned_at timestamptz;
