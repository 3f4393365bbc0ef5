import type { ServerResponse } from 'node:http'

import type { Failure } from '../failure.ts'
import { errorReply, waitSecondsOf } from './answer-error.ts'
import { jsonHeaders } from './security-headers.ts'
import { newTraceId } from './trace-id.ts'

const always = jsonHeaders.flat()

/** The usual error reply by the shortest way, in one write: under a flood it is what the server says most. */
export function answerBusy(response: ServerResponse, busy: Failure): void {
  const traceId = newTraceId()
  const body = JSON.stringify(errorReply(busy, traceId))
  const head = ['content-length', String(Buffer.byteLength(body)), 'trace_id', traceId]
  const wait = waitSecondsOf(busy)
  if (wait !== undefined) head.push('retry-after', String(wait))
  response.writeHead(503, [...always, ...head])
  response.end(body)
}
