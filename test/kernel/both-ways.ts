import { connect } from 'node:net'

import { Type } from 'typebox'

import { addHotRoute, createHot, createHttp, createLoad, type Http, take } from '#kernel/http.ts'
import { createLog } from '#kernel/log.ts'
import { createMetrics } from '#kernel/metrics.ts'
import { refuse, statusOf } from '#wire/failures.ts'

/** A server with one hot route, which answers by the short way where it has one. */
export type Way = {
  http: Http
  port: number
  lines: string[]
  /** Requests that came to Node's parser and Fastify. */
  usual: () => number
  metrics: () => Promise<string>
  close: () => Promise<void>
}

type WayOptions = { short: boolean; full?: boolean; trustProxy?: boolean; bodyBytesMax?: number }

const asked = Type.Object({
  name: Type.String({ pattern: '^[a-z]{1,20}$' }),
  act: Type.Optional(Type.String()),
})
const told = Type.Object({ saw: Type.Any(), name: Type.String(), maybe: Type.Null() })

export const path = '/api/hot'

/** The handler tells all that it sees; `act` has it refuse, fail or wait. */
export async function openWay(options: WayOptions): Promise<Way> {
  const { short, full = false, trustProxy = false, bodyBytesMax = 2000 } = options
  const metrics = createMetrics()
  // Nobody is welcome, and nothing was answered in the last second: always full.
  const load = createLoad({ waitMaxMs: 10, metrics, alwaysWelcome: full ? 0 : 1000 })
  const hot = createHot(load)
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const config = { bodyBytesMax, trustProxy, publicUrl: 'https://pay.example' }
  const common = { config, log, metrics, load, statusOf, ready: {} }
  const http = createHttp({ ...common, ...(short && { hot }) })
  const busy = refuse('BUSY', { detail: { waitSeconds: 1 } }).failure
  const route = { path, tags: [], summary: '', body: asked, result: told, busy }
  addHotRoute(http, hot, route, async ({ id, ip, cookies, body }) => {
    if (body.act === 'refuse') return take(refuse('NOT_LOGGED_IN'))
    if (body.act === 'busy') return take(refuse('BUSY', { detail: { waitSeconds: 2 } }))
    if (body.act === 'fail') throw new Error('broken')
    if (body.act === 'wait') await new Promise((resume) => setTimeout(resume, 100))
    // In another order than the schema's, and with a member that it does not have.
    return { more: 1, maybe: null, name: body.name, saw: { id, ip, cookies, body } }
  })
  let usual = 0
  http.server.on('request', () => usual++)
  await http.listen({ port: 0, host: '127.0.0.1' })
  const { port } = http.server.address() as { port: number }
  const text = async () => (await metrics.text()).body
  return { http, port, lines, usual: () => usual, metrics: text, close: () => http.close() }
}

export type Heard = { text: string; closed: boolean }

type Talk = {
  /** How long nothing may come after something came. */
  quietMs?: number
  /** How long the first bytes may take. */
  firstMs?: number
  /** Whether the caller ends its side when all is sent. */
  ends?: boolean
}

/** Sends pieces, each in a packet of its own, and listens until the other side ends or nothing comes any more. */
export function talk(port: number, pieces: readonly Buffer[], options: Talk = {}): Promise<Heard> {
  const { quietMs = 60, firstMs = 1000, ends = false } = options
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const finish = (closed: boolean) => {
      clearTimeout(quiet)
      socket.destroy()
      resolve({ text: plainly(text), closed })
    }
    const listen = (ms: number) => setTimeout(() => finish(false), ms)
    let quiet = listen(firstMs)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      clearTimeout(quiet)
      quiet = listen(quietMs)
    })
    socket.on('error', () => {})
    socket.on('end', () => finish(true))
    socket.on('close', () => finish(true))
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise((resume) => setTimeout(resume, 5))
      }
      if (ends) socket.end()
    })()
  })
}

/** What does not differ between two answers to the same: names of headers sorted and in small letters, no ids and times. */
function plainly(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{32}/g, 'TRACE')
    .replaceAll(/^date: .*/gim, 'date: NOW')
    .replaceAll(/(HTTP\/1\.1 \d.*\r\n)((?:.*\r\n)*?)\r\n/g, (_, line: string, headers: string) => {
      const sorted = headers.split('\r\n').map((header) => {
        const [name = '', ...value] = header.split(':')
        return `${name.toLowerCase()}:${value.join(':')}`
      })
      return `${line}${sorted.toSorted().join('\r\n')}\r\n\r\n`
    })
}

/** A request as a till sends it. */
export function requestOf(body: string, headers: readonly string[] = []): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'host: pay.example',
    'content-type: application/json',
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
