import type { KeyObject } from 'node:crypto'
import { sign } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'

import { Agent, type Dispatcher, request } from 'undici'

import { beijingText } from '#kernel/clock.ts'

import { InsideAddress, isInside, publicLookup } from './address.ts'

/** How one try of a notification went. `status` and `answer` are there when the merchant answered. */
export type Attempt = {
  /** Milliseconds, UTC. */
  at: number
  durationMs: number
  status: number | null
  /** The first KiB of the answer. */
  answer: string | null
  error: string | null
  acknowledged: boolean
}

export type Message = {
  url: string
  params: Readonly<Record<string, string>>
  notifyId: string
  key: KeyObject
}

export type Sender = {
  send: (message: Message) => Promise<Attempt>
  /** Waits for what is being sent, which the timeout bounds. */
  close: () => Promise<void>
}

const answerBytesMax = 1024
/** To one host; above the messages under way to one merchant, so that none waits for a connection behind what hangs. */
const connectionsMax = 256

/**
 * Posts notifications. The merchant acknowledges with HTTP 200 and exactly `success` within `timeoutMs`; redirects are
 * not followed. Unless `allowInside`, addresses of private networks are refused when connecting.
 */
export function createSender(options: {
  timeoutMs: number
  allowInside: boolean
  clock: () => number
}): Sender {
  const agent = new Agent({
    connect: {
      timeout: options.timeoutMs,
      ...(!options.allowInside && { lookup: publicLookup }),
    },
    connections: connectionsMax,
    pipelining: 1,
    maxHeaderSize: 16 * 1024,
  })
  return {
    close: () => agent.close(),
    async send(message) {
      const at = options.clock()
      const started = performance.now()
      const outcome = await post(agent, message, at, options).catch((error: unknown) => ({
        status: null,
        answer: null,
        error: reasonOf(error, options.timeoutMs),
      }))
      return {
        at,
        durationMs: Math.round(performance.now() - started),
        ...outcome,
        acknowledged: outcome.status === 200 && outcome.answer === 'success',
      }
    },
  }
}

async function post(
  agent: Dispatcher,
  message: Message,
  at: number,
  options: { timeoutMs: number; allowInside: boolean },
) {
  const host = new URL(message.url).hostname.replace(/^\[|\]$/g, '')
  if (!options.allowInside && isIP(host) !== 0 && isInside(host)) throw new InsideAddress(host)
  const { statusCode, body } = await request(message.url, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams(await signedParams(message, at)).toString(),
    signal: AbortSignal.timeout(options.timeoutMs),
  })
  return { status: statusCode, answer: await beginningOf(body), error: null }
}

/** The parameters as they are sent. The signature leaves out `sign` and `sign_type`. */
export async function signedParams(message: Message, at: number): Promise<Record<string, string>> {
  const params: Record<string, string> = {
    ...message.params,
    notify_id: message.notifyId,
    notify_time: beijingText(at),
  }
  const text = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== 'sign_type')
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => `${name}=${params[name]}`)
    .join('&')
  const signature = await signAside('sha256', Buffer.from(text), message.key)
  return { ...params, sign_type: 'RSA2', sign: signature.toString('base64') }
}

/** On a thread of its own: signing is half of what a notification costs. */
const signAside = promisify(sign) as (
  algorithm: string,
  data: Buffer,
  key: KeyObject,
) => Promise<Buffer>

/** A merchant may answer with a whole page; its beginning tells enough. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body) {
    parts.push(part)
    length += part.length
    if (length > answerBytesMax) break
  }
  const bytes = Buffer.concat(parts).subarray(0, answerBytesMax)
  return bytes.toString('utf8').replaceAll('\0', '\uFFFD')
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const cause = 'code' in error ? `${String(error.code)}: ` : ''
  return `${cause}${error.message}`.slice(0, 500)
}
