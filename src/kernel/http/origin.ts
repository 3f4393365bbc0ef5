import type { FastifyRequest } from 'fastify'

import { Refusal } from './refusal.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that another site's page makes the browser send with our cookies. Browsers say where a request
 * comes from in `Sec-Fetch-Site`, older ones in `Origin`; programs without a browser send neither and hold no
 * cookie that a page could misuse. The gateway has no cookies: its signature is its guard.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (reading.has(request.method) || !request.url.startsWith('/api/')) return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const own = site === undefined ? origin === undefined || isOwn(origin) : site === 'same-origin'
  if (own || site === 'none') return
  throw new Refusal({
    code: 'NOT_ALLOWED',
    message: 'This request comes from another site. Open the page of this service and try there.',
  })

  function isOwn(from: string): boolean {
    if (publicUrl !== undefined && from === new URL(publicUrl).origin) return true
    return URL.canParse(from) && new URL(from).host === request.host
  }
}
