import type { DebitRequest } from '#bank/message.ts'
import { beijingDay } from '#kernel/clock.ts'
import { timeId } from '#kernel/id.ts'
import type { BankReason } from '#wire/cards.ts'

import type { Caller } from './binding.ts'
import type { Books } from './books.ts'
import { none, refused, type Reply } from './reply.ts'

/** What one payment, and the payments of one day, may take from a card: 50,000.00 and 200,000.00. */
const onceMax = 5_000_000n
const dayMax = 20_000_000n

type Kept = {
  agreementNo: string
  amount: bigint
  reason: BankReason | null
  bankNo: string | null
}

/**
 * Takes money from the agreement's card and puts it into the partner's account, once per request number. What was
 * answered to a number is answered to it for good, a refusal too.
 */
export function debit(books: Books, caller: Caller, request: DebitRequest): Reply {
  const { requestNo, agreementNo } = request
  const amount = BigInt(request.amount)
  return books.whole(() => {
    const kept = find(books, caller, requestNo)
    if (kept) {
      const same = kept.agreementNo === agreementNo && kept.amount === amount
      if (!same && kept.reason !== 'REQUEST_CLOSED') return refused('REQUEST_INCONSISTENT')
      return tell(books, caller, requestNo)
    }
    const moved = move(books, caller, { requestNo, agreementNo, amount })
    const { bank, partner } = caller
    books.run(
      `insert into request (bank, partner, request_no, agreement_no, amount, reason, bank_no)
       values (?, ?, ?, ?, ?, ?, ?)`,
      bank,
      partner,
      requestNo,
      agreementNo,
      amount,
      'reason' in moved ? moved.reason : null,
      'bankNo' in moved ? moved.bankNo : null,
    )
    return tell(books, caller, requestNo)
  })
}

type Move = { requestNo: string; agreementNo: string; amount: bigint }

function move(
  books: Books,
  { bank, partner, now }: Caller,
  { requestNo, agreementNo, amount }: Move,
): { bankNo: string } | { reason: BankReason } {
  const card = books.one<{ cardNo: string; balance: bigint }>(
    `select c.card_no as cardNo, c.balance from agreement a
       join card c on c.bank = a.bank and c.card_no = a.card_no
      where a.bank = ? and a.partner = ? and a.agreement_no = ? and a.ended = 0`,
    bank,
    partner,
    agreementNo,
  )
  if (!card) return { reason: 'AGREEMENT_ENDED' }
  const { cardNo } = card
  const day = beijingDay(now)
  if (amount > onceMax) return { reason: 'ONCE_LIMIT' }
  const [spent] = books.all<{ total: bigint }>(
    'select coalesce(sum(amount), 0) as total from movement where bank = ? and card_no = ? and day = ?',
    bank,
    cardNo,
    day,
  )
  if ((spent?.total ?? 0n) + amount > dayMax) return { reason: 'DAY_LIMIT' }
  if (card.balance < amount) return { reason: 'MONEY_NOT_ENOUGH' }
  const bankNo = `${bank}${timeId(now)}`
  const left = card.balance - amount
  books.run('update card set balance = ? where bank = ? and card_no = ?', left, bank, cardNo)
  books.run(
    `insert into partner_account (bank, partner, balance) values (?, ?, ?)
     on conflict do update set balance = balance + excluded.balance`,
    bank,
    partner,
    amount,
  )
  books.run(
    `insert into movement (bank, bank_no, partner, card_no, agreement_no, request_no, amount,
       card_balance, day) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    bank,
    bankNo,
    partner,
    cardNo,
    agreementNo,
    requestNo,
    amount,
    left,
    day,
  )
  return { bankNo }
}

/** Takes a request back: one that is not done will not be, however late it comes. */
export function closeRequest(books: Books, caller: Caller, requestNo: string): Reply {
  return books.whole(() => {
    const { bank, partner } = caller
    books.run(
      `insert into request (bank, partner, request_no, agreement_no, amount, reason)
       values (?, ?, ?, '', 0, 'REQUEST_CLOSED') on conflict do nothing`,
      bank,
      partner,
      requestNo,
    )
    return tell(books, caller, requestNo)
  })
}

/** What became of a request. */
export function tell(books: Books, caller: Caller, requestNo: string): Reply {
  const kept = find(books, caller, requestNo)
  if (!kept) return none
  if (kept.reason !== null) return refused(kept.reason)
  const made = books.one<{ day: string }>(
    'select day from movement where bank = ? and bank_no = ?',
    caller.bank,
    kept.bankNo,
  )
  const { agreementNo, amount, bankNo } = kept
  return { requestNo, agreementNo, amount: String(amount), bankNo, day: made!.day }
}

const find = (books: Books, { bank, partner }: Caller, requestNo: string) =>
  books.one<Kept>(
    `select agreement_no as agreementNo, amount, reason, bank_no as bankNo from request
      where bank = ? and partner = ? and request_no = ?`,
    bank,
    partner,
    requestNo,
  )
