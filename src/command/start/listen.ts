import type { Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer } from 'node:net'

import type { FastifyInstance } from 'fastify'

import type { Config } from '#config'
import { SetupError } from '#kernel/setup-error.ts'
import type { TlsMaterial } from '#kernel/tls.ts'

/** Throws a `SetupError` where a port that is needed later is taken now, before anything slow has begun. */
export async function requirePorts(config: Config): Promise<void> {
  for (const [port, setting] of portsOf(config)) {
    const probe = createServer()
    await new Promise<void>((free, taken) => {
      probe.once('error', (error) => taken(explain(error, port, setting)))
      probe.listen({ port, host: config.host, exclusive: true }, free)
    })
    await new Promise((closed) => probe.close(closed))
  }
}

const portsOf = (config: Config) =>
  [
    [config.port, 'TONGBAO_PORT'],
    [config.httpsPort, 'TONGBAO_HTTPS_PORT'],
  ] as const

/**
 * Listens for HTTP and, by the same handlers, for HTTPS. Resolves to what stops both: no new connection is taken,
 * requests in flight are answered, then the app closes what it holds.
 */
export async function listen(
  app: FastifyInstance,
  config: Config,
  tls: TlsMaterial,
): Promise<() => Promise<void>> {
  await app.ready()
  const secure = createHttps({ cert: tls.cert, key: tls.key }, (request, reply) =>
    app.routing(request, reply),
  )
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw explain(error, config.port, 'TONGBAO_PORT')
  })
  await new Promise<void>((listening, failed) => {
    secure.once('error', (error) => failed(explain(error, config.httpsPort, 'TONGBAO_HTTPS_PORT')))
    secure.listen(config.httpsPort, config.host, listening)
  })
  // A phone that has not yet trusted the certificate breaks off the handshake; that is no fault of ours.
  secure.on('tlsClientError', () => {})
  return async () => {
    const closed = Promise.all([app.close(), closeServer(secure)])
    secure.closeIdleConnections()
    await closed
  }
}

const closeServer = (server: Server): Promise<unknown> =>
  new Promise((closed) => server.close(closed))

function explain(error: unknown, port: number, setting: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new SetupError(
      `Port ${port} is in use by another program. Choose another with ${setting}.`,
    )
  }
  if (code === 'EACCES') {
    return new SetupError(
      `Port ${port} may not be opened by this user. Choose one above 1023 with ${setting}.`,
    )
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new SetupError('TONGBAO_HOST is not an address of this machine.')
  }
  return error
}
