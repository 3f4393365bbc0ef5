import type { Http } from '#kernel/http.ts'

import type { MemberDeps } from './deps.ts'
import { addBillRoutes } from './routes/bills.ts'
import { addDeviceRoutes } from './routes/devices.ts'
import { addHeldRoute } from './routes/held.ts'
import { addLoginRoutes } from './routes/login.ts'
import { addPendingRoutes } from './routes/pending.ts'
import { addDemoTopupRoute, addSettingRoutes } from './routes/settings.ts'

/** The wallet's API, `/api/wallet/*`. */
export function addWalletRoutes(http: Http, deps: MemberDeps): void {
  addLoginRoutes(http, deps)
  addSettingRoutes(http, deps)
  addDeviceRoutes(http, deps)
  addBillRoutes(http, deps)
  addPendingRoutes(http, deps)
  addHeldRoute(http, deps)
  if (deps.config.mode === 'demo') addDemoTopupRoute(http, deps)
}
