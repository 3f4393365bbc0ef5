import type { KeyObject } from 'node:crypto'

import { type Charset, encodeJson } from './charset.ts'
import type { Answer } from './codes.ts'
import { type SignType, signBytes } from './signature.ts'

/** `alipay.trade.pay` → `alipay_trade_pay_response`; errors carry it too, where the method can be a method's name. */
export const nodeName = (method: string | undefined): string =>
  method !== undefined && /^[a-z0-9_]+(\.[a-z0-9_]+){1,9}$/i.test(method) && method.length <= 128
    ? `${method.replaceAll('.', '_')}_response`
    : 'error_response'

/**
 * The body of an answer: the node first, the signature over the node's own bytes last, no white space. Every SDK cuts
 * the node out of the text and verifies it, each in its own way, and all agree on this form.
 * Without a key (the app is not known) the sign is empty: SDKs then show the error itself or throw with its text in
 * the message, where a missing or a foreign sign makes them throw about the sign alone.
 */
export async function envelope(
  name: string,
  answer: Answer,
  charset: Charset,
  signer: { key: KeyObject; type: SignType } | undefined,
): Promise<Buffer> {
  const node = encodeJson(JSON.stringify(answer), charset)
  const sign = signer ? await signBytes(node, signer.key, signer.type) : ''
  const open = Buffer.from(`{"${name}":`)
  return Buffer.concat([open, node, Buffer.from(`,"sign":"${sign}"}`)])
}
