import type { Engine } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'
import { take, type Http } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'
import { DoctorReply, DoctorRequest } from '#wire/standin.ts'

import { addCallRoutes } from './call/routes.ts'
import { examine } from './doctor/examine.ts'
import { addFaultRoutes } from './fault/routes.ts'
import type { JourneyDeps } from './journey.ts'
import type { Standin } from './standin.ts'
import { addTimeRoutes } from './time-routes.ts'

export type StandinDeps = {
  sql: Sql
  engine: Engine
  standin: Standin | undefined
  config: JourneyDeps['config']
}

/** What the stand-in gives beyond the real thing; demo mode alone, since it asks nobody who they are. */
export function addStandinRoutes(http: Http, deps: StandinDeps): void {
  const { sql, engine, standin, config } = deps
  http.post(
    '/api/standin/doctor',
    {
      schema: {
        tags: ['demo'],
        summary: 'Whether a signature verifies, and why not',
        body: DoctorRequest,
        response: { 200: DoctorReply },
      },
    },
    async (request): Promise<DoctorReply> =>
      (await examine(sql, request.body)) ??
      take<DoctorReply>(
        refuse('INVALID_REQUEST', {
          field: 'text',
          message: 'This is no request, answer or notification. Paste it whole, sign included.',
        }),
      ),
  )
  if (!standin) return
  addCallRoutes(http, { sql, calls: standin.calls })
  addFaultRoutes(http, standin.faults)
  addTimeRoutes(http, { sql, engine, config, travel: standin.travel })
}
