import type { Config } from '#config'
import type { Engine } from '#engine/engine.ts'
import { createCache } from '#kernel/cache.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { type Hot, take } from '#kernel/http.ts'
import type { Keyring } from '#kernel/keys.ts'
import { tokenOf, type WithCookies } from '#member/cookie.ts'
import type { Session, Sessions } from '#member/session.ts'
import { refuse } from '#wire/failures.ts'
import type { Role, TillLogin } from '#wire/till.ts'

import { checkLogin } from './check-login.ts'

/** A cashier at a terminal. */
export type Till = {
  merchantId: string
  merchantName: string
  storeId: string
  storeName: string
  terminalId: string
  terminalName: string
  login: string
  name: string
  role: Role
}

export type TillDeps = {
  config: Config
  sql: Sql
  keyring: Keyring
  clock: Clock
  engine: Engine
  sessions: Sessions
  hot: Hot
}

/** A shift, and a little more. */
export const tillLifeMs = 12 * 3_600_000

/** Logs a cashier in at a terminal of the cashier's store (the owner: of any store). */
export async function logInTill(
  deps: TillDeps,
  request: TillLogin,
): Promise<Result<{ till: Till; token: string }>> {
  const checked = await checkLogin(deps, request.login, request.password)
  if (!checked.ok) return checked
  const { merchantId, staffId } = checked.value
  const subject = `${merchantId}/${staffId}`
  const till = await loadTill(deps.sql, { merchantId, staffId, terminalId: request.terminalId })
  if (!till) return refuse('NOT_FOUND', { field: 'terminalId', message: noTerminal })
  const detail = { terminalId: till.terminalId }
  const session = { kind: 'till', subject, detail, lifeMs: tillLifeMs } as const
  return ok({ till, token: await deps.sessions.open(session) })
}

const noTerminal = 'This cashier may not work at that terminal. Leave it out for the usual one.'

export type TillOf = (request: WithCookies) => Promise<{ till: Till; session: Session }>

/**
 * Makes the function that finds who is at the till that asks. Session and till are read from the database once in five
 * seconds, so that a payment costs two look-ups in memory and one HMAC (3 µs) before the engine.
 */
export function findTills({ sql, sessions, clock }: TillDeps): TillOf {
  const tills = createCache<Till>({ clock, freshMs: 5000, max: 20_000 })
  return async (request) => {
    const session = await sessions.find('till', tokenOf(request, 'till'))
    if (!session) return take(refuse('NOT_LOGGED_IN'))
    const known = tills.get(session.tokenMac)
    if (known) return { till: known, session }
    const [merchantId = '', staffId = ''] = session.subject.split('/')
    const terminalId = session.detail['terminalId']
    const till = await loadTill(sql, { merchantId, staffId, terminalId })
    if (!till) return take(refuse('NOT_LOGGED_IN'))
    tills.put(session.tokenMac, till)
    return { till, session }
  }
}

type Where = { merchantId: string; staffId: string; terminalId: string | undefined }

async function loadTill(sql: Sql, where: Where): Promise<Till | undefined> {
  const { merchantId, staffId, terminalId } = where
  const [till] = await sql<Till[]>`
    select m.merchant_id as "merchantId", m.name as "merchantName", o.store_id as "storeId",
           o.name as "storeName", t.terminal_id as "terminalId", t.name as "terminalName", s.login,
           s.name, s.role
      from staff s
      join merchant m on m.merchant_id = s.merchant_id
      join terminal t on t.merchant_id = s.merchant_id
       and t.terminal_id = coalesce(${terminalId ?? null}, s.terminal_id)
       and (t.store_id = s.store_id or s.role = 'owner')
      join store o on o.merchant_id = t.merchant_id and o.store_id = t.store_id
     where s.merchant_id = ${merchantId} and s.staff_id = ${staffId}
       and s.state = 'active' and t.state = 'active'`
  return till
}
