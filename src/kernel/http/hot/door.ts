import type { Server } from 'node:http'
import type { Socket } from 'node:net'

import type { Answer, ShortWay } from './short-way.ts'

/**
 * Lets connections in by the short way: past Node's parser and streams and past Fastify, which take more of a payment's processor
 * time than all that is done for it here. With the first bytes that are anything but one whole plain request, a connection
 * is handed to Node for good, those bytes first.
 */
export function openDoor(server: Server, shortWay: ShortWay): void {
  const toNode = server.listeners('connection') as ((socket: Socket) => void)[]
  const open = new Set<Connection>()
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const forget = () => open.delete(connection)
    const handOver = () => {
      forget()
      for (const listener of toNode) listener.call(server, socket)
    }
    socket.setTimeout(server.timeout)
    const connection = new Connection(socket, shortWay, { forget, handOver })
    open.add(connection)
  })
  // Node asks for it whenever the server closes, and knows only the connections that it was handed.
  const closeIdle = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    for (const connection of open) connection.closeIfIdle()
    closeIdle()
  }
}

/** One connection, for as long as nothing but plain requests come by it, one after another. */
class Connection {
  readonly #socket: Socket
  readonly #shortWay: ShortWay
  readonly #go: { forget: () => void; handOver: () => void }
  /** What ends the request under way; undefined between requests. */
  #end: (() => void) | undefined

  constructor(
    socket: Socket,
    shortWay: ShortWay,
    go: { forget: () => void; handOver: () => void },
  ) {
    this.#socket = socket
    this.#shortWay = shortWay
    this.#go = go
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('timeout', this.#onTimeout)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  closeIfIdle(): void {
    if (!this.#end) this.#socket.destroy()
  }

  readonly #onData = (chunk: Buffer): void => {
    // Pipelined: it is read again, and only then understood, when the answer before it is out.
    if (this.#end) return this.#putBack(chunk)
    // Who does not read the answers is Node's to wait for.
    const { remoteAddress = '', writableLength } = this.#socket
    const request = writableLength > 0 ? undefined : this.#shortWay(chunk, remoteAddress)
    if (!request) return this.#leaveToNode(chunk)
    this.#end = request.end
    request.answer(this.#send)
  }

  readonly #send = ({ text, isLast }: Answer): void => {
    this.#finish()
    const socket = this.#socket
    if (!socket.writable) return
    socket.write(text)
    if (isLast) socket.destroySoon()
    else if (socket.isPaused()) socket.resume()
  }

  #finish(): void {
    this.#end?.()
    this.#end = undefined
  }

  #putBack(chunk: Buffer): void {
    this.#socket.pause()
    this.#socket.unshift(chunk)
  }

  #leaveToNode(chunk: Buffer): void {
    const socket = this.#socket
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('timeout', this.#onTimeout)
    socket.off('error', this.#onError)
    socket.off('close', this.#onClose)
    this.#putBack(chunk)
    this.#go.handOver()
    socket.resume()
  }

  // As Node does: a caller that has said all it will is not answered any more.
  readonly #onEnd = (): void => void this.#socket.end()
  readonly #onTimeout = (): void => void this.#socket.destroy()
  /** A caller who hangs up; `close` follows. */
  readonly #onError = (): void => {}
  readonly #onClose = (): void => {
    this.#finish()
    this.#go.forget()
  }
}
