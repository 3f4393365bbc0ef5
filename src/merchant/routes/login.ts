import { Type } from 'typebox'

import { take, type Http } from '#kernel/http.ts'
import { createPace } from '#kernel/pace.ts'
import { giveToken, takeToken } from '#member/cookie.ts'
import { refuse } from '#wire/failures.ts'
import { TillLogin, TillMe } from '#wire/till.ts'

import { logInTill, tillLifeMs, type Till, type TillDeps, type TillOf } from '../till.ts'

const told = (summary: string) => ({ tags: ['till'], summary })

/** Logins that one network address may try in a minute: each costs a core 20 ms, which payments need. */
const loginsPerAddressMax = 120

export function addTillLoginRoutes(http: Http, deps: TillDeps, tillOf: TillOf): void {
  const paceOf = createPace({ clock: deps.clock, windowMs: 60_000, max: loginsPerAddressMax })

  http.post(
    '/api/till/login',
    { schema: { ...told('Log a cashier in'), body: TillLogin, response: { 200: TillMe } } },
    async (request, reply) => {
      const waitMs = paceOf(request.ip)
      if (waitMs > 0) {
        take(refuse('LOGIN_LOCKED', { detail: { waitSeconds: Math.ceil(waitMs / 1000) } }))
      }
      const { till, token } = take(await logInTill(deps, request.body))
      giveToken(request, reply, { kind: 'till', token, lifeMs: tillLifeMs })
      return meOf(till, deps)
    },
  )

  http.post(
    '/api/till/logout',
    { schema: { ...told('End the session'), response: { 204: Type.Null() } } },
    async (request, reply) => {
      await deps.sessions.end((await tillOf(request)).session)
      takeToken(request, reply, 'till')
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/api/till/me',
    { schema: { ...told('Who is at this till'), response: { 200: TillMe } } },
    async (request) => meOf((await tillOf(request)).till, deps),
  )
}

const meOf = (till: Till, { config, clock }: TillDeps): TillMe => ({
  merchantId: till.merchantId,
  merchantName: till.merchantName,
  storeId: till.storeId,
  storeName: till.storeName,
  terminalId: till.terminalId,
  terminalName: till.terminalName,
  cashier: till.login,
  cashierName: till.name,
  role: till.role,
  mayRefund: till.role !== 'cashier',
  codePrefix: config.codePrefix,
  codeDigits: config.codePrefix.length + config.codeHandleDigits + config.codeOtpDigits,
  serverTime: clock(),
})
