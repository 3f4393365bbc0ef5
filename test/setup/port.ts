import { createServer } from 'node:net'

/** A TCP port on 127.0.0.1 that nothing used a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening))
  const address = probe.address()
  await new Promise((closed) => probe.close(closed))
  if (address === null || typeof address === 'string') throw new Error('a TCP port is expected')
  return address.port
}
