import type { Caller } from './binding.ts'
import type { Books } from './books.ts'
import type { Reply } from './reply.ts'

type Item = {
  requestNo: string
  agreementNo: string
  amount: bigint
  bankNo: string
  day: string
}

/** What came to the partner's account on one day, from the bank's own movements. */
export function statement(books: Books, { bank, partner }: Caller, day: string): Reply {
  const items = books.all<Item>(
    `select request_no as requestNo, agreement_no as agreementNo, amount, bank_no as bankNo, day
       from movement where bank = ? and partner = ? and day = ? order by bank_no`,
    bank,
    partner,
    day,
  )
  const total = items.reduce((sum, { amount }) => sum + amount, 0n)
  return {
    day,
    items: items.map((item) => ({ ...item, amount: String(item.amount) })),
    count: items.length,
    total: String(total),
  }
}
