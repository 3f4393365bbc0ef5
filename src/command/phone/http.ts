import type { ErrorReply } from '#wire/common.ts'

import { CommandFailure } from '../failure.ts'
import type { PhoneFile } from './file.ts'

/** A reply that is an error: the server's own code and sentence. */
export class ApiFailure extends CommandFailure {
  override name = 'ApiFailure'
  readonly status: number
  readonly detail: Detail
  constructor(status: number, error: Partial<ErrorReply['error']>) {
    const message = error.message ?? `The server answered ${status}.`
    super(error.code ?? 'UNAVAILABLE', message + hint(error.detail ?? {}))
    this.status = status
    this.detail = error.detail ?? {}
  }
}

type Detail = Record<string, string | number | boolean>

/** What the sentence leaves to the detail: the tries that are left, or the time to wait. */
function hint({ attemptsLeft, waitSeconds }: Detail): string {
  if (attemptsLeft !== undefined) {
    return ` ${attemptsLeft} ${attemptsLeft === 1 ? 'try is' : 'tries are'} left.`
  }
  return waitSeconds === undefined ? '' : ` Try again in ${waitSeconds} s.`
}

/** No answer came; whether a write took effect is not known. */
export class Unreachable extends CommandFailure {
  override name = 'Unreachable'
  constructor(server: string) {
    super(
      'UNREACHABLE',
      `Tongbao does not answer at ${server}. Start it with npm start, or name another with --server.`,
    )
  }
}

export type Call = {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  body?: object
  /** How long an answer may take, milliseconds; 15,000 unless told. */
  timeoutMs?: number
}

/** Calls the server as this phone, and keeps the session it is given and the server's clock. */
export async function call<T>(server: string, file: PhoneFile, request: Call): Promise<T> {
  const sentAt = Date.now()
  let reply: Response
  let body: unknown
  try {
    reply = await fetch(server + request.path, {
      method: request.method,
      headers: headers(file, request.body !== undefined),
      signal: AbortSignal.timeout(request.timeoutMs ?? 15_000),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    const text = await reply.text()
    body = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Unreachable(server)
  }
  if (!reply.ok) throw new ApiFailure(reply.status, (body as Partial<ErrorReply>).error ?? {})
  for (const cookie of reply.headers.getSetCookie()) {
    const value = /^tongbao_wallet=([^;]*)/.exec(cookie)?.[1]
    if (value !== undefined) file.session = value === '' ? null : value
  }
  const { serverTime } = body as { serverTime?: unknown }
  if (typeof serverTime === 'number') {
    file.offsetMs = serverTime - Math.round((sentAt + Date.now()) / 2)
  }
  return body as T
}

/** What every request of this phone carries. */
export const headers = (file: PhoneFile, hasBody: boolean): Record<string, string> => ({
  accept: 'application/json',
  'user-agent': 'tongbao-phone',
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
  ...(file.session === null ? {} : { cookie: `tongbao_wallet=${file.session}` }),
})
