import type { ServerResponse } from 'node:http'

import type { Engine, StoredEvent } from '#engine/engine.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Log } from '#kernel/log.ts'
import type { Metrics } from '#kernel/metrics.ts'
import type { Sessions } from '#member/session.ts'
import { parseLiveName, type LiveName } from '#trade/tell.ts'

import { openConnection, type Connection } from './stream/connection.ts'
import { before, eventsAfter, eventsOfMany, paidAtOnce } from './stream/read.ts'

/** Who follows, and from where on. */
export type Follower = {
  /** `member:<memberId>` or `terminal:<merchantId>:<terminalId>`. */
  recipient: string
  /** The session that ends the stream when it ends. */
  tokenMac: string
  /** The last event that the client has; undefined for what happens from now on. */
  after: string | undefined
  response: ServerResponse
  headers: Record<string, string>
}

/** Streams of events to phones and tills: from this process's engine at once, from other processes by NOTIFY. */
export type Stream = {
  /** False when this process has all the streams it takes. */
  accepts: () => boolean
  follow: (follower: Follower) => Promise<void>
  /** Tells everybody the time, after the stand-in's clock was moved. */
  tellTime: () => void
  close: () => Promise<void>
}

type StreamDeps = {
  sql: Sql
  engine: Engine
  sessions: Sessions
  clock: Clock
  log: Log
  metrics: Metrics
  /** Days back from now that events are read, however long somebody was away. */
  keepDays: number
}

const beatMs = 15_000
const connectionsMax = 20_000
/** Of one phone's owner, or one till; the stream opened longest ago gives way to a ninth. */
const perRecipientMax = 8
/** Notifications within this time are looked up together: twenty queries a second at most, whatever the load. */
const gatherMs = 50

export async function createStream(deps: StreamDeps): Promise<Stream> {
  const { sql, engine, sessions, clock, log, metrics, keepDays } = deps
  const followed = new Map<string, Set<Connection>>()
  const told = new Set<string>()
  let gathering: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let closed = false

  const all = () => [...followed.values()].flatMap((set) => [...set])
  const count = () => [...followed.values()].reduce((sum, set) => sum + set.size, 0)
  metrics.gauge('event_streams', 'Open streams of events', count)

  const send = (event: StoredEvent) => {
    for (const connection of followed.get(event.recipient) ?? []) connection.sendLive(event)
  }

  /** An order that this very process was asked to pay was told to its till already. */
  const isNews = ({ recipient, eventId }: LiveName) =>
    [...(followed.get(recipient) ?? [])].some((connection) => !connection.knows(eventId))

  /** Reads what other processes wrote for those who are connected here. */
  const look = async () => {
    const names = [...told]
    told.clear()
    const orders = names.flatMap((name) => parseLiveName(name) ?? []).filter(isNews)
    const paid = await paidAtOnce(sql, orders)
    paid.forEach(send)
    const recipients = names.filter((name) => followed.has(name))
    if (recipients.length === 0) return
    const connections = recipients.flatMap((name) => [...(followed.get(name) ?? [])])
    const from = connections.map((one) => one.position()).toSorted()[0] ?? ''
    const { events, full } = await eventsOfMany(sql, recipients, from)
    events.forEach(send)
    if (full) await Promise.all(connections.map(catchUp))
  }

  const hear = (payload: string) => {
    // Every process hears of every batch, its own too.
    if (followed.size === 0) return
    const names = payload === '*' ? [...followed.keys()] : (JSON.parse(payload) as string[])
    for (const name of names) {
      if (followed.has(parseLiveName(name)?.recipient ?? name)) told.add(name)
    }
    if (told.size === 0 || closed) return
    gathering ??= setTimeout(() => {
      gathering = undefined
      looking = looking
        .then(look)
        .catch((error: unknown) => log.error({ err: error }, 'events could not be read'))
    }, gatherMs)
  }

  /** Reads all that may be new to the connection, page by page, until a page comes back short. */
  const readBack = async (connection: Connection, take: Connection['send']) => {
    // Bills are there for good; as events they are as short-lived as the others.
    const oldest = before(String(clock()), keepDays * 86_400_000)
    let after = [connection.position(), oldest].toSorted()[1] ?? oldest
    for (;;) {
      const page = await eventsAfter(sql, connection.recipient, after)
      for (const event of page.events) await take(event)
      if (!page.full || connection.ended()) return
      after = page.last
    }
  }
  const catchUp = (connection: Connection) => readBack(connection, connection.send)

  const follow = async (follower: Follower) => {
    const { recipient, after } = follower
    const connection = openConnection(follower, clock())
    const set = followed.get(recipient) ?? new Set()
    followed.set(recipient, set.add(connection))
    connection.onEnd(() => {
      set.delete(connection)
      if (set.size === 0 && followed.get(recipient) === set) followed.delete(recipient)
    })
    const [oldest] = set
    if (set.size > perRecipientMax) oldest?.end()
    try {
      if (after === undefined) {
        // What happened just before is known to whoever loads the page now; only what commits later is news.
        await readBack(connection, async (event) => connection.skip(event))
        connection.hello(clock())
      } else {
        connection.hello(clock())
        await catchUp(connection)
      }
      connection.goLive()
      // What was committed between the last page and now was not sent live.
      hear(JSON.stringify([recipient]))
    } catch (error) {
      log.error({ err: error }, 'a stream could not catch up')
      connection.end()
    }
  }

  /** Keeps connections alive, and ends those whose session another process ended. */
  const beat = async () => {
    const connections = all()
    for (const connection of connections) connection.beat()
    for (let at = 0; at < connections.length; at += 1000) {
      const some = connections.slice(at, at + 1000)
      const open = await sessions.stillOpen(some.map((one) => one.tokenMac))
      for (const one of some) if (!open.has(one.tokenMac)) one.end()
    }
  }
  const beating = setInterval(() => {
    beat().catch((error: unknown) => log.error({ err: error }, 'sessions could not be read'))
  }, beatMs)

  const deafen = engine.onEvents((events) => events.forEach(send))
  const forget = sessions.onEnd((tokenMac) => {
    for (const connection of all()) if (connection.tokenMac === tokenMac) connection.end()
  })
  // After a lost connection the driver listens anew; whatever was told in between is looked up.
  const listening = await sql.listen('tongbao_event', hear, () => hear('*'))

  const close = async () => {
    if (closed) return
    closed = true
    clearInterval(beating)
    clearTimeout(gathering)
    deafen()
    forget()
    for (const connection of all()) connection.end()
    await looking
    await listening.unlisten()
  }

  const tellTime = () => {
    for (const connection of all()) connection.hello(clock())
  }

  return { accepts: () => !closed && count() < connectionsMax, follow, tellTime, close }
}
