import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { text, tradeName } from '../fields.ts'

/** `alipay.trade.cancel`: a till that does not know how a payment went takes the order back, whatever it was. */
export async function tradeCancel({ deps, app, biz }: Call): Promise<Answer> {
  const name = tradeName(biz, app.merchantId)
  const operatorId = text(biz, 'operator_id', 28) ?? null
  const outcome = await deps.engine.submit({ kind: 'cancel', operatorId, ...name })
  const named = { out_trade_no: name.outTradeNo }
  switch (outcome.kind) {
    case 'closed': {
      // An order that never arrived has no number of ours and nothing was done to it, but it can never be paid now.
      const { trade, action } = outcome
      const known = trade.tombstone ? {} : { trade_no: trade.tradeNo, action: action ?? undefined }
      return success({ ...known, out_trade_no: trade.outTradeNo, retry_flag: 'N' })
    }
    case 'failed': {
      const again = outcome.code === 'MERCHANT_BALANCE_NOT_ENOUGH'
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        ...named,
        retry_flag: again ? 'Y' : 'N',
      })
    }
    case 'busy':
      return failureAnswer('BUSY', {}, { ...named, retry_flag: 'Y' })
    default:
      return failureAnswer('UNAVAILABLE', {}, { ...named, retry_flag: 'Y' })
  }
}
