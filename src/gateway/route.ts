import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Http } from '#kernel/http.ts'

import { registerBills } from './bill-route.ts'
import { busy, busyEnvelope, hasRoom } from './busy.ts'
import { type GatewayDeps, unavailable } from './call.ts'
import { type Charset, decodeText } from './charset.ts'
import { type Answer, refuseCall } from './codes.ts'
import { type Body, envelope, nodeName } from './envelope.ts'
import { callByForm, receivedByForm } from './form.ts'
import { isPageMethod, sendPage } from './page.ts'
import { mergeParameters, type Received, textOf } from './parameter.ts'
import { queryPairs, receive, requestIdOf } from './receive.ts'
import { registerRest } from './rest/route.ts'
import { hangUp } from './watch.ts'

/** SDKs are given a URL, and some installations put a path before `/gateway.do`. */
const paths = ['', '/:a', '/:a/:b', '/:a/:b/:c'].map((prefix) => `${prefix}/gateway.do`)

/**
 * The Alipay-compatible APIs. Answers of `/gateway.do` are HTTP 200 always, failures too: SDKs throw on anything else
 * and would hide what went wrong. They live in a scope of its own, because bodies must be read as bytes to be verified.
 */
export function registerGateway(
  http: Http,
  deps: GatewayDeps & { config: { bodyBytesMax: number } },
): void {
  const limit = deps.config.bodyBytesMax
  http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    await scope.register(multipart, {
      limits: { files: 210, fields: 0, parts: 210, fileSize: limit, fieldNameSize: 200 },
      // The parser would read fields in a charset of its own choice; files come as the bytes that were signed.
      isPartAFile: () => true,
    })
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const received = await receive(request, limit)
      if (await hasRoom(deps, reply)) return send(deps, request, reply, received)
      return send(deps, request, reply, { ...received, fault: busy })
    }
    scope.setErrorHandler((error, request, reply) => answerFault(deps, request, reply, error))
    for (const url of paths) scope.route({ method: ['GET', 'POST'], url, handler })
    registerRest(scope, deps, faultAnswer)
    registerBills(scope, deps)
  })
}

async function send(
  deps: GatewayDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  received: Received,
): Promise<FastifyReply> {
  const started = performance.now()
  const traceId = request.id
  const result = await callByForm(deps, received, { address: request.ip, traceId })
  const { answer, app, dress } = result
  const method = textOf(received.parameters, 'method')
  const node = nodeName(method)
  if (deps.log.isLevelEnabled('info')) {
    const { code, sub_code } = answer
    const ms = Math.round(performance.now() - started)
    const requestId = requestIdOf(request)
    deps.log.info({ traceId, requestId, node, appId: app?.appId, code, sub_code, ms }, 'gateway')
  }
  const isPage = isPageMethod(method)
  const body = isPage
    ? ''
    : await (answer === busy ? busyEnvelope(node, dress) : envelope(node, answer, dress))
  const silentMs = deps.watch?.silence(traceId)
  deps.watch?.seen({
    traceId,
    api: 'v2',
    verb: request.method,
    address: request.ip,
    app,
    method,
    answer,
    read: () => receivedByForm(received),
    body: silentMs === undefined ? textOfBody(body, dress.charset) : null,
    ms: Math.round(performance.now() - started),
  })
  if (silentMs !== undefined) return hangUp(request, reply, silentMs)
  if (isPage) return sendPage(reply, answer, { links: deps.links, traceId })
  return reply
    .code(200)
    .header('content-type', `text/html;charset=${dress.charset}`)
    .header('cache-control', 'no-store')
    .send(body)
}

const textOfBody = (body: Body, charset: Charset): string =>
  typeof body === 'string' ? body : (decodeText(body, charset) ?? '')

/**
 * A request that could not be read. SDKs put the system parameters into the query, so the app is often known and the
 * answer can be signed all the same.
 */
async function answerFault(
  deps: GatewayDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  const fault = faultAnswer(error)
  if (fault === unavailable) request.log.error({ err: error }, 'a gateway request failed')
  const received = mergeParameters(queryPairs(request))
  return send(deps, request, reply, { ...received, fault })
}

function faultAnswer(error: unknown): Answer {
  const status = (error as { statusCode?: number }).statusCode ?? 500
  const wrong = (what: string) => refuseCall('40002', 'isv.invalid-parameter', what)
  if (status === 413) return wrong('The request is too large; send less at once')
  const isRefusal = error instanceof Error && error.name === 'Refusal'
  if (isRefusal) return wrong('A parameter holds a NUL character or half a character; leave it out')
  if (status < 500)
    return wrong('The body cannot be read; send it urlencoded or as multipart/form-data')
  return unavailable
}
