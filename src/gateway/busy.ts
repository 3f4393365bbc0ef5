import type { KeyObject } from 'node:crypto'

import type { FastifyReply } from 'fastify'

import type { GatewayDeps } from './call.ts'
import type { Answer } from './codes.ts'
import { type Body, type Dress, envelope } from './envelope.ts'
import { failureAnswer } from './failure.ts'

/** What a newcomer is told while more is under way than can be answered soon. */
export const busy: Answer = failureAnswer('BUSY')

/** An estimate: a payment by this door is 0.69 ms of work here, most of it the engine's and signatures, which are spared. */
const tellMs = 0.1

/** Counts the call, unless there is no time for it. Resolves when the caller may be told. */
export async function hasRoom({ load }: GatewayDeps, reply: FastifyReply): Promise<boolean> {
  if (load?.full()) {
    await load.refused(tellMs)
    return false
  }
  if (load) reply.raw.once('close', load.enter())
  return true
}

/** Of one app; node names beyond it are signed anew. */
const namesMax = 32
const signed = new WeakMap<KeyObject, Map<string, Promise<Body>>>()

/**
 * The answer `busy`, dressed. It says the same every time, so that one signature serves all: signing is the dearest part of
 * an answer, and there is no time for it now. Answers in cipher differ each time.
 */
export function busyEnvelope(node: string, dress: Dress): Promise<Body> {
  if (!dress.signer || dress.contentKey) return envelope(node, busy, dress)
  const { key, type } = dress.signer
  const mine = signed.get(key) ?? new Map<string, Promise<Body>>()
  signed.set(key, mine)
  const name = [node, type, dress.charset, dress.certSn].join(' ')
  const known = mine.get(name)
  if (known) return known
  const made = envelope(node, busy, dress)
  if (mine.size < namesMax) mine.set(name, made)
  return made
}
