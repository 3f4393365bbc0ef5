import { createCache } from '#kernel/cache.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { secretToken } from '#kernel/id.ts'
import { mac, type Keyring } from '#kernel/keys.ts'

import { prepareDay } from './session-day.ts'

export type SessionKind = 'wallet' | 'till'

export type Session = {
  tokenMac: string
  kind: SessionKind
  /** Who: the member's id, or `<merchantId>/<staffId>`. */
  subject: string
  detail: Record<string, string>
  expiresAt: number
}

export type NewSession = Pick<Session, 'kind' | 'subject' | 'detail'> & { lifeMs: number }

/** Sessions of wallets and tills. The token is with its owner alone; here is its keyed hash. */
export type Sessions = {
  /** Opens a session and resolves to its token. */
  open: (session: NewSession) => Promise<string>
  find: (kind: SessionKind, token: string | undefined) => Promise<Session | undefined>
  end: (session: Session) => Promise<void>
  /** Ends a subject's sessions but one, in the caller's transaction; after its commit call `forget` with the answer. */
  endAll: (tx: Tx, subject: string, exceptMac?: string) => Promise<string[]>
  /** Makes ended sessions unknown to this process at once. */
  forget: (tokenMacs: readonly string[]) => void
  /** Which of these are still open, in one query. */
  stillOpen: (tokenMacs: readonly string[]) => Promise<Set<string>>
  /** Hears of every session that this process ended. Returns the function that stops it. */
  onEnd: (listener: (tokenMac: string) => void) => () => void
}

/**
 * A session is read from the database once in five seconds, so that a busy till's payments cost no query of their
 * own; a session ended by another process works here for that long at most, one ended by this process not at all.
 */
const freshMs = 5000
const cachedMax = 20_000

export function createSessions(deps: { sql: Sql; keyring: Keyring; clock: Clock }): Sessions {
  const { sql, keyring, clock } = deps
  const cache = createCache<Session>({ clock, freshMs, max: cachedMax })
  const listeners = new Set<(tokenMac: string) => void>()
  const macOf = (token: string) => mac(keyring, `session:${token}`)
  const hashes = createCache<string>({ clock, freshMs, max: cachedMax })
  /** A till shows its token with every payment; hashing it each time took 5 µs, half as long as deciding. */
  const hashOf = (token: string): string => {
    const known = hashes.get(token)
    if (known !== undefined) return known
    const hash = macOf(token)
    hashes.put(token, hash)
    return hash
  }

  const open = async ({ kind, subject, detail, lifeMs }: NewSession) => {
    const now = clock()
    const expiresAt = now + lifeMs
    const day = dayOf(expiresAt)
    await prepareDay(sql, day)
    // The day in the token leads to the one partition that can hold the session; the hash covers it.
    const token = `${secretToken()}.${day.replaceAll('-', '')}`
    await sql`
      insert into session (token_mac, expires_on, kind, subject, detail, created_at, expires_at)
      values (${macOf(token)}, ${day}, ${kind}, ${subject}, ${sql.json(detail)},
        ${now}, ${expiresAt})`
    return token
  }

  const read = async (tokenMac: string, day: string | undefined) => {
    if (day === undefined) return undefined
    const [row] = await sql<Session[]>`
      select token_mac as "tokenMac", kind, subject, detail, expires_at as "expiresAt"
        from session
       where token_mac = ${tokenMac} and expires_on = ${day} and revoked_at is null`
    return row
  }

  const find = async (kind: SessionKind, token: string | undefined) => {
    if (token === undefined) return undefined
    const tokenMac = hashOf(token)
    const known = cache.get(tokenMac)
    const session = known ?? (await read(tokenMac, dayIn(token)))
    if (!session || session.kind !== kind || session.expiresAt <= clock()) return undefined
    if (!known) cache.put(tokenMac, session)
    return session
  }

  const forget = (tokenMacs: readonly string[]) => {
    for (const tokenMac of tokenMacs) {
      cache.drop(tokenMac)
      for (const listener of listeners) listener(tokenMac)
    }
  }

  const end = async ({ tokenMac, expiresAt }: Session) => {
    await sql`
      update session set revoked_at = ${clock()}
       where token_mac = ${tokenMac} and expires_on = ${dayOf(expiresAt)} and revoked_at is null`
    forget([tokenMac])
  }

  const endAll = async (tx: Tx, subject: string, exceptMac = '') => {
    const rows = await tx<{ tokenMac: string }[]>`
      update session set revoked_at = ${clock()}
       where subject = ${subject} and token_mac <> ${exceptMac} and revoked_at is null
      returning token_mac as "tokenMac"`
    return rows.map((row) => row.tokenMac)
  }

  const stillOpen = async (tokenMacs: readonly string[]) => {
    const rows = await sql<{ tokenMac: string }[]>`
      select token_mac as "tokenMac" from session
       where token_mac = any(${tokenMacs as string[]}) and revoked_at is null
         and expires_at > ${clock()}`
    return new Set(rows.map((row) => row.tokenMac))
  }

  const onEnd = (listener: (tokenMac: string) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return { open, find, end, endAll, forget, stillOpen, onEnd }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The day that a token carries, or undefined for what is no token of ours. */
function dayIn(token: string): string | undefined {
  const match = /^[\w-]{43}\.(\d{4})(\d{2})(\d{2})$/.exec(token)
  const day = match && `${match[1]}-${match[2]}-${match[3]}`
  return day && !Number.isNaN(Date.parse(day)) ? day : undefined
}
