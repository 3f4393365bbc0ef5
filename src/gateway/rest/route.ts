import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Http } from '#kernel/http.ts'

import { busy, hasRoom } from '../busy.ts'
import type { GatewayDeps } from '../call.ts'
import type { Answer } from '../codes.ts'
import { requestIdOf } from '../receive.ts'
import { hangUp } from '../watch.ts'
import { restReply } from './answer.ts'
import { signedBody } from './body.ts'
import { callByRest } from './call.ts'
import { methodOf } from './path.ts'
import { receivedByRest } from './received.ts'

/** What is asked by another verb than its own is told so. */
const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** As with `/gateway.do`, some installations put a path before it. */
const paths = ['', '/:a', '/:a/:b', '/:a/:b/:c'].map((prefix) => `${prefix}/v3/*`)

/** The REST API in the scope of the gateway, whose bodies are bytes. `faultOf` says what is wrong with an unreadable one. */
export function registerRest(
  scope: Pick<Http, 'register'>,
  deps: GatewayDeps & { config: { bodyBytesMax: number } },
  faultOf: (error: unknown) => Answer,
): void {
  // A scope within, for errors that are answered in another way.
  scope.register(async (inner) => {
    inner.setErrorHandler((error, request, reply) => send(deps, request, reply, faultOf(error)))
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (!(await hasRoom(deps, reply))) return send(deps, request, reply, busy)
      const body = await signedBody(request, deps.config.bodyBytesMax).catch(faultOf)
      return send(deps, request, reply, body)
    }
    for (const url of paths) inner.route({ method: [...verbs], url, handler })
  })
}

async function send(
  deps: GatewayDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Buffer | Answer,
): Promise<FastifyReply> {
  const started = performance.now()
  const traceId = request.id
  const method = methodOf((request.params as Record<string, string | undefined>)['*'] ?? '')
  const { answer, app, dress } = await callByRest(deps, { request, method, body })
  const { status, headers, body: text } = await restReply(answer, dress, traceId)
  const silentMs = deps.watch?.silence(traceId)
  deps.watch?.seen({
    traceId,
    api: 'v3',
    verb: request.method,
    address: request.ip,
    app,
    method,
    answer,
    read: () => receivedByRest(request, body),
    body: silentMs === undefined ? text : null,
    ms: Math.round(performance.now() - started),
  })
  if (deps.log.isLevelEnabled('info')) {
    const ms = Math.round(performance.now() - started)
    const { code, sub_code } = answer
    const about = { method: method.slice(0, 128), appId: app?.appId, code, sub_code, status, ms }
    deps.log.info({ traceId, requestId: requestIdOf(request), ...about }, 'gateway v3')
  }
  if (silentMs !== undefined) return hangUp(request, reply, silentMs)
  return reply.code(status).headers(headers).send(text)
}
