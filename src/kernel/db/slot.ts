import type { Sql } from '../db.ts'

/** What we need to know of the driver's query: it runs when `handler` is called, once; `reject` settles it. */
export type Query = PromiseLike<unknown> & {
  handler: (query: Query) => unknown
  reject: (error: unknown) => void
}

/** One connection. It is used by one holder at a time and thrown away when it breaks. */
export type Slot = {
  lost: () => Error | undefined
  /** Sends a query, behind those sent before it. Once the connection is lost it fails instead, and so do all that were sent. */
  send: (query: Query) => void
  close: () => Promise<void>
}

/**
 * Connects. The driver's pool of one (postgres 3.4) is used for one connection only and never for the next: where a connection is
 * lost, it would let waiting queries hang, run them outside their transaction on a new connection, or crash the process.
 */
export async function openSlot(connect: (onClose: () => void) => Sql): Promise<Slot> {
  const sent = new Set<Query>()
  let lost: Error | undefined
  const sql = connect(() => {
    lost ??= connectionError('CONNECTION_CLOSED', 'the connection to the database was lost')
    for (const query of sent) query.reject(lost)
  })
  const close = () => sql.end({ timeout: 0 })
  try {
    await sql`select 1`
    if (lost) throw lost
    const reserved = await sql.reserve()
    const { handler } = reserved.unsafe('') as unknown as Query
    const send = (query: Query) => {
      if (lost) return query.reject(lost)
      sent.add(query)
      const settled = () => void sent.delete(query)
      query.then(settled, settled)
      handler(query)
    }
    return { lost: () => lost, send, close }
  } catch (error) {
    void close().catch(() => undefined)
    throw error
  }
}

export const connectionError = (code: string, message: string): Error =>
  Object.assign(new Error(message), { code })
