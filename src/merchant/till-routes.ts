import type { Http } from '#kernel/http.ts'

import { addTillLoginRoutes } from './routes/login.ts'
import { addTillPayRoute } from './routes/pay.ts'
import { addTillTradeRoutes } from './routes/trades.ts'
import { findTills, type TillDeps, type TillOf } from './till.ts'

/** The till's API, `/api/till/*`. Returns how to find the till that asks, for its stream of events. */
export function addTillRoutes(http: Http, deps: TillDeps): TillOf {
  const tillOf = findTills(deps)
  addTillLoginRoutes(http, deps, tillOf)
  addTillPayRoute(http, deps, tillOf)
  addTillTradeRoutes(http, deps, tillOf)
  return tillOf
}
