import type { Http } from '../http.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

/** A reply and its route: never its address, which may hold names and numbers. */
export type Reply = { method: string; route: string; status: number; ms: number }

/** Measures a reply and logs it under its trace id. */
export type Seen = (reply: Reply, traceId: string) => void

/** Makes what measures and logs replies, and has Fastify tell it each of its own. */
export function watch(http: Http, log: Log, metrics: Metrics): Seen {
  const seconds = metrics.seconds('http_seconds', 'Time from request to reply, by route', [
    'method',
    'route',
    'status',
  ])
  const seen: Seen = ({ method, route, status, ms }, traceId) => {
    seconds.observe({ method, route, status: String(status) }, ms / 1000)
    if (!log.isLevelEnabled('debug')) return
    log.debug({ traceId, method, route, status: String(status), ms: Math.round(ms) }, 'replied')
  }
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const { statusCode: status, elapsedTime: ms } = reply
    seen({ method: request.method, route, status, ms }, request.id)
    done()
  })
  return seen
}
