import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Platform and bank sign every request and every answer with HMAC-SHA-256 under a secret that both hold. A request is
 * bound to its moment and to a number used once, an answer to the request that it is for.
 */
export type SignedRequest = {
  method: string
  /** With its query. */
  path: string
  partner: string
  /** Milliseconds since 1970, of the sender's own clock. */
  time: string
  nonce: string
  body: string
}

export const headers = {
  partner: 'bank-partner',
  time: 'bank-time',
  nonce: 'bank-nonce',
  sign: 'bank-sign',
} as const

/** How far apart the clocks of both sides may be. */
export const skewMsMax = 5 * 60_000

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const hmac = (secret: string, lines: readonly string[]): string =>
  createHmac('sha256', secret).update(lines.join('\n')).digest('base64url')

export const signRequest = (secret: string, request: SignedRequest): string => {
  const { method, path, partner, time, nonce, body } = request
  return hmac(secret, ['request', method, path, partner, time, nonce, hash(body)])
}

export const signAnswer = (secret: string, answer: { nonce: string; body: string }): string =>
  hmac(secret, ['answer', answer.nonce, hash(answer.body)])

/** Compares in constant time. */
export function isSign(right: string, given: unknown): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(right), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
