import { findTransfer, receiptsOf } from '#fund/find.ts'
import { yuan } from '#kernel/money.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { absentBoth, only } from '../words.ts'
import { timeField } from './parties.ts'

/** `alipay.fund.trans.common.query`: one transfer, by the merchant's number or ours. */
export async function fundTransferQuery({ deps, app, biz }: Call): Promise<Answer> {
  const outBizNo = text(biz, 'out_biz_no', 64)
  const orderId = text(biz, 'order_id', 64) ?? text(biz, 'pay_fund_order_id', 64)
  if (outBizNo === undefined && orderId === undefined) {
    throw wrongField('out_biz_no', absentBoth('order_id'))
  }
  const transfer = await findTransfer(deps.sql, { merchantId: app.merchantId, outBizNo, orderId })
  if (!transfer) return fundFailure('ORDER_NOT_EXIST')
  return success({
    order_id: transfer.orderId,
    pay_fund_order_id: transfer.orderId,
    out_biz_no: transfer.outBizNo,
    trans_amount: yuan(transfer.amount),
    status: 'SUCCESS',
    pay_date: timeField(transfer.at),
    arrival_time_end: timeField(transfer.at),
    order_fee: '0.00',
  })
}

/** `alipay.fund.account.query`: what the merchant could pay out now. Nothing of a merchant's own is ever held back. */
export async function fundAccountQuery({ deps, app, biz }: Call): Promise<Answer> {
  const type = text(biz, 'account_type', 64)
  if (type !== undefined && type !== 'ACCTRANS_ACCOUNT') {
    throw wrongField('account_type', only('ACCTRANS_ACCOUNT'))
  }
  const userId = text(biz, 'alipay_user_id', 32)
  if (userId !== undefined && userId !== app.merchantId) {
    throw wrongField('alipay_user_id', [
      `本应用属于 ${app.merchantId}`,
      `this app belongs to ${app.merchantId}`,
    ])
  }
  const available = await receiptsOf(deps.sql, app.merchantId)
  return success({ available_amount: yuan(available), freeze_amount: '0.00' })
}
