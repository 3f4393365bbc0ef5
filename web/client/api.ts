import type { FailureCode } from '#wire/codes.ts'
import type { ErrorReply } from '#wire/common.ts'

import { ApiFailure } from './failure.ts'
import { setOnline } from './online.ts'

type Query = Readonly<Record<string, string | undefined>>
export interface CallOptions {
  query?: Query
  signal?: AbortSignal
  /**
   * After this many milliseconds without an answer the call fails with TIMEOUT; 15,000 unless told.
   */
  timeoutMs?: number
}

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1])
  const text = new URLSearchParams(given).toString()
  return text ? `${path}?${text}` : path
}

async function failureOf(reply: Response): Promise<ApiFailure> {
  const body = (await reply.json().catch(() => undefined)) as Partial<ErrorReply> | undefined
  const error = body?.error
  if (error) return new ApiFailure(error.code as FailureCode, reply.status, error)
  const code = reply.status === 401 ? 'NOT_LOGGED_IN' : 'UNAVAILABLE'
  return new ApiFailure(code, reply.status)
}

async function call<T>(
  method: string,
  path: string,
  body: unknown,
  { query, signal, timeoutMs = 15_000 }: CallOptions = {},
): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs)
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  try {
    const reply = await fetch(address(path, query), init)
    setOnline(true)
    if (!reply.ok) throw await failureOf(reply)
    return (reply.status === 204 ? undefined : await reply.json()) as T
  } catch (thrown) {
    if (thrown instanceof ApiFailure || signal?.aborted) throw thrown
    if (limit.aborted) throw new ApiFailure('TIMEOUT', 0)
    setOnline(false)
    throw new ApiFailure('OFFLINE', 0)
  }
}

/**
 * The server's JSON API. Each call answers the reply's body or throws an ApiFailure: the server's
 * code, or OFFLINE or TIMEOUT where no answer came, after which the outcome of a write is not
 * known.
 */
export const api = {
  get: <Reply>(path: string, options?: CallOptions) => call<Reply>('GET', path, undefined, options),
  post: <Reply, Body = unknown>(path: string, body: Body, options?: CallOptions) =>
    call<Reply>('POST', path, body, options),
  put: <Reply, Body = unknown>(path: string, body: Body, options?: CallOptions) =>
    call<Reply>('PUT', path, body, options),
  patch: <Reply, Body = unknown>(path: string, body: Body, options?: CallOptions) =>
    call<Reply>('PATCH', path, body, options),
  delete: <Reply>(path: string, options?: CallOptions) =>
    call<Reply>('DELETE', path, undefined, options),
}
