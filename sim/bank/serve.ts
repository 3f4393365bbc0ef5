import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { fastify, type FastifyInstance } from 'fastify'

import { addAdminRoutes } from './admin.ts'
import { Behaviours } from './behaviour.ts'
import { openBooks } from './books.ts'
import { addPartnerRoutes } from './routes.ts'

export type BankServerOptions = {
  /** 0 for one that is free. */
  port: number
  /** Where the books are; in memory where it is undefined. */
  folder: string | undefined
  partner: string
  secret: string
}

export type BankServer = { port: number; close: () => Promise<void> }

/**
 * All banks of the demo behind one address, for this machine alone: `/admin` asks nobody who they are.
 */
export async function serveBanks(options: BankServerOptions): Promise<BankServer> {
  const { folder, partner, secret } = options
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const books = openBooks(folder === undefined ? undefined : join(folder, 'books.db'))
  const behaviours = new Behaviours()
  const http: FastifyInstance = fastify({ bodyLimit: 65_536, forceCloseConnections: true })
  // Signatures cover the text as it was sent.
  http.removeAllContentTypeParsers()
  http.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
    done(null, body),
  )
  addPartnerRoutes(http, books, { partner, secret, behaviours })
  addAdminRoutes(http, { books, behaviours })
  const close = async () => {
    await http.close()
    books.close()
  }
  try {
    await http.listen({ port: options.port, host: '127.0.0.1' })
  } catch (error) {
    await close()
    throw error
  }
  return { port: (http.server.address() as { port: number }).port, close }
}
