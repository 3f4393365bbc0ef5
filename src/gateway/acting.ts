import { findAuthorisation } from '#merchant/authorise.ts'

import { type App, checkActive, type GatewayDeps } from './call.ts'
import { refuseCall, Refused } from './codes.ts'
import type { After } from './sub-codes.ts'

/** A provider sells for a merchant, and never pays out or looks into what the merchant has. */
const ownOnly = /^alipay\.fund\.(?:trans|account)\./

const tokenMax = 128

/**
 * The app as the one that it acts for: its own merchant, or the one that gave it this `app_auth_token`. Throws
 * `Refused` for a suspended app and for a token that does not allow this method.
 */
export async function actingFor(
  deps: GatewayDeps,
  app: App,
  { token, method }: { token: string | undefined; method: string },
): Promise<App> {
  checkActive(app)
  if (token === undefined) return app
  const allowed = token.length > tokenMax ? undefined : await findAuthorisation(deps, token)
  if (allowed?.appId !== app.appId) {
    throw refuseToken('invalid-app-auth-token', 'is none of this app; ask the merchant for one')
  }
  if (allowed.expiresAt <= deps.clock()) {
    throw refuseToken('app-auth-token-time-out', 'has ended; ask the merchant for another')
  }
  if (ownOnly.test(method)) {
    throw refuseToken('invalid-app-auth-token-no-api', `does not allow ${method}`)
  }
  const { merchantId, merchantName, authAppId } = allowed
  return { ...app, merchantId, merchantName, authAppId }
}

const refuseToken = (subCode: After<'aop.', '20001'>, what: string): Refused =>
  new Refused(refuseCall('20001', `aop.${subCode}`, `app_auth_token: ${what}`))
