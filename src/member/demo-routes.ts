import { Type } from 'typebox'

import type { Simulator } from '#bank/simulator.ts'
import type { Sql } from '#kernel/db.ts'
import { take, type Http } from '#kernel/http.ts'
import { DemoSms, DemoTown } from '#wire/demo.ts'
import { refuse } from '#wire/failures.ts'

type DemoDeps = {
  sql: Sql
  town: () => DemoTown | undefined
  /** The demo's banks send text messages too. */
  simulator: Simulator | undefined
}

const messagesMax = 50

/** Demo mode alone: what the demo's phones received, and who lives in its town. */
export function addDemoRoutes(http: Http, { sql, town, simulator }: DemoDeps): void {
  http.get(
    '/api/demo/sms',
    {
      schema: {
        tags: ['demo'],
        summary: 'The text messages of the demo’s phones, newest first',
        querystring: Type.Object({ phone: Type.Optional(Type.String({ maxLength: 11 })) }),
        response: { 200: DemoSms },
      },
    },
    async (request) => {
      const { phone } = request.query
      const messages = await sql<DemoSms['messages']>`
        select sms_id as id, phone, text, code, at from sms_inbox
         where ${phone === undefined ? sql`true` : sql`phone = ${phone}`}
         order by sms_id desc limit ${messagesMax}`
      // Banks that are away keep nobody from logging in.
      const banks = (await simulator?.texts(phone).catch(() => [])) ?? []
      const all = [...messages, ...banks].sort((one, other) => other.at - one.at)
      return { messages: all.slice(0, messagesMax) }
    },
  )

  http.get(
    '/api/demo/town',
    {
      schema: {
        tags: ['demo'],
        summary: 'The people, tills and apps of the demo town',
        response: { 200: DemoTown },
      },
    },
    (): DemoTown => town() ?? take<DemoTown>(refuse('NOT_FOUND')),
  )
}
