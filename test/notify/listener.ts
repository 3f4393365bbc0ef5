import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

export type Heard = {
  at: number
  url: string
  headers: IncomingHttpHeaders
  params: Record<string, string>
}

type Reply = { status?: number; body?: string; headers?: Record<string, string>; afterMs?: number }

export type Listener = {
  url: string
  heard: Heard[]
  /** Waits until so many were heard. Rejects after 20 s. */
  hears: (count: number) => Promise<Heard[]>
  close: () => Promise<void>
}

/** A merchant's server: keeps what it is told and answers as the test says. */
export async function listen(answer: (heard: Heard, nth: number) => Reply): Promise<Listener> {
  const heard: Heard[] = []
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const params = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()))
      const one = { at: Date.now(), url: request.url ?? '', headers: request.headers, params }
      heard.push(one)
      const {
        status = 200,
        body = 'success',
        headers = {},
        afterMs = 0,
      } = answer(one, heard.length)
      setTimeout(() => response.writeHead(status, headers).end(body), afterMs)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP port is expected')
  return {
    url: `http://127.0.0.1:${address.port}/notify`,
    heard,
    async hears(count) {
      for (const until = Date.now() + 20_000; heard.length < count;) {
        if (Date.now() > until) throw new Error(`heard ${heard.length} of ${count}`)
        await new Promise((resume) => setTimeout(resume, 10))
      }
      return heard
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
