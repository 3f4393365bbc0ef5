import { missing, wrong } from '../call.ts'
import type { After } from '../sub-codes.ts'

/** What the header `authorization` says, with the text that its signature covers. */
export type Authorization = {
  appId: string
  certSn: string | undefined
  nonce: string
  /** Milliseconds UTC, 13 digits. */
  stamp: string
  sign: string
  /** The items but `sign`, as they came: their order is the caller's. */
  text: string
}

const scheme = /^ALIPAY-SHA256withRSA +/i
const nonceMax = 128

/**
 * Reads `ALIPAY-SHA256withRSA app_id=…[,app_cert_sn=…],nonce=…,timestamp=…,sign=…`, in any order. Throws `Refused`
 * for what is missing or misspelt.
 */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined || header === '') throw missing('authorization', 'missing-signature')
  const head = scheme.exec(header)?.[0]
  if (head === undefined) {
    throw wrong('invalid-signature-type', 'authorization: send ALIPAY-SHA256withRSA')
  }
  const items = header.slice(head.length).split(',')
  const given = new Map<string, string>()
  for (const item of items) {
    const [name, value] = split(item)
    if (given.has(name)) throw wrong('invalid-parameter', `${name}: came more than once`)
    given.set(name, value)
  }
  const needed = (name: string, subCode: After<'isv.', '40001'>): string => {
    const value = given.get(name)
    if (value === undefined || value === '') throw missing(`authorization's ${name}`, subCode)
    return value
  }
  const appId = needed('app_id', 'missing-app-id')
  const sign = needed('sign', 'missing-signature')
  const stamp = needed('timestamp', 'missing-timestamp')
  if (!/^\d{13}$/.test(stamp)) {
    throw wrong('invalid-timestamp', 'timestamp: send milliseconds since 1970, 13 digits')
  }
  const nonce = given.get('nonce') ?? ''
  if (nonce === '' || nonce.length > nonceMax) {
    throw wrong('invalid-parameter', `nonce: send 1 to ${nonceMax} characters of your own`)
  }
  const text = items.filter((item) => split(item)[0] !== 'sign').join(',')
  return { appId, certSn: given.get('app_cert_sn') || undefined, nonce, stamp, sign, text }
}

/** The app that a header names, whatever else is wrong with it: the refusal is signed for that app. */
export const appIdIn = (header: string | undefined): string | undefined =>
  /[ ,]app_id=([^,]+)/.exec(header ?? '')?.[1]

function split(item: string): [name: string, value: string] {
  const at = item.indexOf('=')
  return at < 0 ? [item.trim(), ''] : [item.slice(0, at).trim(), item.slice(at + 1).trim()]
}
