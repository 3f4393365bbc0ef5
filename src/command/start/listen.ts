import { createServer } from 'node:net'

import type { Config } from '#config'
import { listenTls, type Http } from '#kernel/http.ts'
import { SetupError } from '#kernel/setup-error.ts'
import type { TlsMaterial } from '#kernel/tls.ts'

/**
 * Throws a `SetupError` where a port that is needed later is taken now, before anything slow has
 * begun.
 */
export async function requirePorts(config: Config, withBanks = false): Promise<void> {
  const needed = [
    [config.port, 'TONGBAO_PORT'],
    [config.httpsPort, 'TONGBAO_HTTPS_PORT'],
    ...(withBanks ? [[config.bankPort, 'TONGBAO_BANK_PORT'] as const] : []),
  ] as const
  for (const [port, setting] of needed) {
    const probe = createServer()
    await new Promise<void>((free, taken) => {
      probe.once('error', (error) => taken(explain(error, port, setting)))
      probe.listen({ port, host: config.host, exclusive: true }, free)
    })
    await new Promise((closed) => probe.close(closed))
  }
}

/**
 * Listens for HTTP and, by the same routes, for HTTPS. Resolves to what stops both: no new
 * connection is taken, requests in flight are answered, streams of events end.
 */
export async function listen(
  http: Http,
  config: Config,
  tls: TlsMaterial,
): Promise<() => Promise<void>> {
  const { host, port, httpsPort } = config
  const { cert, key } = tls
  await http.listen({ port, host }).catch((error: unknown) => {
    throw explain(error, port, 'TONGBAO_PORT')
  })
  const secure = await listenTls(http, { host, port: httpsPort, cert, key }).catch(
    (error: unknown) => {
      throw explain(error, httpsPort, 'TONGBAO_HTTPS_PORT')
    },
  )
  // Idle connections of both go first, then the streams of events, on whichever door they came in.
  return async () => {
    await Promise.all([http.close(), secure.close()])
  }
}

function explain(error: unknown, port: number, setting: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  const sentence = {
    EADDRINUSE: `Port ${port} is in use by another program. Choose another with ${setting}.`,
    EACCES: `Port ${port} may not be opened by this user. Choose one above 1023 with ${setting}.`,
    EADDRNOTAVAIL: 'TONGBAO_HOST is not an address of this machine.',
    ENOTFOUND: 'TONGBAO_HOST is not an address of this machine.',
  }[code ?? '']
  return sentence === undefined ? error : new SetupError(sentence)
}
