/** Methods that a browser or an app opens; they have no path here, as at Alipay. */
const withoutPath = new Set([
  'alipay.trade.page.pay',
  'alipay.trade.wap.pay',
  'alipay.trade.app.pay',
])

/** Methods that only read by their nature, and are asked by GET. */
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

/** The one verb that a method is asked by; undefined where it has no path here. Whether there is such a method is not looked at. */
export const verbOf = (method: string): 'GET' | 'POST' | undefined =>
  withoutPath.has(method) ? undefined : byGet.has(method) ? 'GET' : 'POST'

/**
 * The texts that may stand for a call's path in its signature: the path as it was asked for, and without what stands before `/v3/` in
 * it, since SDKs that are given an endpoint with a path sign without that.
 */
export function signedPaths(url: string): string[] {
  // A target may be in absolute form, `POST http://host/v3/…`; what is signed begins with its path.
  const path = url.replace(/^https?:\/\/[^/?]+/i, '')
  const bare = /^(?:\/[^/?]+){1,3}?(\/v3\/.*)$/s.exec(path)?.[1]
  return bare === undefined ? [path] : [bare, path]
}
