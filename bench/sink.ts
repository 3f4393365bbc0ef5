// A merchant's server that takes every notification: answers `success`, counts them, and tells the counts at `/count`. It
// reads no more of HTTP than the worker's messages have, so that its own work stays small beside the worker's.
import { createServer, type Socket } from 'node:net'

import type { SinkCount } from './stand/sink.ts'

const seen = new Set<string>()
const count: SinkCount = { received: 0, different: 0, late: 0 }
const lateMs = 1000

const reply = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const success = reply('success')

const server = createServer((socket) => {
  let rest: Buffer | undefined
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (part: Buffer) => {
    const bytes = rest ? Buffer.concat([rest, part]) : part
    rest = take(socket, bytes)
  })
})

/** Answers the whole requests and returns what is left. */
function take(socket: Socket, bytes: Buffer): Buffer | undefined {
  const bodyAt = bytes.indexOf('\r\n\r\n') + 4
  if (bodyAt < 4) return bytes
  const head = bytes.toString('latin1', 0, bodyAt)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const end = bodyAt + length
  if (bytes.length < end) return bytes
  if (head.startsWith('GET')) socket.write(reply(JSON.stringify(count)))
  else {
    note(bytes, bodyAt)
    socket.write(success)
  }
  return bytes.length === end ? undefined : take(socket, bytes.subarray(end))
}

/** A `notify_id` begins with the milliseconds of its payment. */
function note(bytes: Buffer, bodyAt: number): void {
  const at = bytes.indexOf('notify_id=', bodyAt) + 10
  const id = bytes.toString('latin1', at, at + 22)
  count.received++
  if (seen.has(id)) return
  seen.add(id)
  count.different++
  if (Date.now() - Number(id.slice(0, 13)) > lateMs) count.late++
}

server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
