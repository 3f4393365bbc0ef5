import { take, type Http } from '#kernel/http.ts'
import {
  Me,
  PasswordFreeLimitRequest,
  PaymentPasswordRequest,
  ProfileRequest,
} from '#wire/wallet.ts'

import { changePaymentPassword } from '../change-password.ts'
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
