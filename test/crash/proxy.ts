import { connect, createServer, type Socket } from 'node:net'

/** What happens to a connection between the server and its database. */
export type Fault =
  /** Everything passes. */
  | { kind: 'none' }
  /** Every piece waits this long, both ways. */
  | { kind: 'slow'; ms: number }
  /** The next COMMIT of a transaction with `needle` in it is swallowed, and the connection cut: nothing of it is kept. */
  | { kind: 'beforeCommit'; needle: string }
  /** That COMMIT reaches the database, its answer never comes: all of it is kept. */
  | { kind: 'afterCommit'; needle: string }
  /** No new connection is taken, those that are open are cut. */
  | { kind: 'down' }

/** A TCP proxy before a PostgreSQL. It knows the protocol just enough to see a COMMIT go by. */
export type Proxy = {
  url: string
  set: (fault: Fault) => void
  /** Cuts what is open now: by a FIN as a server that ends does, or by a RST as a network that breaks does. */
  cut: (how: 'fin' | 'reset') => void
  /** How many COMMITs were swallowed or left unanswered. */
  hits: () => number
  open: () => number
  close: () => Promise<void>
}

export async function openProxy(databaseUrl: string, port: number): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const upstreamPort = Number(target.port)
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let fault: Fault = { kind: 'none' }
  let hits = 0

  /** Pieces keep their order, also when the delay changes between them. */
  const pass = (to: Socket) => {
    let dueLast = 0
    return (part: Buffer) => {
      const now = performance.now()
      const due = Math.max(dueLast, now + (fault.kind === 'slow' ? fault.ms : 0))
      dueLast = due
      if (due <= now) to.write(part)
      else setTimeout(() => to.destroyed || to.write(part), due - now)
    }
  }

  const listener = createServer((client) => {
    if (fault.kind === 'down') return void client.resetAndDestroy()
    const server = connect(upstreamPort, '127.0.0.1')
    const pair = { client, server }
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on('error', end).on('close', end)
    const seen = { text: '', commit: '' }
    const toServer = pass(server)
    let deaf = false
    client.on('data', (part) => {
      if (deaf) return
      // A statement is sent with a name once, and then called by that name; what a transaction does is told by its values.
      const text = part.toString('latin1')
      seen.commit = /P....([^\0]+)\0commit\0/s.exec(text)?.[1] ?? seen.commit
      if (fault.kind !== 'beforeCommit' && fault.kind !== 'afterCommit') return toServer(part)
      const at = seen.commit === '' ? -1 : text.indexOf(`\0${seen.commit}\0`)
      if (at < 0) {
        seen.text = (seen.text + text).slice(-1_000_000)
        return toServer(part)
      }
      const wanted = (seen.text + text.slice(0, at)).includes(fault.needle)
      seen.text = ''
      if (!wanted) return toServer(part)
      hits++
      deaf = true
      if (fault.kind === 'beforeCommit') end()
      else {
        // The answer is read and kept back; by then the commit is durable.
        server.removeAllListeners('data')
        server.once('data', end)
        server.write(part)
      }
      fault = { kind: 'none' }
    })
    server.on('data', pass(client))
  })

  const cut = (how: 'fin' | 'reset') => {
    for (const { client, server } of pairs) {
      if (how === 'reset') client.resetAndDestroy()
      else client.end()
      server.destroy()
    }
  }

  await new Promise<void>((listening) => listener.listen(port, '127.0.0.1', listening))
  const address = listener.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' && address ? address.port : port)
  return {
    url: url.href,
    set: (next) => {
      fault = next
      if (next.kind === 'down') cut('reset')
    },
    cut,
    hits: () => hits,
    open: () => pairs.size,
    close: async () => {
      cut('fin')
      await new Promise((closed) => listener.close(closed))
    },
  }
}
