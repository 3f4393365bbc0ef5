import { createServer } from 'node:https'

import type { Http } from '../http.ts'

export type TlsListen = { host: string; port: number; cert: string; key: string }

/** A second door to the same routes. Close it together with the HTTP server, before or after. */
export type TlsDoor = { port: number; close: () => Promise<void> }

/** Serves the routes of `http` over HTTPS on a port of its own; 0 lets the system choose. Rejects when the port is taken. */
export async function listenTls(http: Http, options: TlsListen): Promise<TlsDoor> {
  await http.ready()
  const server = createServer({ cert: options.cert, key: options.key, minVersion: 'TLSv1.2' })
  server.requestTimeout = http.server.requestTimeout
  server.keepAliveTimeout = http.server.keepAliveTimeout
  server.setTimeout(http.server.timeout)
  server.on('request', (request, response) => http.server.emit('request', request, response))
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(options.port, options.host, listening)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeIdleConnections()
    })
  return { port, close }
}
