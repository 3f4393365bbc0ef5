-- A top-up from a bank card arrives when the bank has said, not when it was asked for: its line tells the phone.
alter table bill
  drop constraint bill_tells_check,
  add constraint bill_tells_check
    check (tells in ('paid', 'refunded', 'received', 'toppedUp', 'frozen', 'unfrozen')) not valid;
