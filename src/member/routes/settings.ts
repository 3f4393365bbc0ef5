import { Type } from 'typebox'

import { traced } from '#engine/traced.ts'
import { take, type Http } from '#kernel/http.ts'
import {
  DemoTopupRequest,
  Me,
  PasswordFreeLimitRequest,
  PasswordProof,
  PaymentPasswordRequest,
  ProfileRequest,
} from '#wire/wallet.ts'

import { changePaymentPassword, checkProof } from '../change-password.ts'
import { giveDemoMoney } from '../demo-topup.ts'
import type { MemberDeps } from '../deps.ts'
import { setPasswordFreeLimit } from '../limit.ts'
import { loadMe } from '../me.ts'
import { rename } from '../profile.ts'
import { walletOf } from '../wallet-of.ts'

const told = (summary: string) => ({ tags: ['wallet'], summary, response: { 200: Me } })

export function addSettingRoutes(http: Http, deps: MemberDeps): void {
  http.put(
    '/api/wallet/profile',
    { schema: { ...told('Change the name'), body: ProfileRequest } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      take(await rename(deps.sql, subject, request.body.name))
      return loadMe(deps, subject)
    },
  )

  http.put(
    '/api/wallet/payment-password',
    {
      schema: {
        ...told('Set, change or reset the payment password'),
        body: PaymentPasswordRequest,
      },
    },
    async (request) => {
      const session = await walletOf(deps, request)
      take(await changePaymentPassword(deps, session, request.body))
      return loadMe(deps, session.subject)
    },
  )

  http.post(
    '/api/wallet/payment-password/check',
    {
      schema: {
        ...told('Check what proves that the payment password may be changed'),
        body: PasswordProof,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { subject } = await walletOf(deps, request)
      take(await checkProof(deps, subject, request.body))
      return reply.code(204).send(null)
    },
  )

  http.put(
    '/api/wallet/password-free-limit',
    { schema: { ...told('Set the password-free limit'), body: PasswordFreeLimitRequest } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      take(await setPasswordFreeLimit(deps, subject, request.body))
      return loadMe(deps, subject)
    },
  )
}

/** Demo mode alone: money for the asking. */
export function addDemoTopupRoute(http: Http, deps: MemberDeps): void {
  http.post(
    '/api/wallet/demo-topup',
    { schema: { ...told('Play money, in the demo alone'), body: DemoTopupRequest } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      const engine = traced(deps.engine, request.id)
      take(await giveDemoMoney({ ...deps, engine }, subject, request.body.amount))
      return loadMe(deps, subject)
    },
  )
}
