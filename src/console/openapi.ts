import swagger from '@fastify/swagger'

import manifest from '../../package.json' with { type: 'json' }
import type { Http } from '#kernel/http.ts'
import { ErrorReply } from '#wire/common.ts'

/** What can be called before there is a session. */
const open = new Set(['/api/wallet/sms', '/api/wallet/login', '/api/till/login'])

/**
 * Writes down the JSON APIs from the very schemas that check them, and serves that at `/api/openapi.json`. Call it
 * before the routes are added. The gateway is Alipay's own and documented elsewhere.
 */
export async function addOpenApi(http: Http): Promise<void> {
  http.addSchema({ ...ErrorReply, $id: 'ErrorReply' })
  await http.register(swagger, {
    refResolver: { buildLocalReference: (json) => json.$id as string },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tongbao 通宝: the APIs of wallet and till',
        description:
          'Amounts are yuan as decimal text, times milliseconds since 1970 in UTC. Every error is an ErrorReply.',
        version: manifest.version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [
        { name: 'wallet', description: 'The payer’s phone' },
        { name: 'till', description: 'The cashier’s till' },
        { name: 'cashier', description: 'The cashier desk; an order’s token opens it' },
        { name: 'demo', description: 'Demo mode alone' },
      ],
      components: {
        securitySchemes: {
          wallet: { type: 'apiKey', in: 'cookie', name: 'tongbao_wallet' },
          till: { type: 'apiKey', in: 'cookie', name: 'tongbao_till' },
        },
      },
    },
    transform: ({ schema, url }) => ({ url, schema: { ...schema, ...more(url, schema) } }),
  })
  http.get('/api/openapi.json', () => http.swagger())
}

const errorReply = {
  $ref: 'ErrorReply#',
  description: 'Why not; with 5xx the outcome may be unknown',
}

function more(url: string, schema: { response?: unknown; tags?: readonly string[] }): object {
  const [tag] = schema?.tags ?? []
  if (tag === undefined) return { hide: true }
  const response = { ...(schema.response as object | undefined), default: errorReply }
  return open.has(url) || tag === 'demo' || tag === 'cashier'
    ? { response }
    : { response, security: [{ [tag]: [] }] }
}
