import type { Fen } from '#kernel/money.ts'

/** The merchant pays a member out of its receipts. */
export type TransferCommand = {
  kind: 'transfer'
  merchantId: string
  /** Names the transfer among this merchant's: 1 to 64 characters; the key of idempotency. */
  outBizNo: string
  amount: Fen
  /** The member or whatever else the caller named; null where the caller named a phone that nobody has. */
  payeeId: string | null
  /** The payee's name as the caller knows it, to be checked; null where it is not to be. */
  payeeName: string | null
  title: string
  remark: string | null
  merchantName: string
}

/** Commands that move money without a trade. */
export type FundCommand = TransferCommand
