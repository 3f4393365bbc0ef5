import { randomUUID } from 'node:crypto'

import { systemClock } from '#kernel/clock.ts'

import type { Answer } from '../codes.ts'
import { encryptContent } from '../content.ts'
import type { Dress } from '../envelope.ts'
import { signBytes } from '../signature.ts'

export type RestReply = { status: number; headers: Record<string, string>; body: string }

/** Faults of the caller's identity; everything else that was read and refused is 400. */
const unauthorized = new Set([
  'missing-app-id',
  'invalid-app-id',
  'missing-signature',
  'invalid-signature',
  'invalid-signature-type',
  'missing-timestamp',
  'invalid-timestamp',
  'illegal-timestamp',
  'suspected-attack',
  'app-cert-not-exist',
  'missing-app-cert-sn',
  'app-cert-expired',
  'invalid-alipay-root-cert-sn',
])

/** A code of V2 as the REST API spells it: gateway faults lose their prefix, `ACQ.…` stays. */
const codeOf = (answer: Answer): string =>
  (answer.sub_code ?? 'unknow-error').replace(/^(?:isv|aop|isp)\./, '')

/** 200; 202 while the payer is asked; otherwise what HTTP calls it. */
export function statusOf(answer: Answer): number {
  const code = codeOf(answer)
  switch (answer.code) {
    case '10000':
      return 200
    case '10003':
      return 202
    case '20000':
      return 500
    case '20001':
      return 401
    case '40005':
      return 429
    case '40006':
      return 403
    default:
      return code === 'invalid-method' ? 404 : unauthorized.has(code) ? 401 : 400
  }
}

/**
 * The reply: the answer's fields without `code` and `msg`, or `{code, message, links}`, signed in headers over
 * `timestamp\nnonce\nbody\n`. Errors are never in cipher, since SDKs read them before they decipher.
 */
export async function restReply(answer: Answer, dress: Dress, traceId: string): Promise<RestReply> {
  const status = statusOf(answer)
  const { code: _, msg, sub_msg, ...fields } = answer
  const clear = JSON.stringify(
    status < 300 ? fields : { code: codeOf(answer), message: sub_msg ?? msg, links: [] },
  )
  const key = status < 300 ? dress.contentKey : undefined
  const body = key ? encryptContent(Buffer.from(clear), key) : clear
  const stamp = String(systemClock())
  const nonce = randomUUID().replaceAll('-', '')
  const headers: Record<string, string> = {
    'content-type': key ? 'text/plain;charset=utf-8' : 'application/json;charset=utf-8',
    'cache-control': 'no-store',
    'alipay-trace-id': traceId,
    'alipay-timestamp': stamp,
    'alipay-nonce': nonce,
    ...(key && { 'alipay-encrypt-type': 'AES' }),
    ...(dress.certSn !== undefined && { 'alipay-sn': dress.certSn }),
  }
  if (dress.signer) {
    const text = Buffer.from(`${stamp}\n${nonce}\n${body}\n`)
    headers['alipay-signature'] = await signBytes(text, dress.signer.key, 'RSA2')
  }
  return { status, headers, body }
}
