import type { CaptureCommand, FundCommand } from './command.ts'
import { completeNo, revokeNo, type OperationName } from './hold.ts'

export type HoldCommand = Exclude<FundCommand, { kind: 'transfer' }> | CaptureCommand

/** The operations of a hold that a decision on this command looks at or may write. */
export function operationsOf(command: HoldCommand): OperationName[] {
  const { merchantId, outOrderNo } = command
  const named = (kind: OperationName['kind'], outRequestNo: string): OperationName => ({
    merchantId,
    outOrderNo,
    kind,
    outRequestNo,
  })
  switch (command.kind) {
    case 'unfreeze':
      return [named('UNFREEZE', command.outRequestNo)]
    case 'revoke':
      return [named('UNFREEZE', revokeNo(command))]
    case 'capture':
      return [named('PAY', command.outTradeNo), named('UNFREEZE', completeNo(command.outTradeNo))]
    default:
      return []
  }
}
