import { setTimeout as sleep } from 'node:timers/promises'

import type { WalletEvent } from '#wire/event.ts'
import type { Me } from '#wire/wallet.ts'

import { CommandFailure } from '../failure.ts'
import { note } from '../say.ts'
import { readPhone } from './file.ts'
import { readFrames, type Frame } from './frames.ts'
import { ApiFailure, headers, Unreachable } from './http.ts'
import { ask, change, findPhone, type Phone, type PhoneOptions } from './phone.ts'

type WatchOptions = PhoneOptions & { after?: string; count?: string }

const retryMsMin = 250
const seenMax = 1000
const retryMsMax = 5000
/** The server sends a comment every 15 s; a stream that is silent for longer than this is dead. */
const silenceMsMax = 45_000

/**
 * `tongbao phone watch`: prints every event of the person as it comes, one a line, until it is
 * stopped.
 */
export async function watch(options: WatchOptions): Promise<void> {
  const phone = findPhone(options)
  process.stdout.on('error', () => process.exit(0))
  process.once('SIGINT', () => process.exit(0))
  process.once('SIGTERM', () => process.exit(0))
  const countMax = options.count === undefined ? Infinity : Number(options.count)
  const seen = new Set<string>()
  let count = 0
  // What happened since this program began counts, even though the stream opens a moment later.
  const { offsetMs } = readPhone(phone.dataDir, phone.number)
  let after = eventId(options.after ?? String(Math.floor(performance.timeOrigin) + offsetMs))
  let retryMs = retryMsMin
  for (;;) {
    try {
      for await (const frame of follow(phone, after)) {
        retryMs = retryMsMin
        if (frame.event === 'hello') note(`Watching ${phone.number}`)
        if (frame.id === '' || seen.has(frame.id)) continue
        keep(seen, frame.id)
        after = frame.id
        const event = JSON.parse(frame.data) as WalletEvent
        process.stdout.write(`${options.json ? JSON.stringify(event) : words(event)}\n`)
        if (++count >= countMax) return
      }
    } catch (error) {
      if (error instanceof ApiFailure && error.status < 500) throw error
    }
    note('The connection is lost; trying again')
    await sleep(retryMs)
    retryMs = Math.min(retryMs * 2, retryMsMax)
  }
}

/** A reconnect repeats what came since the last event at most, so few ids need to be known. */
function keep(seen: Set<string>, id: string): void {
  seen.add(id)
  const [oldest] = seen
  if (seen.size > seenMax && oldest !== undefined) seen.delete(oldest)
}

/** Event ids have 22 digits, the first 13 milliseconds: a time, or 0, names a place between them. */
function eventId(text: string): string {
  if (/^[0-9]{1,22}$/.test(text)) return text.padEnd(22, '0')
  throw new CommandFailure('AFTER_INVALID', '--after must be the id of an event, or 0 for all.')
}

async function* follow(phone: Phone, after: string): AsyncGenerator<Frame> {
  const file = await change(phone, async (alone) => {
    // Any call will do: it logs in where the session has ended.
    await ask<Me>(phone, alone, { method: 'GET', path: '/api/wallet/me' })
    return alone
  })
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMsMax)
  try {
    const reply = await fetch(`${phone.server}/api/wallet/events?after=${after}`, {
      headers: { ...headers(file, false), accept: 'text/event-stream' },
      signal: silence.signal,
    })
    if (!reply.ok) throw new ApiFailure(reply.status, {})
    if (!reply.body) throw new Unreachable(phone.server)
    const alive = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), silenceMsMax)
        out.enqueue(chunk)
      },
    })
    yield* readFrames(reply.body.pipeThrough(alive))
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

function words(event: WalletEvent): string {
  const at = new Date(event.at).toTimeString().slice(0, 8)
  if (!('amount' in event))
    return `${at} ${event.kind} ${event.deviceName ?? event.merchantName ?? ''}`
  const where = [event.merchantName, event.storeName].filter(Boolean).join(' · ')
  const why = event.reason === null ? '' : `, ${event.reason}`
  const left = event.balance === null ? '' : `, balance ${event.balance}`
  return `${at} ${event.kind} ${event.amount} ${where}${why}${left}`
}
