import { filled } from '#kernel/filled.ts'
import { beijingText } from '#kernel/clock.ts'
import { yuan } from '#kernel/money.ts'
import { maskPhone } from '#trade/tell.ts'
import type { Refund, Trade } from '#trade/trade.ts'

/**
 * The parameters of a notification about this trade as it now stands, all but `notify_id`, `notify_time` and `sign`,
 * which belong to the sending (docs/guides/gateway.md lists the fields). `refund` is the one that is being told;
 * an order that was never paid has no payer and no paid amounts.
 * Empty values are left out: verifiers of different SDKs disagree on whether they are signed.
 */
export function paymentParams(
  trade: Trade,
  payer: { memberId: string; phone: string } | null,
  refund?: Refund,
): Record<string, string> {
  const amount = yuan(trade.amount)
  const paid = trade.paidAt === null ? undefined : amount
  const time = (ms: number | null | undefined) =>
    typeof ms === 'number' ? beijingText(ms) : undefined
  return filled({
    notify_type: 'trade_status_sync',
    app_id: trade.appId,
    auth_app_id: trade.extra.authAppId ?? trade.appId,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    trade_status: trade.state,
    total_amount: amount,
    receipt_amount: paid,
    buyer_pay_amount: paid,
    invoice_amount: paid,
    point_amount: paid && '0.00',
    buyer_id: payer?.memberId,
    buyer_logon_id: payer && maskPhone(payer.phone),
    seller_id: trade.merchantId,
    seller_email: sellerEmail(trade.merchantId),
    subject: trade.subject,
    body: trade.extra.body,
    gmt_create: time(trade.createdAt),
    gmt_payment: time(trade.paidAt),
    gmt_refund: time(refund?.at),
    gmt_close: time(trade.closedAt),
    refund_fee: trade.refunded > 0n ? yuan(trade.refunded) : undefined,
    out_biz_no: refund?.outRequestNo,
    fund_bill_list: paid && JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
    passback_params: trade.extra.passbackParams,
  })
}

/** Receivers expect a name of this form; a merchant has no address here, so it is one that nobody can own (RFC 2606). */
const sellerEmail = (merchantId: string): string => `${merchantId}@merchant.invalid`
