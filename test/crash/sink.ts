import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

/** Where a merchant's notifications arrive. It acknowledges all but the first of some, as a shop under load would. */
export type Sink = {
  url: string
  /** How often each paid order was told. */
  told: Map<string, number>
  close: () => Promise<void>
}

export async function openSink(): Promise<Sink> {
  const told = new Map<string, number>()
  let count = 0
  const answer = (body: string, reply: ServerResponse) => {
    const params = new URLSearchParams(body)
    const order = params.get('out_trade_no') ?? ''
    if (++count % 17 === 0 && !told.has(order)) return void reply.writeHead(500).end('later')
    if (params.get('trade_status') === 'TRADE_SUCCESS') {
      told.set(order, (told.get(order) ?? 0) + 1)
    }
    reply.end('success')
  }
  const server = createServer((request, reply) => {
    text(request).then(
      (body) => answer(body, reply),
      () => reply.destroy(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP port is expected')
  return {
    url: `http://127.0.0.1:${address.port}/notify`,
    told,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
