import { Type } from 'typebox'

import { banks as bankNames } from '#wire/banks.ts'
import { finishBinding, startBinding } from '#fund/card/bind.ts'
import { listCards } from '#fund/card/list.ts'
import { unbindCard } from '#fund/card/unbind.ts'
import { take, type Http } from '#kernel/http.ts'
import { createPace } from '#kernel/pace.ts'
import { Card, CardAsked, CardProof, CardRequest, Cards } from '#wire/cards.ts'
import { refuse } from '#wire/failures.ts'

import type { BankingDeps } from '../deps.ts'
import { walletOf } from '../wallet-of.ts'

const told = (summary: string) => ({ tags: ['wallet'], summary })

/** Tries to bind a card that one member has in an hour: each costs a bank a text message. */
const triesMax = 60

export function addCardRoutes(http: Http, deps: BankingDeps): void {
  const { sql, clock } = deps
  const paceOf = createPace({ clock, windowMs: 3_600_000, max: triesMax })
  const cardsOf = async (memberId: string): Promise<Cards> => ({
    banks: [...bankNames],
    cards: await listCards(sql, memberId),
  })

  http.get(
    '/api/wallet/cards',
    { schema: { ...told('The payer’s bank cards'), response: { 200: Cards } } },
    async (request) => cardsOf((await walletOf(deps, request)).subject),
  )

  http.post(
    '/api/wallet/cards',
    {
      schema: {
        ...told('Have a bank send its SMS code to bind a card'),
        body: CardRequest,
        response: { 200: CardAsked },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      const waitMs = paceOf(subject)
      if (waitMs > 0) {
        const detail = { waitSeconds: Math.ceil(waitMs / 1000) }
        return take<CardAsked>(refuse('SMS_TOO_OFTEN', { detail }))
      }
      return take(await startBinding(deps, subject, request.body))
    },
  )

  http.post(
    '/api/wallet/cards/bindings/:bindingId',
    {
      schema: {
        ...told('Bind the card with the bank’s SMS code'),
        params: Type.Object({ bindingId: Type.String({ maxLength: 32 }) }),
        body: CardProof,
        response: { 200: Card },
      },
    },
    async (request) => {
      const { subject: memberId } = await walletOf(deps, request)
      const { bindingId } = request.params
      const code = request.body.smsCode
      return take(await finishBinding(deps, { memberId, bindingId, code }))
    },
  )

  http.delete(
    '/api/wallet/cards/:cardId',
    {
      schema: {
        ...told('Unbind a card'),
        params: Type.Object({ cardId: Type.String({ maxLength: 32 }) }),
        response: { 200: Cards },
      },
    },
    async (request) => {
      const { subject } = await walletOf(deps, request)
      take(await unbindCard(deps, subject, request.params.cardId))
      return cardsOf(subject)
    },
  )
}
