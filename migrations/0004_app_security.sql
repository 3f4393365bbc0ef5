-- How an app speaks besides plain key pairs: a key that encrypts contents, and certificates of the platform's authority.
-- Certificates are chains in PEM, the leaf first; the serial numbers are those of the gateway's protocol.
alter table app
  add column content_key_sealed text,
  add column certificate text,
  add column cert_sn text,
  add column platform_certificate text,
  add column platform_cert_sn text,
  add constraint app_certified
    check (num_nulls(certificate, cert_sn, platform_certificate, platform_cert_sn) in (0, 4));

-- Who certifies apps; the private key is sealed. distributed by name
create table authority (
  name text primary key,
  certificate text not null,
  private_key_sealed text not null,
  created_at timestamptz not null
);

-- A merchant lets a provider's app act for it; of the token only its MAC is kept. distributed by token_mac
create table app_authorisation (
  token_mac text primary key,
  app_id text not null,
  merchant_id text not null,
  auth_app_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index app_authorisation_merchant on app_authorisation (merchant_id);

-- A signed call of the REST API counts once. `stamp` is the call's own time, 13 digits of milliseconds. distributed by app_id
create table gateway_nonce (
  app_id text not null,
  nonce text not null,
  stamp text not null,
  primary key (app_id, nonce, stamp)
) partition by range (stamp);
create table gateway_nonce_default partition of gateway_nonce default;

create or replace function prepare_days(first date, days integer) returns void language plpgsql as $$
declare
  parent text;
begin
  for i in 0 .. days - 1 loop
    foreach parent in array array['session', 'burn', 'guess', 'event', 'notification', 'notify_attempt',
      'gateway_nonce'] loop
      perform prepare_day(parent, first + i);
    end loop;
  end loop;
end $$;
