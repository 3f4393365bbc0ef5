import { Type } from 'typebox'

import { take, type Http } from '#kernel/http.ts'
import { Empty } from '#wire/common.ts'
import { refuse } from '#wire/failures.ts'
import { Fault, FaultList, FaultRule, FaultRules } from '#wire/standin.ts'

import type { FaultBook } from './book.ts'
import { unfit } from './rules.ts'

const told = (summary: string) => ({ tags: ['demo'], summary })

/** A rule that nothing can ever meet is a typing error, and is told at once. */
function check(rule: FaultRule, before = ''): void {
  const message = unfit(rule)
  if (message === null) return
  const field = before + message.slice(0, message.indexOf(':'))
  take(refuse('INVALID_REQUEST', { field, message }))
}

/** What shall go wrong on purpose. */
export function addFaultRoutes(http: Http, book: FaultBook): void {
  http.get(
    '/api/standin/faults',
    {
      schema: {
        ...told('The faults that are set, and what they did'),
        response: { 200: FaultList },
      },
    },
    () => book.list(),
  )
  http.post(
    '/api/standin/faults',
    { schema: { ...told('Set a fault'), body: FaultRule, response: { 200: Fault } } },
    async (request) => {
      check(request.body)
      return book.add(request.body)
    },
  )
  http.put(
    '/api/standin/faults',
    {
      schema: {
        ...told('Set these faults instead of all, as if nothing had happened yet'),
        body: FaultRules,
        response: { 200: FaultList },
      },
    },
    async (request) => {
      const { faults } = request.body
      for (const [n, rule] of faults.entries()) check(rule, `faults.${n}.`)
      await book.replace(faults)
      return book.list()
    },
  )
  http.delete(
    '/api/standin/faults',
    { schema: { ...told('End all faults'), response: { 200: Empty } } },
    async () => {
      await book.clear()
      return {}
    },
  )
  http.delete(
    '/api/standin/faults/:faultId',
    {
      schema: {
        ...told('End one fault'),
        params: Type.Object({ faultId: Type.String({ maxLength: 32 }) }),
        response: { 200: Empty },
      },
    },
    async (request) => {
      if (!(await book.clear(request.params.faultId))) take(refuse('NOT_FOUND'))
      return {}
    },
  )
}
