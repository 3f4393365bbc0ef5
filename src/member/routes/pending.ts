import { Type } from 'typebox'

import { traced } from '#engine/traced.ts'
import { take, type Http } from '#kernel/http.ts'
import { ConfirmRequest, PaymentResult, PendingList } from '#wire/wallet.ts'

import type { MemberDeps } from '../deps.ts'
import { confirmPending, listPending, refusePending } from '../pending.ts'
import { walletOf } from '../wallet-of.ts'

const params = Type.Object({ tradeNo: Type.String({ maxLength: 64 }) })
const told = (summary: string) => ({ tags: ['wallet'], summary })

export function addPendingRoutes(http: Http, deps: MemberDeps): void {
  http.get(
    '/api/wallet/pending',
    { schema: { ...told('Payments that wait for the payer'), response: { 200: PendingList } } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return { pending: await listPending(deps.sql, subject, deps.clock()) }
    },
  )

  http.post(
    '/api/wallet/pending/:tradeNo/confirm',
    {
      schema: {
        ...told('Agree with the payment password'),
        params,
        body: ConfirmRequest,
        response: { 200: PaymentResult },
      },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const { tradeNo } = request.params
      const engine = traced(deps.engine, request.id)
      const which = { memberId, tradeNo, ...request.body }
      return take(await confirmPending({ ...deps, engine }, which))
    },
  )

  http.post(
    '/api/wallet/pending/:tradeNo/refuse',
    { schema: { ...told('Say no'), params, response: { 200: PaymentResult } } },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const { tradeNo } = request.params
      const engine = traced(deps.engine, request.id)
      return take(await refusePending({ ...deps, engine }, { memberId, tradeNo }))
    },
  )
}
