import { Type } from 'typebox'

import type { Sql } from '#kernel/db.ts'
import { take, type Http } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'
import { CallDetail, CallPage, CallQuery } from '#wire/standin.ts'

import { findCall, listCalls } from './find.ts'
import type { CallLog } from './log.ts'

const told = (summary: string) => ({ tags: ['demo'], summary })

/** The log of the gateway's calls, to be searched. */
export function addCallRoutes(http: Http, { sql, calls }: { sql: Sql; calls: CallLog }): void {
  http.get(
    '/api/standin/calls',
    {
      schema: {
        ...told('Calls of the gateway, newest first'),
        querystring: CallQuery,
        response: { 200: CallPage },
      },
    },
    async (request) => {
      await calls.flush()
      return listCalls(sql, request.query)
    },
  )

  http.get(
    '/api/standin/calls/:id',
    {
      schema: {
        ...told('One call whole, with what the merchant was told of its order'),
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        response: { 200: CallDetail },
      },
    },
    async (request) => {
      await calls.flush()
      const call = await findCall(sql, request.params.id)
      return call ?? take<CallDetail>(refuse('NOT_FOUND'))
    },
  )
}
