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
      const { phone } = person
      const member = await memberOf(deps, phone)
      const open = (bank: string | undefined, money: string) => {
        const balance = parseYuan(money)
        must(bank !== undefined && balance !== undefined, `${money} at a bank`)
        return simulator.openCard({ bank, name: member.name, phone, balance: String(balance) })
      }
      const at = (n: number) => banks[n % banks.length]?.code
      const first = await open(at(index), person.atBank ?? atBank)
      const second = await open(at(index + otherBank), onOtherCard)
      if (!member.had) await bind({ ...deps, banking }, member, first)
      const shown = (card: SimulatedCard, bound: boolean): TownCard => {
        const { bank, cardNo, balance } = card
        return { bank, cardNo, balance: yuan(BigInt(balance)), bound }
      }
      return { ...person, cards: [shown(first, true), shown(second, false)] }
    }),
  )
}

type Owner = { memberId: string; name: string; had: boolean }

/** The bank has to know people by the names that they have here now, and binds a card to who never had one. */
async function memberOf({ sql }: TownDeps, phone: string): Promise<Owner> {
  const [member] = await sql<Owner[]>`
    select member_id as "memberId", m.name,
           exists (select 1 from bank_card c where c.member_id = m.member_id) as had
      from member_phone p join member m using (member_id) where p.phone = ${phone}`
  must(member, 'people are signed up before they have cards')
  return member
}

async function bind(
  deps: TownDeps & { banking: Banking },
  { memberId, name }: Owner,
  { cardNo, phone }: SimulatedCard,
): Promise<void> {
  const { banking } = deps
  const cards = { ...deps, banks: banking.banks }
  const asked = await startBinding(cards, memberId, { cardNo, phone })
  must(asked.ok, `${name}'s bank sends a code`)
  const [text] = (await banking.simulator?.texts(phone)) ?? []
  must(text, `${name}'s phone has received it`)
  const { bindingId } = asked.value
  const bound = await finishBinding(cards, { memberId, bindingId, code: text.code })
  must(bound.ok, `${name}'s card is bound`)
}
