import type { BankReason } from '#wire/cards.ts'
import type { Fen } from '#kernel/money.ts'

/**
 * What a bank answered. `unknown`: nothing that can be believed came back; what was asked may have been done or not,
 * and nobody guesses: ask again, or look the request up.
 */
export type Answer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'refused'; reason: BankReason }
  | { kind: 'unknown'; why: string }

/** As `Answer`; `none`: the bank has never heard of the request. */
export type Found<T> = Answer<T> | { kind: 'none' }

export type Debited = { bankNo: string; day: string }

export type StatementItem = {
  requestNo: string
  agreementNo: string
  amount: Fen
  bankNo: string
  day: string
}

/** A day of the platform's account at one bank. */
export type DayStatement = {
  day: string
  items: readonly StatementItem[]
  count: number
  total: Fen
}

export type DebitOrder = { requestNo: string; agreementNo: string; amount: Fen }

/** The banks as the platform speaks to them. No call of it may stand inside a transaction. */
export type Banks = {
  /**
   * Has the bank send an SMS code to the phone that it knows for the card. `name` is the member's own; `wallet` the last
   * four digits of the phone whose wallet asks, which the SMS names to whoever reads it.
   */
  startBinding: (
    bank: string,
    card: { cardNo: string; name: string; phone: string; wallet: string },
  ) => Promise<Answer<{ bindingNo: string }>>
  finishBinding: (
    bank: string,
    proof: { bindingNo: string; code: string },
  ) => Promise<Answer<{ agreementNo: string }>>
  endAgreement: (bank: string, agreementNo: string) => Promise<Answer<unknown>>
  /** Takes money from the card for the platform, once per request number. */
  debit: (bank: string, order: DebitOrder) => Promise<Answer<Debited>>
  /** What became of a request. */
  query: (bank: string, order: DebitOrder) => Promise<Found<Debited>>
  /** Takes a request back unless it was done: afterwards it is done or refused for good. */
  closeRequest: (bank: string, order: DebitOrder) => Promise<Answer<Debited>>
  statement: (bank: string, day: string) => Promise<Answer<DayStatement>>
}
