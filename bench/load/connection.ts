import { connect, type Socket } from 'node:net'

/** `paid`, `busy`, or a word or two of what else came. */
export type Verdict = string
type Answered = (verdict: Verdict) => void

/**
 * One kept-alive HTTP/1.1 connection with one request at a time. It reads no more of an answer than the load generator
 * needs, so that its own work stays small beside the server's.
 */
export class Connection {
  readonly #port: number
  #socket: Socket
  #rest = ''
  #answered: Answered | undefined
  #dialling = false

  private constructor(port: number, socket: Socket) {
    this.#port = port
    this.#socket = socket
    this.#listen()
  }

  static async open(port: number): Promise<Connection> {
    return new Connection(port, await dial(port))
  }

  send(request: Buffer, answered: Answered): void {
    this.#answered = answered
    // A server closes what has been idle for long.
    if (this.#socket.destroyed || this.#socket.readableEnded) void this.#again(request)
    else this.#socket.write(request)
  }

  close(): void {
    this.#answered = undefined
    this.#socket.destroy()
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.once('close', () => {
      if (socket === this.#socket) void this.#lost()
    })
  }

  #read(text: string): void {
    const whole = this.#rest === '' ? text : this.#rest + text
    const bodyAt = whole.indexOf('\r\n\r\n') + 4
    const lengthAt = whole.indexOf('content-length: ')
    const length = Number.parseInt(whole.slice(lengthAt + 16, lengthAt + 24), 10)
    if (bodyAt < 4 || lengthAt < 0 || whole.length < bodyAt + length) {
      this.#rest = whole
      return
    }
    this.#rest = ''
    const answered = this.#answered
    this.#answered = undefined
    answered?.(verdictOf(whole, bodyAt))
  }

  /** Somebody waits for an answer that will not come on this socket. */
  async #lost(): Promise<void> {
    const answered = this.#answered
    if (!answered || this.#dialling) return
    this.#answered = undefined
    this.#rest = ''
    await this.#redial()
    answered('lost')
  }

  async #again(request: Buffer): Promise<void> {
    await this.#redial()
    this.#socket.write(request)
  }

  async #redial(): Promise<void> {
    this.#dialling = true
    for (;;) {
      const socket = await dial(this.#port).catch(() => undefined)
      if (socket) {
        this.#socket = socket
        this.#dialling = false
        return this.#listen()
      }
      await new Promise((later) => setTimeout(later, 100))
    }
  }
}

function dial(port: number): Promise<Socket> {
  return new Promise((opened, failed) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => opened(socket))
    socket.once('error', failed)
  })
}

/** Till and gateway say it in different words. */
function verdictOf(text: string, bodyAt: number): Verdict {
  if (text.includes('"state":"paid"', bodyAt) || text.includes('"code":"10000"', bodyAt))
    return 'paid'
  if (text.includes('"BUSY"', bodyAt) || text.includes('"ACQ.SYSTEM_ERROR"', bodyAt)) return 'busy'
  const why = /"(?:sub_code|code)":"([A-Za-z_.-]*[A-Za-z][A-Za-z_.-]*)"/.exec(text.slice(bodyAt))
  return why?.[1] ?? text.slice(9, 12)
}
