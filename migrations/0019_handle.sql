-- A wrong code counts against the handle of a minute, whose subject names the device: that is a column, so that what stands
-- against a device's codes is found by its number, whichever of its minutes are asked for.
alter table guess add column device_no bigint
  generated always as (case when subject like 'handle:%' then split_part(subject, ':', 2)::bigint end) stored;
create index guess_device on guess (device_no, window_start) where device_no is not null;
