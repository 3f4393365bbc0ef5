import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'

import cookie from '@fastify/cookie'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import { fastify, LogController } from 'fastify'

import { answerError, answerMissing, type StatusOf } from './http/answer-error.ts'
import { openDoor } from './http/hot/door.ts'
import type { Hot } from './http/hot/route.ts'
import { createShortWay } from './http/hot/short-way.ts'
import type { Load } from './http/load.ts'
import { refuseForeignOrigin } from './http/origin.ts'
import { parseJson, refuseUnstorable } from './http/read-json.ts'
import { securityHeaders } from './http/security-headers.ts'
import { newTraceId } from './http/trace-id.ts'
import { watch } from './http/watch.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export { addHotRoute, createHot, type Hot, type HotRequest } from './http/hot/route.ts'
export { createLoad, type Load } from './http/load.ts'
export { take } from './http/refusal.ts'
export { listenTls, type TlsDoor } from './http/listen-tls.ts'

/** The HTTP server; schemas of its routes are typebox and give the types of bodies, queries and replies. */
export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export type HttpOptions = {
  config: { bodyBytesMax: number; trustProxy: boolean; publicUrl: string | undefined }
  log: Log
  metrics: Metrics
  /** Turns newcomers away while there is no time for them; without it there always is. */
  load?: Load
  /** The routes that have a short way. */
  hot?: Hot
  /** The HTTP status of a failure's code. */
  statusOf: StatusOf
  /** What must work before requests are sent here; each throws when it does not. Asked by `/readyz`. */
  ready: Record<string, () => Promise<void>>
}

/** A request must be complete after 30 s; a connection on which nothing moves is closed after 75 s. Event streams beat sooner. */
const requestTimeoutMs = 30_000
const connectionTimeoutMs = 75_000
const keepAliveTimeoutMs = 72_000

/**
 * Makes the HTTP server with everything that all routes share: limits, the trace id in the header `trace_id`, errors as
 * `ErrorReply`, security headers, the guard against foreign pages, `/healthz`, `/readyz` and `/metrics`.
 */
export function createHttp(options: HttpOptions): Http {
  const { config, log, metrics, hot, statusOf } = options
  const loggerInstance: FastifyBaseLogger = log
  const http: Http = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
    genReqId: newTraceId,
    requestIdHeader: false,
    trustProxy: config.trustProxy,
    bodyLimit: config.bodyBytesMax,
    serverFactory: (route) => serverOf(route, options.load),
    forceCloseConnections: 'idle',
    // What came in before the end is answered as always; Fastify's own words for it no SDK understands.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply, options),
  }).withTypeProvider<TypeBoxTypeProvider>()
  http.setValidatorCompiler(TypeBoxValidatorCompiler)
  http.removeAllContentTypeParsers()
  http.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJson)
  http.setErrorHandler((error, request, reply) => answerError(error, request, reply, options))
  http.setNotFoundHandler(answerMissing)
  http.addHook('onRequest', (request, reply, done) => {
    reply.header('trace_id', request.id).headers(securityHeaders(request))
    refuseForeignOrigin(request, config.publicUrl)
    done()
  })
  http.addHook('preValidation', (request, _, done) => {
    refuseUnstorable(request)
    done()
  })
  void http.register(cookie)
  const seen = watch(http, log, metrics)
  addHealth(http, options)
  const isClosing = letGoAtClose(http)
  if (hot) {
    const keepAliveMs = keepAliveTimeoutMs
    const way = createShortWay({ hot, config, log, statusOf, seen, isClosing, keepAliveMs })
    openDoor(http.server, way)
  }
  return http
}

/** Those for whom there is no time are told before Fastify makes anything for them. */
function serverOf(route: RequestListener, load: Load | undefined): RawServerDefault {
  const server = createServer((request, response) => {
    if (!load?.turnedAway(request, response)) route(request, response)
  })
  server.requestTimeout = requestTimeoutMs
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.setTimeout(connectionTimeoutMs)
  return server
}

/**
 * A request that is answered while the server closes ends its connection, which would be kept alive for a minute. Returns
 * whether it closes.
 */
function letGoAtClose(http: Http): () => boolean {
  let closing = false
  http.addHook('preClose', async () => {
    closing = true
  })
  http.addHook('onSend', (_, reply, __, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  return () => closing
}

function addHealth(http: Http, { metrics, ready }: HttpOptions): void {
  http.get('/healthz', () => ({ status: 'ok' }))
  http.get('/readyz', async (request, reply) => {
    const checks = await Promise.all(
      Object.entries(ready).map(async ([name, check]) => {
        const fault = await check().catch((error: unknown) => error ?? new Error(name))
        if (fault) request.log.warn({ err: fault, check: name }, 'not ready')
        return [name, fault ? 'failing' : 'ok'] as const
      }),
    )
    const failing = checks.some(([, state]) => state !== 'ok')
    return reply.code(failing ? 503 : 200).send(Object.fromEntries(checks))
  })
  http.get('/metrics', async (_, reply) => {
    const { contentType, body } = await metrics.text()
    return reply.type(contentType).send(body)
  })
}
