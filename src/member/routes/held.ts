import { listHeld } from '#fund/held.ts'
import type { Http } from '#kernel/http.ts'
import { yuan } from '#kernel/money.ts'
import { HeldList } from '#wire/held.ts'

import type { MemberDeps } from '../deps.ts'
import { walletOf } from '../wallet-of.ts'

export function addHeldRoute(http: Http, deps: MemberDeps): void {
  http.get(
    '/api/wallet/held',
    {
      schema: {
        tags: ['wallet'],
        summary: 'Money that is held for merchants',
        response: { 200: HeldList },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      const held = await listHeld(deps.sql, subject)
      return {
        amount: yuan(held.reduce((sum, { amount }) => sum + amount, 0n)),
        held: held.map((one) => ({ ...one, amount: yuan(one.amount), total: yuan(one.total) })),
      }
    },
  )
}
