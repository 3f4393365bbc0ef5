import type { FastifyRequest } from 'fastify'

import { Refusal } from './refusal.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that another site's page makes the browser send with our cookies. The gateway has no cookies: its
 * signature is its guard.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (reading.has(request.method) || !request.url.startsWith('/api/')) return
  if (!isForeign(request.headers, request.host, publicUrl)) return
  throw new Refusal({
    code: 'NOT_ALLOWED',
    message: 'This request comes from another site. Open the page of this service and try there.',
  })
}

type FromHeaders = { 'sec-fetch-site'?: unknown; origin?: string | undefined }

/**
 * Whether another site's page has made the browser send this. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; programs without a browser send neither and hold no cookie that a page could
 * misuse.
 */
export function isForeign(
  { 'sec-fetch-site': site, origin }: FromHeaders,
  host: string,
  publicUrl: string | undefined,
): boolean {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  if (origin === undefined) return false
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}
