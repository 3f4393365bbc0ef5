import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'

import { fail } from '#kernel/failure.ts'
import { take, type Http } from '#kernel/http.ts'
import { createPace } from '#kernel/pace.ts'
import { refuse } from '#wire/failures.ts'
import { LoginRequest, Me, SmsRequest, SmsSent } from '#wire/wallet.ts'

import { giveToken, takeToken } from '../cookie.ts'
import type { MemberDeps } from '../deps.ts'
import { logIn, walletLifeMs } from '../login.ts'
import { loadMe, phoneOf } from '../me.ts'
import { walletOf } from '../wallet-of.ts'

const told = (summary: string) => ({ tags: ['wallet'], summary })

/** Text messages that one network address may cause in an hour; a school behind one address still signs up. */
const smsPerAddressMax = 500

/** A reset goes to the phone of who is logged in; to anybody else it would be a nuisance. */
async function sendSms(deps: MemberDeps, request: FastifyRequest<{ Body: SmsRequest }>) {
  const { phone, purpose } = request.body
  if (purpose === 'login') {
    return phone === undefined
      ? fail('INVALID_REQUEST', '`phone` is missing from the body. Add it.', { field: 'phone' })
      : deps.sms.send(phone, purpose)
  }
  const own = await phoneOf(deps.sql, (await walletOf(deps, request)).subject)
  if (phone !== undefined && phone !== own) return refuse('NOT_ALLOWED', { field: 'phone' })
  return deps.sms.send(own, purpose)
}

export function addLoginRoutes(http: Http, deps: MemberDeps): void {
  const paceOf = createPace({ clock: deps.clock, windowMs: 3_600_000, max: smsPerAddressMax })

  http.post(
    '/api/wallet/sms',
    { schema: { ...told('Send an SMS code'), body: SmsRequest, response: { 200: SmsSent } } },
    async (request) => {
      const waitMs = paceOf(request.ip)
      if (waitMs > 0) {
        const detail = { waitSeconds: Math.ceil(waitMs / 1000) }
        return take<SmsSent>(refuse('SMS_TOO_OFTEN', { detail }))
      }
      return take(await sendSms(deps, request))
    },
  )

  http.post(
    '/api/wallet/login',
    { schema: { ...told('Log in or sign up'), body: LoginRequest, response: { 200: Me } } },
    async (request, reply) => {
      const { memberId, token } = take(await logIn(deps, request.body))
      giveToken(request, reply, { kind: 'wallet', token, lifeMs: walletLifeMs })
      return loadMe(deps, memberId)
    },
  )

  http.post(
    '/api/wallet/logout',
    { schema: { ...told('End the session'), response: { 204: Type.Null() } } },
    async (request, reply) => {
      await deps.sessions.end(await walletOf(deps, request))
      takeToken(request, reply, 'wallet')
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/api/wallet/me',
    { schema: { ...told('The payer’s own account'), response: { 200: Me } } },
    async (request) => loadMe(deps, (await walletOf(deps, request)).subject),
  )
}
