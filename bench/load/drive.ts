import { Connection } from './connection.ts'
import type { Round, RoundResult } from './protocol.ts'
import { Tally } from './tally.ts'

/** Gives the next request, or undefined when all that were made ready are used. */
export type Next = () => Buffer | undefined

export async function openConnections(round: Round): Promise<Connection[]> {
  const { ports, mode } = round
  const connections: Connection[] = []
  // In lots, since a listener's queue of new connections is short.
  while (connections.length < mode.connections) {
    const lot = Math.min(100, mode.connections - connections.length)
    const opened = Array.from({ length: lot }, (_, index) =>
      Connection.open(ports[(connections.length + index) % ports.length]!),
    )
    connections.push(...(await Promise.all(opened)))
  }
  return connections
}

/** Runs a round on open connections; resolves when its last request is answered. */
export async function drive(
  round: Round,
  connections: Connection[],
  next: Next,
): Promise<RoundResult> {
  const tally = new Tally()
  const until = performance.now() + round.seconds * 1000
  if (round.mode.kind === 'closed') await closedLoop(connections, next, until, tally)
  else await openLoop(connections, next, { until, perSecond: round.mode.perSecond }, tally)
  return tally.result(round.name)
}

/** Every connection sends its next request when the one before is answered. */
async function closedLoop(
  connections: Connection[],
  next: Next,
  until: number,
  tally: Tally,
): Promise<void> {
  const turn = (connection: Connection) =>
    new Promise<void>((finished) => {
      const again = () => {
        const sentAt = performance.now()
        const request = sentAt < until ? next() : undefined
        if (request === undefined) return finished()
        tally.sent++
        connection.send(request, (verdict) => {
          tally.add(verdict, { dueAt: sentAt, sentAt })
          again()
        })
      }
      again()
    })
  await Promise.all(connections.map(turn))
}

/**
 * Requests are due at moments drawn beforehand, and an answer's time counts from the moment its request was due: a server
 * that stalls is charged with everybody who came meanwhile. How much of it passed before there was a connection to send it on is
 * told by the second time, from the sending.
 */
async function openLoop(
  connections: Connection[],
  next: Next,
  pace: { until: number; perSecond: number },
  tally: Tally,
): Promise<void> {
  const idle = [...connections]
  const waiting: number[] = []
  let taken = 0
  let open = 0
  let due = performance.now()
  const meanMs = 1000 / pace.perSecond
  const gap = arrivals(0x2545f491)
  let lastAnswered = () => {}
  const sendDue = () => {
    while (idle.length > 0 && taken < waiting.length) {
      const request = next()
      if (request === undefined) return
      const dueAt = waiting[taken++]!
      const connection = idle.pop()!
      tally.sent++
      open++
      const sentAt = performance.now()
      connection.send(request, (verdict) => {
        tally.add(verdict, { dueAt, sentAt })
        idle.push(connection)
        open--
        if (performance.now() < pace.until) sendDue()
        else if (open === 0) lastAnswered()
      })
    }
  }
  let looked = due
  while (performance.now() < pace.until) {
    const now = Math.min(performance.now(), pace.until)
    tally.looked(looked, now - looked)
    looked = now
    for (; due <= now; due += meanMs * gap()) waiting.push(due)
    sendDue()
    await new Promise((later) => setTimeout(later, 1))
  }
  tally.unsent = waiting.length - taken
  if (open > 0) await new Promise<void>((last) => (lastAnswered = last))
}

/** Gaps of a Poisson process with mean 1, the same in every run (xorshift32). */
function arrivals(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return -Math.log(((state >>> 0) + 1) / 4_294_967_297)
  }
}
