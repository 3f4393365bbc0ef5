import { banks } from '#wire/banks.ts'
import type { SimulatedCard } from '#bank/simulator.ts'
import { finishBinding, startBinding } from '#fund/card/bind.ts'
import { must } from '#kernel/failure.ts'
import { parseYuan, yuan } from '#kernel/money.ts'
import type { Banking } from '#member/deps.ts'

import type { TownDeps } from './fill.ts'
import type { Person } from './people.ts'

/** A card of somebody in the town. Everything here is public. */
export type TownCard = {
  bank: string
  cardNo: string
  /** What is on it at the bank, yuan. */
  balance: string
  /** Whether the wallet had it bound when the town was filled; the other one is for trying it. */
  bound: boolean
}

export type Resident = Person & { cards: TownCard[] }

const atBank = '10000.00'
const onOtherCard = '5000.00'
/** How far in the list of banks a person's other bank is. */
const otherBank = 7

/**
 * Opens accounts with cards at the banks for the people of the town, and binds one of each through the same doors as
 * everybody else. Who had a card before keeps things as they are. Where the banks are away, nobody has cards.
 */
export async function settleCards(deps: TownDeps, people: readonly Person[]): Promise<Resident[]> {
  const { banking } = deps
  const { simulator } = banking ?? {}
  const there = await simulator?.texts().then(
    () => true,
    () => false,
  )
  if (!banking || !simulator || !there) return people.map((person) => ({ ...person, cards: [] }))
  return Promise.all(
    people.map(async (person, index) => {
      const { name, phone } = person
      const open = (bank: string | undefined, money: string) => {
        const balance = parseYuan(money)
        must(bank !== undefined && balance !== undefined, `${money} at a bank`)
        return simulator.openCard({ bank, name, phone, balance: String(balance) })
      }
      const at = (n: number) => banks[n % banks.length]?.code
      const first = await open(at(index), person.atBank ?? atBank)
      const second = await open(at(index + otherBank), onOtherCard)
      await bindOnce({ ...deps, banking }, first)
      const shown = (card: SimulatedCard, bound: boolean): TownCard => {
        const { bank, cardNo, balance } = card
        return { bank, cardNo, balance: yuan(BigInt(balance)), bound }
      }
      return { ...person, cards: [shown(first, true), shown(second, false)] }
    }),
  )
}

async function bindOnce(
  deps: TownDeps & { banking: Banking },
  { cardNo, name, phone }: SimulatedCard,
): Promise<void> {
  const { sql, banking } = deps
  const [member] = await sql<{ memberId: string; had: boolean }[]>`
    select member_id as "memberId",
           exists (select 1 from bank_card c where c.member_id = p.member_id) as had
      from member_phone p where phone = ${phone}`
  must(member, 'people are signed up before they have cards')
  if (member.had) return
  const cards = { ...deps, banks: banking.banks }
  const asked = await startBinding(cards, member.memberId, { cardNo, name, phone })
  must(asked.ok, `${name}'s bank sends a code`)
  const [text] = (await banking.simulator?.texts(phone)) ?? []
  must(text, `${name}'s phone has received it`)
  const { memberId } = member
  const { bindingId } = asked.value
  const bound = await finishBinding(cards, { memberId, bindingId, code: text.code })
  must(bound.ok, `${name}'s card is bound`)
}
