import type { FastifyReply, FastifyRequest } from 'fastify'

import type { SessionKind } from './session.ts'

const names = { wallet: 'tongbao_wallet', till: 'tongbao_till' } as const

const placeOf = (request: FastifyRequest, kind: SessionKind) =>
  ({
    path: `/api/${kind}`,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  }) as const

/** The session's token as the browser holds it; scripts cannot read it, and no other site's page can use it. */
export function giveToken(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { kind: SessionKind; token: string; lifeMs: number },
): void {
  const { kind, token, lifeMs } = session
  const place = placeOf(request, kind)
  void reply.setCookie(names[kind], token, { ...place, maxAge: Math.floor(lifeMs / 1000) })
}

export function takeToken(request: FastifyRequest, reply: FastifyReply, kind: SessionKind): void {
  void reply.clearCookie(names[kind], placeOf(request, kind))
}

export type WithCookies = { cookies: Record<string, string | undefined> }

export const tokenOf = ({ cookies }: WithCookies, kind: SessionKind): string | undefined =>
  cookies[names[kind]]
