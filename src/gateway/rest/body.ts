import type { FastifyRequest } from 'fastify'

import { type Biz, parseBiz } from '../biz.ts'
import { wrong } from '../call.ts'
import { decodeText } from '../charset.ts'
import { bytesOf, mergeParameters } from '../parameter.ts'
import { multipartPairs, queryPairs } from '../receive.ts'
import { Refused } from '../codes.ts'

/** The bytes of a body that its signature covers: all of it, or the part `data` of a multipart. Throws with `statusCode`. */
export async function signedBody(request: FastifyRequest, bytesMax: number): Promise<Buffer> {
  if (request.isMultipart()) {
    const pairs = await multipartPairs(request, bytesMax)
    return bytesOf(pairs.find((pair) => pair.name === 'data')?.value ?? '')
  }
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

/** The business parameters of a GET: its query, each value as text. */
export function bizOfQuery(request: FastifyRequest): Biz {
  const { parameters, fault } = mergeParameters(queryPairs(request), 'utf-8')
  if (fault) throw new Refused(fault)
  const biz: Record<string, unknown> = Object.create(null)
  for (const [name, { text }] of parameters) biz[name] = text
  return biz
}

/** The business parameters of a POST, UTF-8 JSON. */
export function bizOfBody(bytes: Buffer): Biz {
  const text = decodeText(bytes, 'utf-8')
  if (text === undefined) throw wrong('invalid-parameter', 'body: its bytes are not UTF-8')
  return parseBiz(text === '' ? undefined : text, 'body')
}
