import type { Detail, NetworkCode } from '#web/ui/failure-words.ts'
import type { FailureCode } from '#wire/codes.ts'

/** A request that was answered with an error, or not at all. `status` is 0 where no answer came. */
export class ApiFailure extends Error {
  readonly code: FailureCode | NetworkCode
  readonly status: number
  readonly detail: Detail
  readonly traceId: string | undefined

  constructor(code: FailureCode | NetworkCode, status: number, rest: FailureRest = {}) {
    super(rest.message ?? code)
    this.name = 'ApiFailure'
    this.code = code
    this.status = status
    this.detail = rest.field ? { field: rest.field, ...rest.detail } : (rest.detail ?? {})
    this.traceId = rest.traceId
  }
}

interface FailureRest {
  message?: string | undefined
  field?: string | undefined
  detail?: Detail | undefined
  traceId?: string | undefined
}

/** Whether the request may have reached the server without its answer reaching us. */
export const outcomeUnknown = (failure: ApiFailure) =>
  ['OFFLINE', 'TIMEOUT', 'UNAVAILABLE'].includes(failure.code)

/**
 * Anything thrown, as an ApiFailure; what is no failure of a request is a bug of the page and is
 * thrown on.
 */
export function asFailure(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown
  throw thrown
}
