import type { Sql } from '#kernel/db.ts'
import { take, type Http } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'
import { DoctorReply, DoctorRequest } from '#wire/standin.ts'

import { examine } from './doctor/examine.ts'

export type StandinDeps = { sql: Sql }

const told = (summary: string) => ({ tags: ['demo'], summary })

/** What the stand-in gives beyond the real thing; demo mode alone, since it asks nobody who they are. */
export function addStandinRoutes(http: Http, deps: StandinDeps): void {
  http.post(
    '/api/standin/doctor',
    {
      schema: {
        ...told('Whether a signature verifies, and why not'),
        body: DoctorRequest,
        response: { 200: DoctorReply },
      },
    },
    async (request): Promise<DoctorReply> =>
      (await examine(deps.sql, request.body)) ??
      take<DoctorReply>(
        refuse('INVALID_REQUEST', {
          field: 'text',
          message: 'This is no request, answer or notification. Paste it whole, sign included.',
        }),
      ),
  )
}
