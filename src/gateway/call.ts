import type { Links } from '#cashier/links.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Load } from '#kernel/http.ts'
import type { Log } from '#kernel/log.ts'
import type { Submit } from '#engine/traced.ts'
import { type AppKeys, loadApp } from '#merchant/app-keys.ts'
import type { BillOffice } from '#settle/office.ts'

import type { Biz } from './biz.ts'
import { type Answer, refuseCall, Refused } from './codes.ts'
import type { Parameters } from './parameter.ts'
import type { After } from './sub-codes.ts'
import type { Watch } from './watch.ts'

/** The app that calls. `merchantId` and `merchantName` are of the merchant that it acts for. */
export type App = AppKeys & {
  /** Where it acts for another merchant: that merchant's own app. */
  authAppId?: string
}

export type GatewayDeps = {
  sql: Sql
  engine: Submit
  keyring: Keyring
  clock: Clock
  log: Log
  /** Who looks on and meddles; nobody outside the stand-in. */
  watch?: Watch | undefined
  /** Says when there is no time for more calls; without it there always is. */
  load?: Load | undefined
  bills: BillOffice
  /** Where the buyers of orders are sent. */
  links: Links
}

/** One verified call, as a method sees it, by whichever API it came. */
export type Call = {
  deps: GatewayDeps
  app: App
  biz: Biz
  /** What came beside the business parameters, such as `notify_url`. */
  parameters: Parameters
  /** The caller's network address. */
  address: string
}

export type Method = (call: Call) => Promise<Answer>

/** Where a call came from: the caller's network address, and the id under which everybody finds it again. */
export type Origin = { address: string; traceId: string }

export const unavailable = refuseCall(
  '20000',
  'isp.unknow-error',
  'The outcome is not known here; ask again with the same numbers, or query the order',
)

/** What `act` answers or refuses; what fails in it is noted under the trace id, and not known to the caller. */
export async function answering(
  log: Log,
  traceId: string,
  act: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refused) return error.answer
    log.error({ err: error, traceId }, 'a gateway call failed')
    return unavailable
  }
}

/** The app, when its number is there and known; the faults of the number itself are told later. */
export async function findApp(
  { sql, keyring }: GatewayDeps,
  appId: string | undefined,
): Promise<App | undefined> {
  if (appId === undefined || appId.length > 32) return undefined
  return loadApp(sql, keyring, appId)
}

/** A suspended app may do nothing. */
export function checkActive(app: App): void {
  if (app.state === 'active') return
  const what = 'The app is suspended; ask the operator'
  throw new Refused(refuseCall('40006', 'isv.insufficient-isv-permissions', what))
}

export const missing = (name: string, subCode: After<'isv.', '40001'>): Refused =>
  new Refused(refuseCall('40001', `isv.${subCode}`, `${name}: is missing; send it`))

export const wrong = (subCode: After<'isv.', '40002'>, what: string): Refused =>
  new Refused(refuseCall('40002', `isv.${subCode}`, what))

export const unknownApp = (): Refused =>
  wrong(
    'invalid-app-id',
    'app_id: this network knows no such app; check the number and the gateway',
  )
