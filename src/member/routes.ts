import type { Http } from '#kernel/http.ts'

import type { Banking, MemberDeps } from './deps.ts'
import { addBillRoutes } from './routes/bills.ts'
import { addCardRoutes } from './routes/cards.ts'
import { addDeviceRoutes } from './routes/devices.ts'
import { addHeldRoute } from './routes/held.ts'
import { addLoginRoutes } from './routes/login.ts'
import { addPendingRoutes } from './routes/pending.ts'
import { addDemoTopupRoute, addSettingRoutes } from './routes/settings.ts'
import { addTopupRoutes } from './routes/topups.ts'

/** The wallet's API, `/api/wallet/*`; without banks it has no cards. */
export function addWalletRoutes(
  http: Http,
  deps: MemberDeps & { banking?: Banking | undefined },
): void {
  addLoginRoutes(http, deps)
  addSettingRoutes(http, deps)
  addDeviceRoutes(http, deps)
  addBillRoutes(http, deps)
  addPendingRoutes(http, deps)
  addHeldRoute(http, deps)
  if (deps.banking) {
    addCardRoutes(http, { ...deps, ...deps.banking })
    addTopupRoutes(http, { ...deps, ...deps.banking })
  }
  if (deps.config.mode === 'demo') addDemoTopupRoute(http, deps)
}
