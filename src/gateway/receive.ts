import type { FastifyRequest } from 'fastify'

import {
  byteText,
  mergeParameters,
  type RawPair,
  type Received,
  splitUrlencoded,
} from './parameter.ts'

/** The pairs of the query string, as bytes. */
export function queryPairs(request: FastifyRequest): RawPair[] {
  const url = request.raw.url ?? ''
  const at = url.indexOf('?')
  return at < 0 ? [] : splitUrlencoded(url.slice(at + 1), 'query')
}

/** The caller's own id of the request, as far as it fits a line of the log. */
export const requestIdOf = (request: FastifyRequest): string | undefined =>
  request.headers['alipay-request-id']?.slice(0, 64).toString()

/** Reads query and body together. Parts that are files are left aside: SDKs do not sign them. Throws with `statusCode`. */
export async function receive(request: FastifyRequest, bytesMax: number): Promise<Received> {
  const pairs = queryPairs(request)
  if (request.isMultipart()) {
    pairs.push(...(await multipartPairs(request, bytesMax)))
  } else if (Buffer.isBuffer(request.body)) {
    pairs.push(...splitUrlencoded(byteText(request.body), 'body'))
  }
  const type = request.headers['content-type'] ?? ''
  return mergeParameters(pairs, /charset="?([^";]+)/i.exec(type)?.[1]?.trim())
}

/** The fields of a multipart body, as the bytes that came. Throws with `statusCode`. */
export async function multipartPairs(
  request: FastifyRequest,
  bytesMax: number,
): Promise<RawPair[]> {
  const pairs: RawPair[] = []
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw unreadable(413)
  let bytes = 0
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue
      if (part.filename !== undefined) {
        part.file.resume()
        continue
      }
      const name = byteText(Buffer.from(part.fieldname))
      const value = byteText(await part.toBuffer())
      bytes += name.length + value.length
      if (bytes > bytesMax) throw unreadable(413)
      pairs.push({ name, value, where: 'body' })
    }
  } catch (error) {
    // What the parser throws about a broken body carries no status of its own.
    throw error instanceof Error && 'statusCode' in error ? error : unreadable(400)
  }
  return pairs
}

const unreadable = (statusCode: number): Error =>
  Object.assign(new Error('the body cannot be read'), { statusCode })
