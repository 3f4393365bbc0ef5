import { once } from 'node:events'

import type { StoredEvent } from '#engine/engine.ts'

import type { Follower } from '../stream.ts'
import { before } from './read.ts'

/** One client's stream. An event goes to it once; a client that does not read is let go and may resume. */
export type Connection = {
  recipient: string
  tokenMac: string
  /** Sends an event that was read back, and waits while the client is slow. */
  send: (event: StoredEvent) => Promise<void>
  /** Sends an event that has just happened; before `goLive` it is left to be read back, so that none overtakes an older one. */
  sendLive: (event: StoredEvent) => void
  /** Whether the client has it, as far back as is remembered. */
  knows: (eventId: string) => boolean
  /** Takes an event for one that the client knows. */
  skip: (event: StoredEvent) => void
  goLive: () => void
  /** The id after which events may be new to this client. */
  position: () => string
  beat: () => void
  /** Greets with the server's time: whoever hears it is told of all that comes after. */
  hello: (nowMs: number) => void
  end: () => void
  ended: () => boolean
  onEnd: (listener: () => void) => void
}

/** Bytes that may wait for a client that does not read. */
const backlogBytesMax = 256 * 1024
/** Ids remembered to send nothing twice; more than a till sees in the overlap. */
const seenMax = 2000

const helloFrame = (nowMs: number) => `event: hello\ndata: {"serverTime":${nowMs}}\n\n`

/** Begins the stream, which `hello` opens. */
export function openConnection(follower: Follower, nowMs: number): Connection {
  const { recipient, tokenMac, response } = follower
  const seen = new Set<string>(follower.after === undefined ? [] : [follower.after])
  let highest = follower.after ?? String(nowMs).padStart(13, '0')
  /** What is older is no news here, even where it is read for another of the same recipient that is behind. */
  const oldest = before(highest)
  let live = false

  response.writeHead(200, {
    ...follower.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Kept alive, the connection of an ended stream would hold up a server that closes.
    connection: 'close',
    // Proxies that gather replies would hold events back.
    'x-accel-buffering': 'no',
  })
  response.write('retry: 2000\n')

  const write = (text: string): boolean => {
    if (response.destroyed || response.writableEnded) return true
    if (response.writableLength > backlogBytesMax) response.destroy()
    return response.destroyed || response.write(text)
  }

  const skip = ({ eventId }: StoredEvent) => {
    seen.add(eventId)
    if (eventId > highest) highest = eventId
    const [first] = seen
    if (seen.size > seenMax && first !== undefined) seen.delete(first)
  }

  const put = (event: StoredEvent): boolean => {
    if (seen.has(event.eventId)) return true
    skip(event)
    const { eventId, kind, payload } = event
    return write(`id: ${eventId}\nevent: ${kind}\ndata: ${JSON.stringify(payload)}\n\n`)
  }

  const ended = () => response.destroyed || response.writableEnded

  return {
    recipient,
    tokenMac,
    async send(event) {
      if (put(event) || ended()) return
      await Promise.race([once(response, 'drain'), once(response, 'close')])
    },
    sendLive: (event) => {
      if (live && event.eventId > oldest) put(event)
    },
    knows: (eventId) => seen.has(eventId),
    skip,
    goLive: () => (live = true),
    position: () => before(highest),
    beat: () => void write(': beat\n\n'),
    hello: (ms) => void write(helloFrame(ms)),
    end: () => void response.end(),
    ended,
    onEnd: (listener) => void response.once('close', listener),
  }
}
