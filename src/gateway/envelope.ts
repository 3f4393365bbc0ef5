import type { KeyObject } from 'node:crypto'

import { type Charset, encodeJson } from './charset.ts'
import type { Answer } from './codes.ts'
import { encryptContent } from './content.ts'
import { type SignType, signBytes } from './signature.ts'

/** Text leaves as UTF-8, in one write with the headers; bytes are of another charset. */
export type Body = string | Buffer

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
export async function envelope(name: string, answer: Answer, dress: Dress): Promise<Body> {
  const { charset, contentKey, signer, certSn } = dress
  const json = JSON.stringify(answer)
  const node = contentKey ? `"${encryptContent(encodeJson(json, charset), contentKey)}"` : json
  const sign = signer ? await signBytes(encodeJson(node, charset), signer.key, signer.type) : ''
  const cert = certSn === undefined ? '' : `"alipay_cert_sn":"${certSn}",`
  const body = `{"${name}":${node},${cert}"sign":"${sign}"}`
  return charset === 'utf-8' ? body : encodeJson(body, charset)
}
