import { yuan } from '#kernel/money.ts'
import { findTrade } from '#trade/find.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { tradeName } from '../fields.ts'
import { buyerFields, fundBills, paidAmounts, timeField } from './parties.ts'

/** `alipay.trade.query`: the trade as it stands now. */
export async function tradeQuery({ deps, app, biz }: Call): Promise<Answer> {
  const trade = await findTrade(deps.sql, tradeName(biz, app.merchantId))
  if (!trade || trade.tombstone) return failureAnswer('TRADE_NOT_EXIST')
  const paid = trade.paidAt === null ? 0n : trade.amount
  return success({
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    trade_status: trade.state,
    ...buyerFields(trade),
    total_amount: yuan(trade.amount),
    ...paidAmounts(paid),
    send_pay_date: timeField(trade.paidAt),
    store_id: trade.storeId ?? undefined,
    terminal_id: trade.terminalId ?? undefined,
    store_name: trade.extra.storeName,
    subject: trade.subject,
    body: trade.extra.body,
    passback_params: trade.extra.passbackParams,
    fund_bill_list: fundBills(paid),
  })
}
