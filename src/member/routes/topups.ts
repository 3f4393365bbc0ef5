import { Type } from 'typebox'

import { askForTopup } from '#fund/order/ask.ts'
import { findTopup, listTopups } from '#fund/order/list.ts'
import { take, type Http } from '#kernel/http.ts'
import { Topup, TopupRequest, Topups } from '#wire/cards.ts'

import type { BankingDeps } from '../deps.ts'
import { walletOf } from '../wallet-of.ts'

const told = (summary: string) => ({ tags: ['wallet'], summary })

export function addTopupRoutes(http: Http, deps: BankingDeps): void {
  const { sql } = deps

  http.post(
    '/api/wallet/topups',
    {
      schema: {
        ...told('Top up from a bank card, against the payment password'),
        body: TopupRequest,
        response: { 200: Topup },
      },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      return take(await askForTopup(deps, { memberId, traceId: request.id }, request.body))
    },
  )

  http.get(
    '/api/wallet/topups',
    { schema: { ...told('The last top-ups by card'), response: { 200: Topups } } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return { topups: await listTopups(sql, subject) }
    },
  )

  http.get(
    '/api/wallet/topups/:requestNo',
    {
      schema: {
        ...told('How a top-up by card stands'),
        params: Type.Object({ requestNo: Type.String({ maxLength: 32 }) }),
        response: { 200: Topup },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return take(await findTopup(sql, subject, request.params.requestNo))
    },
  )
}
