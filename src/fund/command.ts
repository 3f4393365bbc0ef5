import type { Fen } from '#kernel/money.ts'
import type { PayCommand } from '#trade/command.ts'

import type { HoldName } from './hold.ts'

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

/** A till presents a payer's code, so that an amount be held. */
export type FreezeCommand = HoldName & {
  kind: 'freeze'
  outRequestNo: string
  amount: Fen
  title: string
  code: string
  terminalId: string | null
  /** The caller's network address, for the guessing budget. */
  address: string
  merchantName: string
  remark: string | null
  /** Until when the payer may be asked for the payment password; null for the default of three hours from now. */
  expiresAt: number | null
}

/** The member answers a freezing that waits; `yes` with the payment password, which the caller has checked. */
export type AgreeCommand = HoldName & { kind: 'agree'; memberId: string; yes: boolean }

/** The merchant gives a part or all of what is held back, once per `outRequestNo`. */
export type UnfreezeCommand = HoldName & {
  kind: 'unfreeze'
  outRequestNo: string
  amount: Fen
  remark: string | null
}

/** The merchant takes a freezing back that it does not know the end of: as `cancel` does with a payment. */
export type RevokeCommand = HoldName & { kind: 'revoke'; remark: string | null }

/** Time is up for a freezing that waits. */
export type LapseCommand = HoldName & { kind: 'lapse' }

/** The merchant pays an order with held money. `complete`: what is left goes back to the member at once. */
export type CaptureCommand = Omit<PayCommand, 'kind' | 'code' | 'address'> & {
  kind: 'capture'
  outOrderNo: string
  complete: boolean
}

/** Commands that move money without a trade. */
export type FundCommand =
  | TransferCommand
  | FreezeCommand
  | AgreeCommand
  | UnfreezeCommand
  | RevokeCommand
  | LapseCommand
