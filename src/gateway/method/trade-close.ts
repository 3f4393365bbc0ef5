import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { text, tradeName } from '../fields.ts'

/** `alipay.trade.close`: gives up an order that nobody paid. */
export async function tradeClose({ deps, app, biz }: Call): Promise<Answer> {
  const name = tradeName(biz, app.merchantId)
  const operatorId = text(biz, 'operator_id', 28) ?? null
  const outcome = await deps.engine.submit({ kind: 'close', operatorId, ...name })
  switch (outcome.kind) {
    case 'closed':
      return success({ trade_no: outcome.trade.tradeNo, out_trade_no: outcome.trade.outTradeNo })
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        out_trade_no: name.outTradeNo,
      })
    case 'busy':
      return failureAnswer('BUSY')
    default:
      return failureAnswer('UNAVAILABLE')
  }
}
