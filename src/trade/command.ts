import type { CaptureCommand, FreezeCommand, FundCommand } from '#fund/command.ts'
import type { FundFailure } from '#fund/failure.ts'
import type { Hold, HoldOperation } from '#fund/hold.ts'
import type { Transfer } from '#fund/transfer.ts'
import type { Fen } from '#kernel/money.ts'
import type { RoyaltyBack } from '#settle/back.ts'
import type { Royalty, RoyaltyCommand } from '#settle/royalty.ts'
import type { FailureCode } from '#wire/codes.ts'

import type { BuyCommand } from './buy.ts'
import type { FinishCommand } from './finish.ts'
import type { OpenCommand } from './open.ts'
import type { Refund, Trade, TradeExtra, TradeName } from './trade.ts'

/** What the engine is asked to do. Every command may be repeated: the repeat gets the present truth, never a second effect. */
export type Command = (
  | PayCommand
  | OpenCommand
  | BuyCommand
  | ConfirmCommand
  | RefuseCommand
  | CancelCommand
  | CloseCommand
  | RefundCommand
  | ExpireCommand
  | FinishCommand
  | TopupCommand
  | CaptureCommand
  | RoyaltyCommand
  | FundCommand
) & {
  /** The call that asks, by the id that its answer bears; what the command writes for payers and tills bears it too. */
  traceId?: string
}

/** Commands that show a payer's code. */
export type CodeCommand = PayCommand | FreezeCommand

export const showsCode = (command: Command): command is CodeCommand =>
  command.kind === 'pay' || command.kind === 'freeze'

/** Commands that are about one trade, which they name. */
export type TradeCommand = Exclude<Command, TopupCommand | FundCommand>

const tradeless: ReadonlySet<string> = new Set<(TopupCommand | FundCommand)['kind']>([
  'topup',
  'transfer',
  'freeze',
  'agree',
  'unfreeze',
  'revoke',
  'lapse',
])

export const namesTrade = (command: Command): command is TradeCommand =>
  !tradeless.has(command.kind)

/** A till presents a payer's code for an order. */
export type PayCommand = {
  kind: 'pay'
  merchantId: string
  /** The app that called the gateway; null from the till's own API. */
  appId: string | null
  outTradeNo: string
  /** 1 … 10,000,000,000 fen. */
  amount: Fen
  subject: string
  code: string
  storeId: string | null
  terminalId: string | null
  operatorId: string | null
  /** The caller's network address, for the guessing budget. */
  address: string
  notifyUrl: string | null
  extra: TradeExtra
  /** When an unpaid trade closes; null for the default of three hours from now. */
  expiresAt: number | null
  /** The stand-in wants the payer asked for the payment password, whatever the amount. */
  askPayer?: boolean
}

/** The payer agreed with the payment password, which the caller has checked. */
export type ConfirmCommand = {
  kind: 'confirm'
  memberId: string
  merchantId: string
  outTradeNo: string
}
/** The payer said no. */
export type RefuseCommand = {
  kind: 'refuse'
  memberId: string
  merchantId: string
  outTradeNo: string
}
/** The merchant takes the order back: unpaid → closed, paid → refunded whole, unknown → can never be paid. */
export type CancelCommand = { kind: 'cancel'; operatorId: string | null } & TradeName
/** The merchant closes an unpaid order. */
export type CloseCommand = { kind: 'close'; operatorId: string | null } & TradeName
export type RefundCommand = {
  kind: 'refund'
  amount: Fen
  /** Names the refund within its trade; the trade's own outTradeNo where the caller gave none (then only a whole refund is allowed). */
  outRequestNo: string | null
  reason: string | null
  operatorId: string | null
  /** Shares that come back to the merchant with it, in the same transaction. */
  royaltyBack?: RoyaltyBack
} & TradeName
/** Time is up for an unpaid order. */
export type ExpireCommand = { kind: 'expire'; merchantId: string; outTradeNo: string }
/** Money came in from outside for a member, once per `ref`. */
export type TopupCommand = {
  kind: 'topup'
  memberId: string
  amount: Fen
  ref: string
  title: string
  /** From a card, on the request that `ref` numbers: the bill bears the number and tells the phone. */
  fromCard?: boolean
}

/**
 * What a command led to. `done` carries the trade as it now stands. `failed` names why nothing moved; `trade` is there when the
 * order exists. `busy`: not taken at all. `unknown`: it may or may not have happened; ask again with the same names.
 */
export type Outcome =
  | { kind: 'paid'; trade: Trade; repeated: boolean; payer: PayerView }
  | { kind: 'waiting'; trade: Trade; payer: PayerView }
  | { kind: 'opened'; trade: Trade; repeated: boolean }
  | { kind: 'closed'; trade: Trade; action: 'close' | 'refund' | null; repeated: boolean }
  | { kind: 'finished'; trade: Trade; repeated: boolean }
  | { kind: 'refunded'; trade: Trade; refund: Refund; fundChange: boolean; payer: PayerView }
  | { kind: 'toppedUp'; balance: Fen; repeated: boolean }
  | { kind: 'transferred'; transfer: Transfer; repeated: boolean }
  /** How a pre-authorisation stands: held, waiting for the member's password, or closed by the member's no. */
  | { kind: 'held'; hold: Hold }
  | { kind: 'released'; hold: Hold; operation: HoldOperation }
  | { kind: 'revoked'; hold: Hold; action: 'close' | 'unfreeze' }
  | { kind: 'shared'; royalty: Royalty }
  /** As `failed`, of the fund methods. */
  | { kind: 'declined'; code: FundFailure }
  | {
      kind: 'failed'
      code: FailureCode
      detail: Record<string, string | number>
      trade: Trade | null
    }
  | { kind: 'busy' }
  | { kind: 'unknown' }

/** What others may see of a payer. `balance` is for the payer alone. */
export type PayerView = { memberId: string; phone: string; balance: Fen | null }
