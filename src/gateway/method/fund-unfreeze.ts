import { findHold } from '#fund/find.ts'
import type { Hold } from '#fund/hold.ts'
import { amountMax, yuan } from '#kernel/money.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { amount, orderNumber, required, text, wrongField } from '../fields.ts'
import { fundFailure, notTaken } from '../fund-failure.ts'
import { absentBoth } from '../words.ts'
import { neededNumber } from './fund-freeze.ts'
import { timeField } from './parties.ts'

/** `alipay.fund.auth.order.unfreeze`: a part or all of what is held goes back to the payer. */
export async function fundUnfreeze({ deps, app, biz }: Call): Promise<Answer> {
  const { merchantId } = app
  const hold = await findHold(deps.sql, { merchantId, authNo: required(biz, 'auth_no', 64) })
  const outRequestNo = neededNumber(biz, 'out_request_no')
  const fen = amount(biz, 'amount', amountMax)
  const remark = text(biz, 'remark', 100) ?? null
  if (!hold) return fundFailure('AUTH_ORDER_NOT_EXIST')
  const { outOrderNo } = hold
  const outcome = await deps.engine.submit({
    kind: 'unfreeze',
    merchantId,
    outOrderNo,
    outRequestNo,
    amount: fen,
    remark,
  })
  const named = { auth_no: hold.authNo, out_order_no: outOrderNo, out_request_no: outRequestNo }
  switch (outcome.kind) {
    case 'released':
      return success({
        ...named,
        operation_id: outcome.operation.operationId,
        amount: yuan(outcome.operation.amount),
        status: 'SUCCESS',
        gmt_trans: timeField(outcome.operation.at),
      })
    case 'declined':
      return fundFailure(outcome.code, named)
    default:
      return notTaken(outcome)
  }
}

/** `alipay.fund.auth.operation.cancel`: a till that does not know how a freezing went takes it back, whatever it was. */
export async function fundOperationCancel({ deps, app, biz }: Call): Promise<Answer> {
  const { merchantId } = app
  const name = holdName(biz)
  const hold = await findHold(deps.sql, { merchantId, ...name })
  const known = hold && hold.amount > 0n
  if (known && !isFreezing(hold, biz)) return fundFailure('AUTH_OPERATION_NOT_EXIST')
  const outOrderNo = hold?.outOrderNo ?? name.outOrderNo
  if (outOrderNo === undefined) return fundFailure('AUTH_ORDER_NOT_EXIST')
  const remark = text(biz, 'remark', 100) ?? null
  const outcome = await deps.engine.submit({ kind: 'revoke', merchantId, outOrderNo, remark })
  switch (outcome.kind) {
    case 'revoked':
      return success({
        auth_no: outcome.hold.authNo,
        out_order_no: outOrderNo,
        operation_id: outcome.hold.operationId,
        out_request_no: outcome.hold.outRequestNo,
        action: outcome.action,
      })
    case 'declined':
      return fundFailure(outcome.code, { out_order_no: outOrderNo })
    default:
      return notTaken(outcome)
  }
}

/** Whether what the caller names, if anything, is the freezing: of all operations it alone can be taken back. */
function isFreezing(hold: Hold, biz: Biz): boolean {
  const operationId = text(biz, 'operation_id', 64) ?? hold.operationId
  const outRequestNo = text(biz, 'out_request_no', 64) ?? hold.outRequestNo
  return operationId === hold.operationId && outRequestNo === hold.outRequestNo
}

/** The two names of a pre-authorisation; at least one. `auth_no` wins. */
export function holdName(biz: Biz) {
  const authNo = text(biz, 'auth_no', 64)
  const outOrderNo = orderNumber(biz, 'out_order_no')
  if (authNo === undefined && outOrderNo === undefined) {
    throw wrongField('out_order_no', absentBoth('auth_no'))
  }
  return { authNo, outOrderNo }
}
