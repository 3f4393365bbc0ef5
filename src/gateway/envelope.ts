import type { KeyObject } from 'node:crypto'

import { type Charset, encodeJson } from './charset.ts'
import type { Answer } from './codes.ts'
import { encryptContent } from './content.ts'
import { type SignType, signBytes } from './signature.ts'

/** `alipay.trade.pay` → `alipay_trade_pay_response`; errors carry it too, where the method can be a method's name. */
export const nodeName = (method: string | undefined): string =>
  method !== undefined && /^[a-z0-9_]+(\.[a-z0-9_]+){1,9}$/i.test(method) && method.length <= 128
    ? `${method.replaceAll('.', '_')}_response`
    : 'error_response'

/** How an answer is dressed, as far as the request could be understood. */
export type Dress = {
  charset: Charset
  signer: { key: KeyObject; type: SignType } | undefined
  /** Encrypts the node, once a request was read with it. */
  contentKey: KeyObject | undefined
  /** The platform's certificate, where the caller works with certificates. */
  certSn: string | undefined
}

/**
 * The body of an answer: the node first, the signature over the node's own bytes last, no white space. Every SDK cuts
 * the node out of the text and verifies it, each in its own way, and all agree on this form. An encrypted node is a
 * JSON string, and the signature covers its quotes.
 * Without a key (the app is not known) the sign is empty: SDKs then show the error itself or throw with its text in
 * the message, where a missing or a foreign sign makes them throw about the sign alone.
 */
export async function envelope(name: string, answer: Answer, dress: Dress): Promise<Buffer> {
  const clear = encodeJson(JSON.stringify(answer), dress.charset)
  const node = dress.contentKey
    ? Buffer.from(`"${encryptContent(clear, dress.contentKey)}"`)
    : clear
  const sign = dress.signer ? await signBytes(node, dress.signer.key, dress.signer.type) : ''
  const cert = dress.certSn === undefined ? '' : `"alipay_cert_sn":"${dress.certSn}",`
  return Buffer.concat([Buffer.from(`{"${name}":`), node, Buffer.from(`,${cert}"sign":"${sign}"}`)])
}
