import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

import type { Failure } from '../failure.ts'
import { Refusal } from './refusal.ts'
import { explainFault, type SchemaFault } from './schema-fault.ts'

export type StatusOf = (code: string) => number

/** What was thrown, as a status and a failure: total, and the only place where an error becomes a reply. */
export function failureOf(
  thrown: unknown,
  statusOf: StatusOf,
): { status: number; failure: Failure } {
  if (thrown instanceof Refusal) {
    return { status: statusOf(thrown.failure.code), failure: thrown.failure }
  }
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as FastifyError
  if (error.validation) {
    const part = error.validationContext ?? 'body'
    const fault = explainFault(part, error.validation as unknown as SchemaFault[])
    return { status: 400, failure: { code: 'INVALID_REQUEST', ...fault } }
  }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) {
    const message = sentences[status] ?? 'The request cannot be read. Correct it and send it again.'
    return { status, failure: { code: status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST', message } }
  }
  if (status === 503 || isDatabaseAway(error)) {
    const message = 'The service is not reachable for a moment. Ask again with the same numbers.'
    return { status: 503, failure: { code: 'UNAVAILABLE', message } }
  }
  const message =
    'Something went wrong here and was noted under the trace id. Ask again with the same numbers.'
  return { status: 500, failure: { code: 'UNAVAILABLE', message } }
}

/** Texts of 4xx that Fastify makes: told in our own words, as theirs may change. */
const sentences: Record<number, string> = {
  400: 'The request cannot be read. Send valid JSON in UTF-8, at most 32 levels deep.',
  404: 'There is nothing at this address. Check its spelling and the method.',
  405: 'This address does not take that method.',
  408: 'The request took too long to arrive. Send it again.',
  413: 'The request is too large. Send less at once.',
  414: 'The address is too long. Shorten it.',
  415: 'The body must be JSON: send the header content-type: application/json.',
}

/** Postgres going away, without room, or only reading, by SQLSTATE and by the driver's own words. */
const isDatabaseAway = (error: FastifyError): boolean =>
  /^(08|57P0|53|58|25006)|^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT)/.test(
    error.code ?? '',
  )

/** Replies with `ErrorReply`; what went wrong on our side is logged whole and told in general words. */
export function answerError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { statusOf }: { statusOf: StatusOf },
): FastifyReply {
  const { status, failure } = failureOf(thrown, statusOf)
  if (isFault(thrown, status)) request.log.error({ err: thrown }, 'a request failed')
  const wait = waitSecondsOf(failure)
  if (wait !== undefined) reply.header('retry-after', wait)
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorReply(failure, request.id))
}

/** Whether something went wrong on our side that nobody expected. */
export const isFault = (thrown: unknown, status: number): boolean =>
  status >= 500 && !(thrown instanceof Refusal)

/** How long to wait before asking again, where a failure says so. */
export function waitSecondsOf(failure: Failure): number | undefined {
  const wait = failure.detail?.['waitSeconds']
  return typeof wait === 'number' ? wait : undefined
}

export const errorReply = (failure: Failure, traceId: string) => ({
  error: { ...failure, traceId },
})

export const answerMissing = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  answerError(new Refusal({ code: 'NOT_FOUND', message: sentences[404] ?? '' }), request, reply, {
    statusOf: () => 404,
  })
