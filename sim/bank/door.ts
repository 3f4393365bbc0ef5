import { setTimeout as sleep } from 'node:timers/promises'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { bankOf } from '#wire/banks.ts'
import { headers, isSign, signAnswer, signRequest, skewMsMax } from '#bank/sign.ts'

import type { Behaviours } from './behaviour.ts'
import type { Caller } from './binding.ts'
import { refused, type Reply } from './reply.ts'

export type DoorDeps = { partner: string; secret: string; behaviours: Behaviours }

/** Numbers of requests that were seen within the time in which one could be sent again. */
type Seen = Map<string, number>

/**
 * Lets a partner's signed request in, has the work done, and answers over the bank's own signature, as the behaviour
 * that is set has it.
 */
export function createDoor({ partner, secret, behaviours }: DoorDeps) {
  const seen: Seen = new Map()
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    { operation, work }: { operation: string; work: (caller: Caller) => Reply },
  ) => {
    const { bank = '' } = request.params as { bank?: string }
    const now = Date.now()
    const nonce = String(request.headers[headers.nonce] ?? '')
    if (!bankOf(bank)) return reply.code(404).send({ error: 'no such bank' })
    if (!isGenuine(request, { partner, secret, now, seen })) {
      return reply.code(401).send({ error: 'the signature does not hold' })
    }
    const behaviour = behaviours.meet({ bank, operation, nonce })
    const answer = async (said: Reply) => {
      const body = JSON.stringify(said)
      return reply
        .header(headers.sign, signAnswer(secret, { nonce, body }))
        .type('application/json')
        .send(body)
    }
    switch (behaviour?.kind) {
      case 'down':
        return reply.code(503).send({ error: 'closed for maintenance' })
      case 'fail':
        return answer(refused('BANK_FAILED'))
      case 'lost':
        return reply.hijack()
      case 'silent':
        work({ bank, partner, now })
        return reply.hijack()
      case 'wrong':
        work({ bank, partner, now })
        return reply.type('text/html').send('<h1>500</h1>')
      case 'slow': {
        const said = work({ bank, partner, now })
        await sleep(behaviour.delayMs ?? 3000)
        return answer(said)
      }
      default:
        return answer(work({ bank, partner, now }))
    }
  }
}

type Checking = { partner: string; secret: string; now: number; seen: Seen }

function isGenuine(request: FastifyRequest, { partner, secret, now, seen }: Checking): boolean {
  const given = (name: string) => String(request.headers[name] ?? '')
  const [time, nonce] = [given(headers.time), given(headers.nonce)]
  const body = typeof request.body === 'string' ? request.body : ''
  const parts = { method: request.method, path: request.url, partner, time, nonce, body }
  if (given(headers.partner) !== partner) return false
  if (!isSign(signRequest(secret, parts), given(headers.sign))) return false
  if (!(Math.abs(now - Number(time)) <= skewMsMax)) return false
  for (const [old, at] of seen) {
    if (now - at <= 2 * skewMsMax) break
    seen.delete(old)
  }
  if (seen.has(nonce)) return false
  seen.set(nonce, now)
  return true
}
