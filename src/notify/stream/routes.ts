import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'

import { take, type Http } from '#kernel/http.ts'
import type { Sessions } from '#member/session.ts'
import { walletOf } from '#member/wallet-of.ts'
import type { TillOf } from '#merchant/till.ts'
import { refuse } from '#wire/failures.ts'

import type { Stream } from '../stream.ts'

const querystring = Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) })

type EventDeps = { stream: Stream; sessions: Sessions; tillOf: TillOf }

/** `/api/wallet/events` and `/api/till/events`: what happens, as it happens, and what was missed. */
export function addEventRoutes(http: Http, { stream, sessions, tillOf }: EventDeps): void {
  // Streams never end by themselves, so they must before the server waits for its connections.
  http.addHook('preClose', stream.close)

  http.get(
    '/api/wallet/events',
    { schema: { tags: ['wallet'], summary: 'The phone’s stream of events', querystring } },
    async (request, reply) => {
      const { subject, tokenMac } = await walletOf({ sessions }, request)
      return begin(stream, request, reply, { recipient: `member:${subject}`, tokenMac })
    },
  )

  http.get(
    '/api/till/events',
    { schema: { tags: ['till'], summary: 'The till’s stream of events', querystring } },
    async (request, reply) => {
      const { till, session } = await tillOf(request)
      const recipient = `terminal:${till.merchantId}:${till.terminalId}`
      return begin(stream, request, reply, { recipient, tokenMac: session.tokenMac })
    },
  )
}

function begin(
  stream: Stream,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { recipient: string; tokenMac: string },
): FastifyReply {
  if (!stream.accepts()) return take(refuse('BUSY'))
  const { after } = request.query as { after?: string }
  const given = [request.headers['last-event-id'], after].find((id) => /^\d{22}$/.test(String(id)))
  const headers = reply.getHeaders() as Record<string, string>
  reply.hijack()
  void stream.follow({ ...who, after: given?.toString(), response: reply.raw, headers })
  return reply
}
