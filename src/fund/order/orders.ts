import type { Debited } from '#bank/port.ts'
import type { Sql } from '#kernel/db.ts'
import type { Fen } from '#kernel/money.ts'
import type { BankReason } from '#wire/cards.ts'

import type { BankJob } from './queue.ts'

/** An order at a bank that has not ended. */
export type OpenOrder = BankJob & {
  cardId: string
  bank: string
  tail: string
  agreementNo: string
  amount: Fen
  /** How often the bank was asked before. */
  tries: number
  at: number
}

/** The orders at banks as those who pursue them see them. An order that has ended changes no more. */
export type BankOrders = {
  /** The order, with one more try counted; undefined where it has ended. */
  claim: (job: BankJob) => Promise<OpenOrder | undefined>
  done: (order: OpenOrder, debited: Debited, now: number) => Promise<unknown>
  refused: (order: OpenOrder, reason: BankReason, now: number) => Promise<unknown>
  leftOpen: (order: OpenOrder) => Promise<unknown>
}

/** They lie in `bank_order`. */
export const bankOrders = (sql: Sql): BankOrders => ({
  async claim(job) {
    const { memberId, requestNo } = job
    const [row] = await sql<Omit<OpenOrder, keyof BankJob>[]>`
      update bank_order set tries = tries + 1
       where member_id = ${memberId} and request_no = ${requestNo} and state in ('asked', 'unknown')
      returning card_id as "cardId", bank, tail, agreement_no as "agreementNo", amount,
        tries - 1 as tries, at`
    return row && { ...job, ...row }
  },
  done: ({ memberId, requestNo }, { bankNo, day }, now) => sql`
    update bank_order set state = 'done', bank_no = ${bankNo}, bank_day = ${day}, ended_at = ${now}
     where member_id = ${memberId} and request_no = ${requestNo} and state in ('asked', 'unknown')`,
  refused: ({ memberId, requestNo, cardId, agreementNo }, reason, now) =>
    sql.begin(async (tx) => {
      await tx`
        update bank_order set state = 'refused', reason = ${reason}, ended_at = ${now}
         where member_id = ${memberId} and request_no = ${requestNo}
           and state in ('asked', 'unknown')`
      if (reason !== 'AGREEMENT_ENDED') return
      // The customer ended it at the bank; a newer agreement for the same card stays.
      await tx`
        update bank_card set ended_at = ${now}
         where member_id = ${memberId} and card_id = ${cardId} and agreement_no = ${agreementNo}
           and ended_at is null`
    }),
  leftOpen: ({ memberId, requestNo }) => sql`
    update bank_order set state = 'unknown'
     where member_id = ${memberId} and request_no = ${requestNo} and state = 'asked'`,
})
