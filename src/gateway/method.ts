import type { Method } from './call.ts'
import { unprefixed } from './fund-failure.ts'
import { alipaycertDownload } from './method/alipaycert-download.ts'
import { billDownload } from './method/bill-download.ts'
import { fastpayRefundQuery } from './method/fastpay-refund-query.ts'
import { fundFreeze } from './method/fund-freeze.ts'
import { fundOperationQuery } from './method/fund-operation-query.ts'
import { fundAccountQuery, fundTransferQuery } from './method/fund-query.ts'
import { fundToAccount, fundTransfer } from './method/fund-transfer.ts'
import { fundOperationCancel, fundUnfreeze } from './method/fund-unfreeze.ts'
import { orderSettle, orderSettleQuery, orderUnsettledQuery } from './method/order-settle.ts'
import { tradeAppPay, tradePagePay, tradeWapPay } from './method/page-pay.ts'
import { royaltyBatchQuery, royaltyBind, royaltyUnbind } from './method/royalty-relation.ts'
import { tradeCancel } from './method/trade-cancel.ts'
import { tradeClose } from './method/trade-close.ts'
import { tradeCreate } from './method/trade-create.ts'
import { tradePay } from './method/trade-pay.ts'
import { tradePrecreate } from './method/trade-precreate.ts'
import { tradeQuery } from './method/trade-query.ts'
import { tradeRefund } from './method/trade-refund.ts'

/** Every method of the gateway, by its name on the wire. */
export const methods: Readonly<Record<string, Method>> = {
  'alipay.trade.pay': tradePay,
  'alipay.trade.precreate': tradePrecreate,
  'alipay.trade.create': tradeCreate,
  'alipay.trade.page.pay': tradePagePay,
  'alipay.trade.wap.pay': tradeWapPay,
  'alipay.trade.app.pay': tradeAppPay,
  'alipay.trade.query': tradeQuery,
  'alipay.trade.cancel': tradeCancel,
  'alipay.trade.close': tradeClose,
  'alipay.trade.refund': tradeRefund,
  'alipay.trade.fastpay.refund.query': fastpayRefundQuery,
  'alipay.trade.order.settle': orderSettle,
  'alipay.trade.order.settle.query': orderSettleQuery,
  'alipay.trade.order.onsettle.query': orderUnsettledQuery,
  'alipay.trade.royalty.relation.bind': royaltyBind,
  'alipay.trade.royalty.relation.unbind': royaltyUnbind,
  'alipay.trade.royalty.relation.batchquery': royaltyBatchQuery,
  'alipay.data.dataservice.bill.downloadurl.query': unprefixed(billDownload),
  'alipay.fund.trans.uni.transfer': unprefixed(fundTransfer),
  'alipay.fund.trans.common.query': unprefixed(fundTransferQuery),
  'alipay.fund.trans.toaccount.transfer': unprefixed(fundToAccount),
  'alipay.fund.trans.order.query': unprefixed(fundTransferQuery),
  'alipay.fund.account.query': unprefixed(fundAccountQuery),
  'alipay.fund.auth.order.freeze': unprefixed(fundFreeze),
  'alipay.fund.auth.order.unfreeze': unprefixed(fundUnfreeze),
  'alipay.fund.auth.operation.detail.query': unprefixed(fundOperationQuery),
  'alipay.fund.auth.operation.cancel': unprefixed(fundOperationCancel),
  'alipay.open.app.alipaycert.download': alipaycertDownload,
}
