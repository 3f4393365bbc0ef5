import { Type } from 'typebox'

import { traced } from '#engine/traced.ts'
import { take, type Http } from '#kernel/http.ts'
import { findRefunds, findTrace, findTrade } from '#trade/find.ts'
import { refuse } from '#wire/failures.ts'
import { cashierCancelMs } from '#wire/limits.ts'
import { TillDay, TillDayQuery, TillDetail, TillRefund, TillResult } from '#wire/till.ts'

import { loadDay } from '../till-day.ts'
import { changeResult, tradeDetail } from '../till-result.ts'
import type { Till, TillDeps, TillOf } from '../till.ts'
import { readAmount } from './pay.ts'

const params = Type.Object({ outTradeNo: Type.String({ pattern: '^[0-9A-Za-z_]{1,64}$' }) })
const told = (summary: string) => ({ tags: ['till'], summary })

export function addTillTradeRoutes(http: Http, deps: TillDeps, tillOf: TillOf): void {
  const { sql, engine, clock } = deps

  http.get(
    '/api/till/trades',
    {
      schema: {
        ...told('One day’s trades and totals'),
        querystring: TillDayQuery,
        response: { 200: TillDay },
      },
    },
    async (request) => {
      const { till } = await tillOf(request)
      return take(await loadDay(sql, { till, now: clock(), query: request.query }))
    },
  )

  http.get(
    '/api/till/trades/:outTradeNo',
    { schema: { ...told('An order as it stands'), params, response: { 200: TillDetail } } },
    async (request) => {
      const { merchantId } = (await tillOf(request)).till
      const trade = await findTrade(sql, { merchantId, outTradeNo: request.params.outTradeNo })
      if (!trade) return take(refuse('TRADE_NOT_EXIST'))
      const refunds = trade.refunded > 0n ? await findRefunds(sql, trade) : []
      const traceId = await findTrace(sql, trade)
      return tradeDetail(trade, refunds, { now: clock(), traceId })
    },
  )

  http.post(
    '/api/till/trades/:outTradeNo/cancel',
    { schema: { ...told('Take an order back'), params, response: { 200: TillResult } } },
    async (request) => {
      const { till } = await tillOf(request)
      const { outTradeNo } = request.params
      await allowCancel(deps, till, outTradeNo)
      const { merchantId, login: operatorId } = till
      const outcome = await traced(engine, request.id).submit({
        kind: 'cancel',
        merchantId,
        outTradeNo,
        operatorId,
      })
      return changeResult(outcome, { now: clock(), traceId: request.id })
    },
  )

  http.post(
    '/api/till/trades/:outTradeNo/refund',
    {
      schema: { ...told('Refund'), params, body: TillRefund, response: { 200: TillResult } },
    },
    async (request) => {
      const { till } = await tillOf(request)
      if (till.role === 'cashier') return take(refuse('NOT_ALLOWED', { message: needsSupervisor }))
      const { merchantId, login: operatorId } = till
      const { outRequestNo, reason = null } = request.body
      const outcome = await traced(engine, request.id).submit({
        kind: 'refund',
        merchantId,
        outTradeNo: request.params.outTradeNo,
        amount: readAmount(request.body.amount),
        outRequestNo,
        reason,
        operatorId,
      })
      return changeResult(outcome, { now: clock(), traceId: request.id })
    },
  )
}

const needsSupervisor =
  'A refund needs a supervisor or the owner. No money moved. Ask one of them to log in here.'

const cancelNeedsSupervisor =
  'A cashier may cancel what this terminal was paid in the last 10 minutes. No money moved. Ask a supervisor or the owner.'

/** Cancelling a paid sale gives all of it back: a cashier may correct a slip of the moment, what is older is a refund in all but name. */
async function allowCancel({ sql, clock }: TillDeps, till: Till, outTradeNo: string) {
  if (till.role !== 'cashier') return
  const trade = await findTrade(sql, { merchantId: till.merchantId, outTradeNo })
  // Of what is unpaid nothing goes back, and the repeat of a cancel moves nothing.
  if (trade?.state !== 'TRADE_SUCCESS') return
  const fresh = clock() - (trade.paidAt ?? 0) <= cashierCancelMs
  if (fresh && trade.terminalId === till.terminalId) return
  take(refuse('NOT_ALLOWED', { message: cancelNeedsSupervisor }))
}
