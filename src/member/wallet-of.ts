import type { FastifyRequest } from 'fastify'

import { take } from '#kernel/http.ts'
import { refuse } from '#wire/failures.ts'

import { tokenOf } from './cookie.ts'
import type { Session, Sessions } from './session.ts'

/** The session of the wallet that asks; refuses the request where there is none. */
export async function walletOf(
  { sessions }: { sessions: Sessions },
  request: FastifyRequest,
): Promise<Session> {
  const session = await sessions.find('wallet', tokenOf(request, 'wallet'))
  return session ?? take(refuse('NOT_LOGGED_IN'))
}
