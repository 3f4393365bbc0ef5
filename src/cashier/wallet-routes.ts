import { Type } from 'typebox'

import { traced } from '#engine/traced.ts'
import type { GatewayDeps } from '#gateway/call.ts'
import type { Sql } from '#kernel/db.ts'
import { take, type Http } from '#kernel/http.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { checkPaymentPassword } from '#member/payment-password.ts'
import type { Sessions } from '#member/session.ts'
import { walletOf } from '#member/wallet-of.ts'
import { refuse } from '#wire/failures.ts'
import { OrderPay, ScanRequest, WalletOrder } from '#wire/cashier.ts'
import { PaymentResult } from '#wire/wallet.ts'

import { noteScan } from './checkout.ts'
import { enter, lookAt, type Order } from './enter.ts'
import { payOrder } from './pay.ts'
import { returnUrlOf } from './return-url.ts'
import { tokenOf } from './scan.ts'
import { viewOf } from './view.ts'

export type WalletDeskDeps = GatewayDeps & { sessions: Sessions }

const params = Type.Object({ token: Type.String({ maxLength: 64 }) })
const told = (summary: string) => ({ tags: ['wallet'], summary })

/** The wallet's part of the desk: what a logged-in payer scans, looks at and pays. */
export function addWalletOrderRoutes(http: Http, deps: WalletDeskDeps): void {
  http.post(
    '/api/wallet/scan',
    {
      schema: {
        ...told('Enter an order by what was scanned'),
        body: ScanRequest,
        response: { 200: WalletOrder },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      const from = { address: request.ip, traceId: request.id }
      const token = take(await tokenOf(deps, request.body.text, from))
      const view = await walletView(deps, take(await enter(deps, token)), subject)
      if (view.state === 'waiting') await noteScan(deps, token)
      return view
    },
  )

  http.get(
    '/api/wallet/orders/:token',
    { schema: { ...told('Look at an order'), params, response: { 200: WalletOrder } } },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      return walletView(deps, take(await lookAt(deps, request.params.token)), subject)
    },
  )

  http.post(
    '/api/wallet/orders/:token/pay',
    {
      schema: {
        ...told('Pay an order with the payment password'),
        params,
        body: OrderPay,
        response: { 200: PaymentResult },
      },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const { checkout, trade } = take(await lookAt(deps, request.params.token))
      checkBuyer({ checkout, trade }, memberId)
      take(await checkPaymentPassword(deps, memberId, request.body.paymentPassword))
      const engine = traced(deps.engine, request.id)
      const paid = take(await payOrder({ engine }, checkout, memberId))
      return {
        tradeNo: paid.tradeNo,
        state: 'paid' as const,
        amount: yuan(paid.amount),
        merchantName: paid.extra.merchantName ?? '',
        storeName: paid.extra.storeName ?? '',
        balance: yuan(await balanceOf(deps.sql, memberId)),
        at: paid.paidAt ?? deps.clock(),
      }
    },
  )
}

/** An order that the merchant made for one buyer is nobody else's to see. */
function checkBuyer({ checkout, trade }: Order, memberId: string): void {
  const { boundTo } = trade?.extra ?? checkout.extra
  if (boundTo !== undefined && boundTo !== memberId) take(refuse('TRADE_BUYER_NOT_MATCH'))
}

async function walletView(
  deps: WalletDeskDeps,
  order: Order,
  memberId: string,
): Promise<WalletOrder> {
  checkBuyer(order, memberId)
  const { checkout, trade } = order
  const view = viewOf(checkout, trade, deps.clock())
  const paidByMe = view.state === 'paid' && trade?.buyerId === memberId
  return {
    ...view,
    balance: yuan(await balanceOf(deps.sql, memberId)),
    paidByMe,
    returnUrl: paidByMe && trade ? await returnUrlOf(deps, checkout, trade) : null,
  }
}

async function balanceOf(sql: Sql, memberId: string): Promise<Fen> {
  const [row] = await sql<{ balance: Fen }[]>`
    select balance from account where owner_id = ${memberId} and account = 'balance'`
  return row?.balance ?? 0n
}
