import type { CaptureCommand } from '#fund/command.ts'
import { findHold } from '#fund/find.ts'

import type { Call } from '../call.ts'
import { Refused } from '../codes.ts'
import { text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { only } from '../words.ts'

const modes = ['COMPLETE', 'NOT_COMPLETE']

/** `alipay.trade.pay` with `auth_no`: the order is paid with money that is held, and no code is shown. */
export async function readCapture(
  { deps, app, biz }: Call,
  order: Omit<CaptureCommand, 'kind' | 'outOrderNo' | 'complete'>,
): Promise<CaptureCommand> {
  const mode = text(biz, 'auth_confirm_mode', 32) ?? 'NOT_COMPLETE'
  if (!modes.includes(mode)) {
    throw wrongField('auth_confirm_mode', only(...modes))
  }
  const { merchantId } = app
  const hold = await findHold(deps.sql, { merchantId, authNo: text(biz, 'auth_no', 64) ?? '' })
  if (!hold) throw new Refused(fundFailure('AUTH_NO_ERROR'))
  const buyer = text(biz, 'buyer_id', 32)
  if (buyer !== undefined && buyer !== hold.memberId) {
    throw wrongField('buyer_id', ['不是资金授权的用户', 'is not the member whose money is held'])
  }
  return { ...order, kind: 'capture', outOrderNo: hold.outOrderNo, complete: mode === 'COMPLETE' }
}
