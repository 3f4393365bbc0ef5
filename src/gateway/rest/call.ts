import { type KeyObject, verify } from 'node:crypto'

import type { FastifyRequest } from 'fastify'

import { systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'

import { actingFor } from '../acting.ts'
import type { Biz } from '../biz.ts'
import { answering, type App, findApp, type GatewayDeps, unknownApp, wrong } from '../call.ts'
import { checkCertificates } from '../certificate.ts'
import { type Answer, Refused } from '../codes.ts'
import { contentKeyOf, decryptContent, undecipherable } from '../content.ts'
import type { Dress } from '../envelope.ts'
import { methods } from '../method.ts'
import { type Parameters, utf8Bytes } from '../parameter.ts'
import { perform } from '../watch.ts'
import { appIdIn, type Authorization, readAuthorization } from './authorization.ts'
import { bizOfBody, bizOfQuery } from './body.ts'
import { ageMaxMs, takeNonce } from './nonce.ts'
import { signedPaths, verbOf } from './path.ts'

/** What came out of a call of the REST API, and how it is dressed. */
export type RestResult = { answer: Answer; app: App | undefined; dress: Dress }

/** A call as it was read: the bytes that are signed, or what was wrong with them. */
export type RestCall = { request: FastifyRequest; method: string; body: Buffer | Answer }

/** Checks a call in the same order as `/gateway.do` does, then lets the same method answer it. */
export async function callByRest(deps: GatewayDeps, call: RestCall): Promise<RestResult> {
  const { request } = call
  const dress: Dress = {
    charset: 'utf-8',
    signer: undefined,
    contentKey: undefined,
    certSn: undefined,
  }
  let app: App | undefined
  const answer = await answering(deps.log, request.id, async () => {
    app = await findApp(deps, appIdIn(request.headers.authorization))
    if (app) {
      dress.signer = { key: app.platformPrivateKey, type: 'RSA2' }
      dress.certSn = app.platformCertSn ?? undefined
    }
    return answerRest(deps, call, app, dress)
  })
  return { answer, app, dress }
}

async function answerRest(
  deps: GatewayDeps,
  { request, method: name, body }: RestCall,
  app: App | undefined,
  dress: Dress,
): Promise<Answer> {
  const authorization = readAuthorization(request.headers.authorization)
  if (!app) throw unknownApp()
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  const verb = verbOf(name)
  if (!method || !verb) throw wrong('invalid-method', `${name}: not offered here; see the guide`)
  if (request.method !== verb) {
    throw wrong('invalid-method', `${name}: is asked by ${verb}, not by ${request.method}`)
  }
  if (!Buffer.isBuffer(body)) throw new Refused(body)
  const root = headerOf(request, 'alipay-root-cert-sn')
  await checkCertificates(deps, app, { app: authorization.certSn, root, rootNeeded: false })
  checkSignature(request, authorization, body, app.merchantPublicKey)
  await checkFresh(deps.sql, authorization)
  const token = headerOf(request, 'alipay-app-auth-token')
  const acting = await actingFor(deps, app, { token, method: name })
  const biz = readBiz(request, body, app, dress)
  const { id: traceId, ip: address } = request
  const parameters = systemParameters(biz)
  const called = { deps, app: acting, biz, parameters, address, method: name, traceId }
  return perform(deps.watch, called, method)
}

/** What a call's signature may cover, the usual text first; `text` is the authorization without the signature. */
export function signedTexts(request: FastifyRequest, text: string, body: Buffer): Buffer[] {
  const token = headerOf(request, 'alipay-app-auth-token')
  return signedPaths(request.raw.url ?? '').map((path) =>
    Buffer.concat([
      Buffer.from(`${text}\n${request.method}\n${path}\n`),
      body,
      Buffer.from(token === undefined ? '\n' : `\n${token}\n`),
    ]),
  )
}

function checkSignature(
  request: FastifyRequest,
  { text, sign }: Authorization,
  body: Buffer,
  key: KeyObject,
): void {
  const signature = Buffer.from(sign, 'base64')
  const texts = signedTexts(request, text, body)
  if (texts.some((signed) => verify('sha256', signed, key, signature))) return
  throw wrong(
    'invalid-signature',
    'sign the authorization, the verb, the path with its query, and the body, each with a line feed after it',
  )
}

/**
 * A call counts once and for ten minutes, so that whoever records it can do nothing with it. The caller's time is
 * real, so it is held against the real one, even where the clock of payments is moved.
 */
async function checkFresh(sql: Sql, { appId, nonce, stamp }: Authorization): Promise<void> {
  const age = systemClock() - Number(stamp)
  if (Math.abs(age) > ageMaxMs) {
    const off = `${Math.round(Math.abs(age) / 1000)} s ${age > 0 ? 'old' : 'ahead'}`
    throw wrong('illegal-timestamp', `timestamp: is ${off}; set the clock, sign every call anew`)
  }
  if (await takeNonce(sql, { appId, nonce, stamp })) return
  throw wrong('suspected-attack', 'nonce: was used before; make one for every call')
}

function readBiz(request: FastifyRequest, body: Buffer, app: App, dress: Dress): Biz {
  const type = headerOf(request, 'alipay-encrypt-type')
  const key = type === undefined ? undefined : contentKeyOf(type, app)
  if (request.method !== 'POST') {
    dress.contentKey = key
    return bizOfQuery(request)
  }
  if (!key) return bizOfBody(body)
  const clear = body.length === 0 ? body : decryptContent(body.toString('latin1'), key)
  if (!clear) throw undecipherable('body')
  dress.contentKey = key
  return bizOfBody(clear)
}

/** What `/gateway.do` takes beside the business parameters, this API takes among them. */
function systemParameters(biz: Biz): Parameters {
  const names = ['notify_url', 'return_url'].filter((name) => typeof biz[name] === 'string')
  return new Map(
    names.map((name) => {
      const text = biz[name] as string
      return [name, { text, bytes: utf8Bytes(text) }]
    }),
  )
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
