import { randomInt } from 'node:crypto'

import { bankOf } from '#wire/banks.ts'
import { checkDigit } from '#bank/luhn.ts'

import type { Books } from './books.ts'

export type NewCard = { bank: string; name: string; phone: string; balance: bigint }
export type BankCard = NewCard & { cardNo: string }

const columns = 'bank, card_no as cardNo, name, phone, balance'

/**
 * Opens an account with a card for a customer. Who has a card at the bank under this phone keeps it, and what is on
 * it. Throws for a bank that is not there.
 */
export function openCard(books: Books, { bank, name, phone, balance }: NewCard): BankCard {
  const prefix = bankOf(bank)?.prefixes[0]
  if (prefix === undefined) throw new Error(`there is no bank ${bank}`)
  return books.whole(() => {
    const known = books.one<BankCard>(
      `select ${columns} from card where bank = ? and phone = ? order by rowid limit 1`,
      bank,
      phone,
    )
    if (known) return known
    const digits = `${prefix}${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`
    const cardNo = digits + checkDigit(digits)
    books.run(
      'insert into card (bank, card_no, name, phone, balance) values (?, ?, ?, ?, ?)',
      bank,
      cardNo,
      name,
      phone,
      balance,
    )
    return { bank, cardNo, name, phone, balance }
  })
}

/** Puts money on a card; undefined where there is no such card. */
export function payIn(books: Books, cardNo: string, amount: bigint): BankCard | undefined {
  books.run('update card set balance = balance + ? where card_no = ?', amount, cardNo)
  return books.one<BankCard>(`select ${columns} from card where card_no = ?`, cardNo)
}

export const listCards = (books: Books): BankCard[] =>
  books.all<BankCard>(`select ${columns} from card order by bank, rowid`)
