import type { KeyObject } from 'node:crypto'
import { sign } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'

import { Agent } from 'undici'

import { beijingText } from '#kernel/clock.ts'

import { InsideAddress, isInside, publicLookup } from './address.ts'
import { post } from './post.ts'

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
  const { timeoutMs, allowInside, clock } = options
  const agent = new Agent({
    connect: {
      timeout: timeoutMs,
      ...(!allowInside && { lookup: publicLookup }),
    },
    connections: connectionsMax,
    pipelining: 1,
    maxHeaderSize: 16 * 1024,
    // `post` ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const answerTo = async (message: Message, at: number) => {
    const url = new URL(message.url)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!allowInside && isIP(host) !== 0 && isInside(host)) throw new InsideAddress(host)
    const body = formOf(await signedParams(message, at))
    return post(agent, url, { body, timeoutMs })
  }
  return {
    close: () => agent.close(),
    async send(message) {
      const at = clock()
      const started = performance.now()
      const outcome = await answerTo(message, at).then(
        (answer) => ({ ...answer, error: null }),
        (error: unknown) => ({ status: null, answer: null, error: reasonOf(error) }),
      )
      return {
        at,
        durationMs: Math.round(performance.now() - started),
        ...outcome,
        acknowledged: outcome.status === 200 && outcome.answer === 'success',
      }
    },
  }
}

/** The parameters as they are sent. The signature leaves out `sign` and `sign_type`. */
export async function signedParams(message: Message, at: number): Promise<Record<string, string>> {
  const params: Record<string, string> = {
    ...message.params,
    notify_id: message.notifyId,
    notify_time: beijingText(at),
  }
  let text = ''
  for (const name of Object.keys(params).toSorted()) {
    if (name === 'sign' || name === 'sign_type') continue
    text += text === '' ? `${name}=${params[name]}` : `&${name}=${params[name]}`
  }
  const signature = await signAside('sha256', Buffer.from(text), message.key)
  params['sign_type'] = 'RSA2'
  params['sign'] = signature.toString('base64')
  return params
}

const formOf = (params: Record<string, string>): string => new URLSearchParams(params).toString()

/** On a thread of its own: signing is half of what a notification costs. */
const signAside = promisify(sign) as (
  algorithm: string,
  data: Buffer,
  key: KeyObject,
) => Promise<Buffer>

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = 'code' in error ? `${String(error.code)}: ` : ''
  return `${cause}${error.message}`.slice(0, 500)
}
