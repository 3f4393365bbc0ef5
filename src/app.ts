import { addDeskRoutes } from '#cashier/desk-routes.ts'
import { linksOf } from '#cashier/links.ts'
import { addWalletOrderRoutes } from '#cashier/wallet-routes.ts'
import type { Config } from '#config'
import type { Engine } from '#engine/engine.ts'
import { registerGateway } from '#gateway/route.ts'
import type { Watch } from '#gateway/watch.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { createHot, createHttp, createLoad, type Http } from '#kernel/http.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import type { Metrics } from '#kernel/metrics.ts'
import type { Banking } from '#member/deps.ts'
import { addDemoRoutes } from '#member/demo-routes.ts'
import { addWalletRoutes } from '#member/routes.ts'
import { createSessions } from '#member/session.ts'
import { createSms } from '#member/sms.ts'
import { addTillRoutes } from '#merchant/till-routes.ts'
import { createStream } from '#notify/stream.ts'
import { addEventRoutes } from '#notify/stream/routes.ts'
import { addStandinRoutes } from '#standin/routes.ts'
import type { Standin } from '#standin/standin.ts'
import { billOffice } from '#settle/office.ts'
import { readTown } from '#town/file.ts'
import { statusOf } from '#wire/failures.ts'

import { addOpenApi } from './console/openapi.ts'
import { addPages } from './console/pages.ts'
import { readiness } from './console/readiness.ts'

/** What the server stands on; `openPlatform` makes it. The caller closes what it made. */
export type AppDeps = {
  config: Config
  sql: Sql
  keyring: Keyring
  clock: Clock
  log: Log
  metrics: Metrics
  engine: Engine
  /** The demo's clock, faults and log of calls. */
  standin?: Standin | undefined
  /** The banks; without them nobody can bind a card. */
  banking?: Banking | undefined
  /** Who looks on at the gateway. */
  watch?: Watch | undefined
  /** PEM of the local authority, served at `/ca.crt`; absent with a certificate of the operator's own. */
  caPem?: string | undefined
  /** Where the built pages are; `dist/web` by default. */
  webFolder?: string
}

/** The server; closing it ends the event streams and lets requests finish. Engine and database stay with their owner. */
export type App = { http: Http; close: () => Promise<void> }

/** The composition root: plain calls, in the order in which a reader would want to meet the parts. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { config, sql, keyring, clock, log, metrics, engine } = deps
  const load = createLoad({ waitMaxMs: config.busyAfterMs, metrics })
  const hot = createHot(load)
  const ready = readiness(sql, engine)
  const http = createHttp({ config, log, metrics, load, hot, statusOf, ready })
  await addOpenApi(http)
  const sessions = createSessions({ sql, keyring, clock })
  const sms = createSms({ config, sql, keyring, clock, log })
  const people = { config, sql, keyring, clock, engine, sessions }
  addWalletRoutes(http, { ...people, sms, banking: deps.banking })
  const tillOf = addTillRoutes(http, { ...people, hot })
  const { keepDays } = config
  const stream = await createStream({ sql, engine, sessions, clock, log, metrics, keepDays })
  addEventRoutes(http, { stream, sessions, tillOf })
  deps.standin?.travel.onJump(stream.tellTime)
  if (config.mode === 'demo') {
    addDemoRoutes(http, {
      sql,
      town: () => readTown(config.dataDir),
      simulator: deps.banking?.simulator,
    })
    addStandinRoutes(http, { config, sql, engine, standin: deps.standin })
  }
  const links = linksOf(config)
  const bills = billOffice(config)
  const { watch } = deps
  const gateway = { config, sql, engine, keyring, clock, log, links, bills, watch, load }
  registerGateway(http, gateway)
  addDeskRoutes(http, gateway)
  addWalletOrderRoutes(http, { ...gateway, sessions })
  addPages(http, { webFolder: deps.webFolder, caPem: deps.caPem })
  await http.ready()
  return { http, close: () => http.close() }
}
