import { amountMax, yuan } from '#kernel/money.ts'
import type { RoyaltyPart } from '#settle/royalty.ts'
import type { Outcome, RefundCommand } from '#trade/command.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { amount, orderNumber, text, tradeName } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { buyerFields, fundBills, timeField } from './parties.ts'
import { readRoyaltyBack } from './royalty-back.ts'

/** How often shares may change between a look at them and the refund, before it is told to come again. */
const looksMax = 5

/** `alipay.trade.refund`: gives back a part or all of what was paid. */
export async function tradeRefund(call: Call): Promise<Answer> {
  const { app, biz } = call
  const name = tradeName(biz, app.merchantId)
  const outcome = await submit(call, {
    kind: 'refund',
    ...name,
    amount: amount(biz, 'refund_amount', amountMax),
    outRequestNo: orderNumber(biz, 'out_request_no') ?? null,
    reason: text(biz, 'refund_reason', 256) ?? null,
    operatorId: text(biz, 'operator_id', 28) ?? null,
  })
  switch (outcome.kind) {
    case 'refunded': {
      const { trade, refund } = outcome
      return success({
        trade_no: trade.tradeNo,
        out_trade_no: trade.outTradeNo,
        ...buyerFields(trade),
        fund_change: outcome.fundChange ? 'Y' : 'N',
        // Alipay's refund_fee is the sum of all refunds of the trade; send_back_fee is this one alone.
        refund_fee: yuan(trade.refunded),
        send_back_fee: yuan(refund.amount),
        gmt_refund_pay: timeField(refund.at),
        refund_detail_item_list: fundBills(refund.amount),
        ...sharesBack(refund.royaltyBack, app.merchantId),
        store_name: trade.extra.storeName,
      })
    }
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        out_trade_no: outcome.trade?.outTradeNo ?? name.outTradeNo,
        refund_fee: outcome.trade ? yuan(outcome.trade.refunded) : undefined,
      })
    case 'declined':
      return fundFailure(outcome.code, { out_trade_no: name.outTradeNo })
    case 'busy':
      return failureAnswer('BUSY')
    default:
      return failureAnswer('UNAVAILABLE')
  }
}

/** Shares that somebody else moved meanwhile are looked at again. */
async function submit(call: Call, command: RefundCommand): Promise<Outcome> {
  const { amount: fen, outRequestNo } = command
  for (let looks = 1; ; looks++) {
    const royaltyBack = await readRoyaltyBack(call, { name: command, amount: fen, outRequestNo })
    const outcome = await call.deps.engine.submit({
      ...command,
      ...(royaltyBack && { royaltyBack }),
    })
    if (!royaltyBack || outcome.kind !== 'busy' || looks >= looksMax) return outcome
  }
}

const sharesBack = (parts: readonly RoyaltyPart[] | null, merchantId: string) =>
  parts && {
    refund_royaltys: parts.map((part) => ({
      royalty_type: 'transfer',
      result_code: 'SUCCESS',
      refund_amount: yuan(part.amount),
      trans_out: part.account,
      trans_in: merchantId,
    })),
  }
