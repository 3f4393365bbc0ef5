import { Type } from 'typebox'

import { traced } from '#engine/traced.ts'
import { take, type Http } from '#kernel/http.ts'
import type { Result } from '#kernel/failure.ts'
import { CashierOrder, CashierPay } from '#wire/cashier.ts'
import type { FailureCode } from '#wire/codes.ts'

import { payerByAccount } from './account.ts'
import { enter, lookAt, type Order, type OrderDeps } from './enter.ts'
import type { Links } from './links.ts'
import { payOrder } from './pay.ts'
import { returnUrlOf } from './return-url.ts'
import { viewOf } from './view.ts'

export type DeskDeps = OrderDeps & { links: Links }

const params = Type.Object({ token: Type.String({ maxLength: 64 }) })
const told = (summary: string) => ({
  tags: ['cashier'],
  summary,
  params,
  response: { 200: CashierOrder },
})

/** The cashier desk's API, `/api/cashier/*`, and the short addresses in QRs. */
export function addDeskRoutes(http: Http, deps: DeskDeps): void {
  const answer = async (order: Result<Order, FailureCode>) => deskView(deps, take(order))

  http.get('/api/cashier/orders/:token', { schema: told('Look at an order') }, async (request) =>
    answer(await lookAt(deps, request.params.token)),
  )

  http.post(
    '/api/cashier/orders/:token/enter',
    { schema: told('Enter the cashier desk with an order') },
    async (request) => answer(await enter(deps, request.params.token)),
  )

  http.post(
    '/api/cashier/orders/:token/pay',
    { schema: { ...told('Pay an order by account'), body: CashierPay } },
    async (request) => {
      const { token } = request.params
      const { checkout } = take(await lookAt(deps, token))
      const from = { ...request.body, token, address: request.ip }
      const memberId = take(await payerByAccount(deps, from))
      const engine = traced(deps.engine, request.id)
      const trade = take(await payOrder({ engine }, checkout, memberId))
      return deskView(deps, { checkout, trade })
    },
  )

  // A phone's own camera opens what it read: the same order at the desk.
  http.get('/q/:token', { schema: { hide: true, params } }, (request, reply) =>
    reply.redirect(deps.links.desk(encodeURIComponent(request.params.token))),
  )
}

async function deskView(deps: DeskDeps, { checkout, trade }: Order): Promise<CashierOrder> {
  const view = viewOf(checkout, trade, deps.clock())
  const paid = view.state === 'paid' ? trade : undefined
  return {
    ...view,
    qr: deps.links.qr(checkout.token),
    scannedAt: checkout.scannedAt,
    returnUrl: paid ? await returnUrlOf(deps, checkout, paid) : null,
  }
}
