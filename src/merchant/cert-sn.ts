import { createHash, X509Certificate } from 'node:crypto'

/**
 * A certificate's number in Alipay's protocol: md5 in hex of the issuer's name, most specific part first, and the
 * decimal serial number. The number of a root file joins those of its RSA certificates by `_`; ours holds one.
 */
export function certSn(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem)
  const name = issuer.split('\n').toReversed().join(',')
  const serial = BigInt(`0x${serialNumber}`).toString()
  return createHash('md5').update(`${name}${serial}`).digest('hex')
}
