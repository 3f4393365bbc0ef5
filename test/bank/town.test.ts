import { afterAll, beforeAll, expect, test } from 'vitest'

import { bankOf } from '#wire/banks.ts'
import { isCardNo } from '#bank/luhn.ts'
import { fillTown, type Townspeople } from '#town/fill.ts'

import { openNetwork, type Network } from './network.ts'

let network: Network
let town: Townspeople
beforeAll(async () => {
  network = await openNetwork()
  town = await fillTown(network)
})
afterAll(() => network.shut())

test('everybody in the town has a card bound, one to try, and money at the bank', async () => {
  for (const { phone, cards } of town.people) {
    expect(cards.map(({ bound }) => bound)).toEqual([true, false])
    for (const { bank, cardNo, balance } of cards) {
      expect(bankOf(bank)).toBeDefined()
      expect(isCardNo(cardNo)).toBe(true)
      expect(Number(balance)).toBeGreaterThan(0)
    }
    const rows = await network.sql<{ tail: string }[]>`
      select tail from bank_card join member_phone using (member_id)
       where phone = ${phone} and ended_at is null`
    expect(rows.map(({ tail }) => tail)).toEqual([cards[0]!.cardNo.slice(-4)])
  }
})

test('filling again binds nothing anew', async () => {
  const count = () => network.sql`select card_id, agreement_no from bank_card order by card_id`
  const before = [...(await count())]
  expect(await fillTown(network)).toEqual(town)
  expect([...(await count())]).toEqual(before)
})
