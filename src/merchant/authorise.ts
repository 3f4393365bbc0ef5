import { type Cache, createCache } from '#kernel/cache.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { secretToken } from '#kernel/id.ts'
import { type Keyring, mac } from '#kernel/keys.ts'
import { refuse } from '#wire/failures.ts'

type Deps = { sql: Sql; keyring: Keyring }

export type NewAuthorisation = {
  /** The provider's app. */
  appId: string
  /** The merchant that lets it act in its name. */
  merchantId: string
  /** 1 to 3650; a year where it is left out. */
  days?: number
  /** Milliseconds, UTC. */
  now: number
}

export type Authorised = {
  /** What the provider sends with every call for this merchant; told once, of it only a MAC is kept. */
  appAuthToken: string
  /** The merchant's own app, as notifications name it. */
  authAppId: string
  /** Milliseconds, UTC. */
  expiresAt: number
}

/** Who a token lets an app act for. */
export type Authorisation = {
  appId: string
  merchantId: string
  merchantName: string
  authAppId: string
  /** Milliseconds, UTC. */
  expiresAt: number
}

const dayMs = 86_400_000
const daysUsual = 365
const daysMax = 3650

/**
 * A merchant lets a provider's app act in its name. Refused with `INVALID_REQUEST`: an app that is not there or is the
 * merchant's own, a merchant that is not there or has no app to be named by, another number of days.
 */
export async function authorise(
  { sql, keyring }: Deps,
  { appId, merchantId, days = daysUsual, now }: NewAuthorisation,
): Promise<Result<Authorised>> {
  if (!Number.isInteger(days) || days < 1 || days > daysMax) {
    return wrong('days', `An authorisation lasts 1 to ${daysMax} whole days.`)
  }
  const [app] = await sql<{ merchantId: string }[]>`
    select merchant_id as "merchantId" from app where app_id = ${appId}`
  if (!app) return wrong('appId', 'There is no such app.')
  if (app.merchantId === merchantId) {
    return wrong('appId', "The app is the merchant's own and needs no token.")
  }
  const [own] = await sql<{ appId: string }[]>`
    select app_id as "appId" from app where merchant_id = ${merchantId}
     order by created_at, app_id limit 1`
  if (!own) return wrong('merchantId', 'The merchant is not there, or has no app of its own yet.')
  const appAuthToken = secretToken()
  const expiresAt = now + days * dayMs
  await sql`
    insert into app_authorisation
      (token_mac, app_id, merchant_id, auth_app_id, created_at, expires_at)
    values (${mac(keyring, appAuthToken)}, ${appId}, ${merchantId}, ${own.appId}, ${now},
      ${expiresAt})`
  return ok({ appAuthToken, authAppId: own.appId, expiresAt })
}

/** Ends what a merchant allowed an app; resolves to how many tokens end with it, everywhere within half a minute. */
export async function endAuthorisations(
  sql: Sql,
  { appId, merchantId, now }: { appId: string; merchantId: string; now: number },
): Promise<number> {
  const ended = await sql`
    update app_authorisation set revoked_at = ${now}
     where merchant_id = ${merchantId} and app_id = ${appId} and revoked_at is null`
  return ended.count
}

const freshMs = 30_000
const cachedMax = 10_000
const caches = new WeakMap<Sql, Cache<Authorisation>>()

/** What this token allows; undefined when it allows nothing any more or never did. Its end in time is the caller's to check. */
export async function findAuthorisation(
  { sql, keyring }: Deps,
  token: string,
): Promise<Authorisation | undefined> {
  const cache = caches.get(sql) ?? createCache({ clock: systemClock, freshMs, max: cachedMax })
  caches.set(sql, cache)
  const tokenMac = mac(keyring, token)
  const known = cache.get(tokenMac)
  if (known) return known
  const [row] = await sql<Authorisation[]>`
    select a.app_id as "appId", a.merchant_id as "merchantId", m.name as "merchantName",
           a.auth_app_id as "authAppId", a.expires_at as "expiresAt"
      from app_authorisation a join merchant m on m.merchant_id = a.merchant_id
     where a.token_mac = ${tokenMac} and a.revoked_at is null`
  if (row) cache.put(tokenMac, row)
  return row
}

const wrong = (field: string, message: string) => refuse('INVALID_REQUEST', { field, message })
