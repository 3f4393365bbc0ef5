import { expect } from 'vitest'

import type { Person } from '../engine/people.ts'
import { order } from '../engine/people.ts'

import { openShop, type Premises, type Shop, type Stand } from '../gateway/stand.ts'

export type Answered = Record<string, string>

/** Calls as a merchant does, through the real SDK, which verifies the signature of every answer. */
export const asker =
  (shop: Shop) =>
  async (method: string, bizContent: object): Promise<Answered> => {
    const result = await shop.sdk.exec(method, { bizContent }, { validateSign: true })
    const { traceId, ...rest } = result
    expect(traceId).toBeTruthy()
    return rest as Answered
  }

/** A payment by a fresh person's code, so that the shop has receipts. Resolves to the answer. */
export async function sell(
  stand: Stand,
  shop: Shop,
  yuan: string,
  by?: { payer: Person; n?: number; more?: object },
): Promise<Answered & { outTradeNo: string; tradeNo: string }> {
  const payer = by?.payer ?? (await stand.person(Number(yuan)))
  const paid = await asker(shop)('alipay.trade.pay', {
    outTradeNo: order(),
    totalAmount: yuan,
    subject: '早餐',
    authCode: stand.code(payer, by?.n ?? 0),
    scene: 'bar_code',
    ...by?.more,
  })
  expect(paid).toMatchObject({ code: '10000' })
  return paid as Answered & { outTradeNo: string; tradeNo: string }
}

/** A stand of a test file's own, with a shop that asks. */
export type Asking = Premises & { ask: ReturnType<typeof asker> }

export async function openAsking(): Promise<Asking> {
  const premises = await openShop()
  return { ...premises, ask: asker(premises.shop) }
}
