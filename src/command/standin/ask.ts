import { readConfig } from '#config'
import { readTown } from '#town/file.ts'
import type { ErrorReply } from '#wire/common.ts'

import { ApiFailure, Unreachable } from '../phone/http.ts'

/** What every command that speaks to a running stand-in may be given. */
export type AskOptions = { server?: string; json?: boolean }

type Question = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: object
  /** How long to wait for the answer, milliseconds. */
  timeoutMs?: number
}

/** Calls the server of `--server`, or else the one that `town.json` names. Throws `ApiFailure` or `Unreachable`. */
export async function ask<T>({ server }: AskOptions, question: Question): Promise<T> {
  const { method, path, body, timeoutMs = 30_000 } = question
  const { dataDir, port } = readConfig()
  const base = (server ?? readTown(dataDir)?.endpoint ?? `http://127.0.0.1:${port}`).replace(
    /\/+$/,
    '',
  )
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const reply = await fetch(base + path, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout(timeoutMs),
    ...sent,
  }).catch(() => {
    throw new Unreachable(base)
  })
  const text = await reply.text()
  const read = text === '' ? {} : (JSON.parse(text) as unknown)
  if (!reply.ok) throw new ApiFailure(reply.status, (read as Partial<ErrorReply>).error ?? {})
  return read as T
}
