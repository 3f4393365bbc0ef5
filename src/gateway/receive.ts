import type { FastifyRequest } from 'fastify'

import { mergeParameters, type RawPair, type Received, splitUrlencoded } from './parameter.ts'

/** The pairs of the query string, as bytes. */
export function queryPairs(request: FastifyRequest): RawPair[] {
  const url = request.raw.url ?? ''
  const at = url.indexOf('?')
  return at < 0 ? [] : splitUrlencoded(Buffer.from(url.slice(at + 1), 'latin1'), 'query')
}

/** Reads query and body together. Parts that are files are left aside: SDKs do not sign them. */
export async function receive(request: FastifyRequest): Promise<Received> {
  const pairs = queryPairs(request)
  if (request.isMultipart()) {
    pairs.push(...(await multipartPairs(request)))
  } else if (Buffer.isBuffer(request.body)) {
    pairs.push(...splitUrlencoded(request.body, 'body'))
  }
  const type = request.headers['content-type'] ?? ''
  return mergeParameters(pairs, /charset="?([^";]+)/i.exec(type)?.[1]?.trim())
}

async function multipartPairs(request: FastifyRequest): Promise<RawPair[]> {
  const pairs: RawPair[] = []
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      part.file.resume()
      continue
    }
    // The parser was told Latin-1, which keeps the bytes as they came.
    const name = Buffer.from(part.fieldname, 'latin1')
    pairs.push({ name, value: Buffer.from(String(part.value), 'latin1'), where: 'body' })
  }
  return pairs
}
