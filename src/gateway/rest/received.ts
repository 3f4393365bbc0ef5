import type { FastifyRequest } from 'fastify'

import type { Answer } from '../codes.ts'
import { signedTexts } from './call.ts'

/** A call as whoever watches keeps it. */
export function receivedByRest(request: FastifyRequest, body: Buffer | Answer) {
  const { authorization = '' } = request.headers
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  const unsigned = authorization
    .replace(/^ALIPAY-SHA256withRSA +/i, '')
    .split(',')
    .filter((item) => !item.startsWith('sign='))
    .join(',')
  return {
    received: {
      authorization,
      path: request.raw.url ?? '',
      body: bytes.toString('utf8'),
    },
    signedText: signedTexts(request, unsigned, bytes)[0]?.toString('utf8') ?? '',
  }
}
