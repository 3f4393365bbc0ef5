import { STATUS_CODES } from 'node:http'

import { httpDate } from '../../clock.ts'
import type { Failure } from '../../failure.ts'
import type { Log } from '../../log.ts'
import { errorReply, failureOf, isFault, type StatusOf, waitSecondsOf } from '../answer-error.ts'
import { isForeign } from '../origin.ts'
import { jsonHeaders } from '../security-headers.ts'
import { newTraceId } from '../trace-id.ts'
import type { Seen } from '../watch.ts'
import { readHead } from './head.ts'
import type { Hot, HotRequest, HotRoute } from './route.ts'

/** The plain request at a hot route that a chunk is; undefined where it is for the usual way to answer. */
export type ShortWay = (chunk: Buffer, address: string) => PlainRequest | undefined

/** Head and body, as sent; after the last one the connection ends. */
export type Answer = { text: string; isLast: boolean }

export type PlainRequest = {
  /** Works on it, and sends one answer, now or later. */
  answer: (send: (answer: Answer) => void) => void
  /** To be called once, when it is answered or its caller is gone. */
  end: () => void
}

export type ShortWayOptions = {
  hot: Hot
  config: { bodyBytesMax: number; trustProxy: boolean; publicUrl: string | undefined }
  log: Log
  statusOf: StatusOf
  seen: Seen
  /** Whether the server closes, so that connections should end. */
  isClosing: () => boolean
  keepAliveMs: number
}

export function createShortWay(options: ShortWayOptions): ShortWay {
  const { config, log, statusOf, seen, isClosing } = options
  const { load, routes } = options.hot
  const keep = `Connection: keep-alive\r\nKeep-Alive: timeout=${options.keepAliveMs / 1000}`

  const written = (status: number, traceId: string, body: string, more = ''): Answer => {
    const isLast = isClosing()
    const text =
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${always}${more}trace_id: ${traceId}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nDate: ${httpDate(Date.now())}\r\n` +
      `${isLast ? 'Connection: close' : keep}\r\n\r\n${body}`
    return { text, isLast }
  }

  const refused = (status: number, traceId: string, failure: Failure): Answer => {
    const wait = waitSecondsOf(failure)
    const more = wait === undefined ? '' : `retry-after: ${wait}\r\n`
    return written(status, traceId, JSON.stringify(errorReply(failure, traceId)), more)
  }

  const handled = async (route: HotRoute, request: HotRequest): Promise<Answer> => {
    const from = performance.now()
    const { id } = request
    let status = 200
    let answer: Answer
    try {
      answer = written(status, id, await route.handle(request))
    } catch (thrown) {
      const told = failureOf(thrown, statusOf)
      status = told.status
      if (isFault(thrown, status)) log.error({ traceId: id, err: thrown }, 'a request failed')
      answer = refused(status, id, told.failure)
    }
    seen({ method: 'POST', route: route.path, status, ms: performance.now() - from }, id)
    return answer
  }

  return (chunk, address) => {
    const head = readHead(chunk)
    const route = head && routes.get(head.line)
    if (!route || (head.forwarded && config.trustProxy)) return undefined
    if (load.full()) {
      return {
        answer: (send) => load.turnAway(() => send(refused(503, newTraceId(), route.busy))),
        end: () => {},
      }
    }
    const { headers, bodyAt } = head
    const isTooLong = chunk.length - bodyAt > config.bodyBytesMax
    if (isTooLong || isForeign(headers, head.host, config.publicUrl)) return undefined
    const read = route.read(chunk.subarray(bodyAt), headers.cookie)
    if (!read) return undefined
    return {
      answer: (send) => void handled(route, { id: newTraceId(), ip: address, ...read }).then(send),
      end: load.enter(),
    }
  }
}

const always = jsonHeaders.map(([name, value]) => `${name}: ${value}\r\n`).join('')
