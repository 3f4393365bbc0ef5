/** Methods that a browser or an app opens; they have no path here, as at Alipay. */
const withoutPath = new Set([
  'alipay.trade.page.pay',
  'alipay.trade.wap.pay',
  'alipay.trade.app.pay',
])

/** Methods that only read and are asked by GET; a POST is taken as well. */
const byGet = new Set([
  'alipay.data.dataservice.bill.downloadurl.query',
  'alipay.fund.account.query',
  'alipay.fund.trans.common.query',
  'alipay.open.app.alipaycert.download',
  'alipay.trade.order.onsettle.query',
  'alipay.trade.order.settle.query',
])

/** `alipay/trade/pay` → `alipay.trade.pay`. */
export const methodOf = (path: string): string => path.replaceAll('/', '.')

export const isOffered = (method: string, verb: string): boolean =>
  !withoutPath.has(method) && (verb === 'POST' || byGet.has(method))
