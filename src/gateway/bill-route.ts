import type { Http } from '#kernel/http.ts'
import { fileNameOf, makeBill } from '#settle/bill.ts'
import { billPath, readLink } from '#settle/link.ts'

import type { GatewayDeps } from './call.ts'

/** Bills made at a time in one process; each holds a connection, and more wait. */
const makingMax = 2

/** Hands out bills to whoever holds a signed link that is not older than thirty seconds. */
export function registerBills(scope: Pick<Http, 'route'>, deps: GatewayDeps): void {
  const { sql, keyring, clock } = deps
  let making = 0
  scope.route({
    method: 'GET',
    url: billPath,
    // The scope's own handler would answer as `/gateway.do` does.
    errorHandler: (error, request, reply) => {
      request.log.error({ err: error }, 'a bill could not be made')
      void reply.code(500).type('text/plain;charset=utf-8').send('The bill could not be made.\n')
    },
    handler: async (request, reply) => {
      const bill = readLink(request.query as Record<string, unknown>, keyring, clock())
      const plain = reply.header('cache-control', 'no-store').type('text/plain;charset=utf-8')
      if (!bill) {
        return plain
          .code(403)
          .send('This link is not valid, or older than 30 s. Ask for another.\n')
      }
      if (making >= makingMax) {
        return plain.code(503).header('retry-after', '2').send('Busy; try again in a moment.\n')
      }
      making++
      try {
        const file = await makeBill(sql, bill, clock())
        return await reply
          .type('application/zip')
          .header('content-disposition', `attachment; filename="${fileNameOf(bill)}"`)
          .send(file)
      } finally {
        making--
      }
    },
  })
}
