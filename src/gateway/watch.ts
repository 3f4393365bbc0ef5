import type { FastifyReply, FastifyRequest } from 'fastify'

import { traced } from '#engine/traced.ts'

import type { App, Call, Method } from './call.ts'
import type { Answer } from './codes.ts'

/** A verified call with what somebody who looks on wants to know besides. */
export type WatchedCall = Call & { method: string; traceId: string }

/** A call as it came and was answered. Whoever keeps it masks the secrets first. */
export type Seen = {
  traceId: string
  api: 'v2' | 'v3'
  verb: string
  address: string
  app: App | undefined
  /** As the caller named it, whatever it is. */
  method: string | undefined
  /**
   * Names and values as they were read, `biz_content` or the body among them, and the text that the signature covers. Put
   * together when somebody asks, since payments need not wait for it.
   */
  read: () => { received: Record<string, string>; signedText: string }
  answer: Answer
  /** The answer as it left, with its signature; null when none left. */
  body: string | null
  ms: number
}

/**
 * Somebody who looks over the gateway's shoulder: the stand-in, which keeps what was said and does wrong on purpose. There
 * is none in production.
 */
export type Watch = {
  /** Lets the method answer, or something else happen. */
  around: (call: WatchedCall, method: Method) => Promise<Answer>
  /** Whether the caller shall get no answer. Milliseconds until the connection ends; undefined for an answer. */
  silence: (traceId: string) => number | undefined
  /** Told of each call once it is answered. Must not throw. */
  seen: (call: Seen) => void
}

/** Lets the method answer, under the eyes of whoever watches; what it does bears the call's trace id. */
export function perform(
  watch: Watch | undefined,
  call: WatchedCall,
  method: Method,
): Promise<Answer> {
  const engine = traced(call.deps.engine, call.traceId)
  const own = { ...call, deps: { ...call.deps, engine } }
  return watch ? watch.around(own, method) : method(own)
}

/** Ends the connection without a word, as a network does that broke. */
export function hangUp(request: FastifyRequest, reply: FastifyReply, ms: number): FastifyReply {
  reply.hijack()
  setTimeout(() => request.raw.socket.destroy(), ms).unref()
  return reply
}
