import type { FastifyRequest } from 'fastify'

/** Scripts are our own files alone; WebAssembly reads bar codes; antd writes its styles into the page. */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob: mediastream:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const everywhere = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** JSON is no page: nothing of it may run or be framed, and a policy of that one line is all it needs. */
const apiHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Those of an API's reply that is written without Fastify. */
export const jsonHeaders = Object.entries({
  'content-type': 'application/json; charset=utf-8',
  ...apiHeaders,
})

/** The headers of every reply; what an API says is never kept by a cache. */
export const securityHeaders = (request: FastifyRequest): Record<string, string> =>
  request.url.startsWith('/api/') ? apiHeaders : everywhere
