import type { Http } from '../http.ts'
import type { Metrics } from '../metrics.ts'

/** Measures and logs every reply by its route: never by its address, which may hold names and numbers. */
export function watch(http: Http, metrics: Metrics): void {
  const seconds = metrics.seconds('http_seconds', 'Time from request to reply, by route', [
    'method',
    'route',
    'status',
  ])
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const status = String(reply.statusCode)
    seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
    request.log.debug(
      { method: request.method, route, status, ms: Math.round(reply.elapsedTime) },
      'replied',
    )
    done()
  })
}
