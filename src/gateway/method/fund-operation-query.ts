import { findHold, findOperations, heldOf } from '#fund/find.ts'
import type { Hold, HoldOperation } from '#fund/hold.ts'
import type { Fen } from '#kernel/money.ts'
import { yuan } from '#kernel/money.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { absentBoth } from '../words.ts'
import { freezeStatus } from './fund-freeze.ts'
import { holdName } from './fund-unfreeze.ts'
import { holderFields, timeField } from './parties.ts'

type Operation = {
  kind: 'FREEZE' | HoldOperation['kind']
  operationId: string
  outRequestNo: string
  amount: Fen
  remark: string | null
  at: number | null
}

/** `alipay.fund.auth.operation.detail.query`: one operation of a pre-authorisation, and how the whole stands. */
export async function fundOperationQuery({ deps, app, biz }: Call): Promise<Answer> {
  const hold = await findHold(deps.sql, { merchantId: app.merchantId, ...holdName(biz) })
  if (!hold || hold.amount === 0n) return fundFailure('AUTH_ORDER_NOT_EXIST')
  const later = await findOperations(deps.sql, hold)
  const operation = pick([freezing(hold), ...later], biz)
  if (!operation) return fundFailure('AUTH_OPERATION_NOT_EXIST')
  const paid = later.reduce((sum, { kind, amount }) => sum + (kind === 'PAY' ? amount : 0n), 0n)
  const over = hold.state === 'INIT' && deps.clock() >= hold.expiresAt
  const state = over ? 'CLOSED' : hold.state
  return success({
    auth_no: hold.authNo,
    out_order_no: hold.outOrderNo,
    order_title: hold.title,
    order_status: state,
    ...holderFields(hold),
    total_freeze_amount: yuan(hold.frozenAt === null ? 0n : hold.amount),
    rest_amount: yuan(await heldOf(deps.sql, hold)),
    total_pay_amount: yuan(paid),
    operation_id: operation.operationId,
    out_request_no: operation.outRequestNo,
    amount: yuan(operation.amount),
    operation_type: operation.kind,
    status: operation.kind === 'FREEZE' ? freezeStatus({ ...hold, state }) : 'SUCCESS',
    remark: operation.remark ?? undefined,
    gmt_create: timeField(operation.kind === 'FREEZE' ? hold.createdAt : operation.at),
    gmt_trans: timeField(operation.at),
  })
}

const freezing = (hold: Hold): Operation => ({ ...hold, kind: 'FREEZE', at: hold.frozenAt })

/** The operation that the caller names by its number or ours; where one number names several, the kind tells. */
function pick(operations: readonly Operation[], biz: Biz): Operation | undefined {
  const operationId = text(biz, 'operation_id', 64)
  const outRequestNo = text(biz, 'out_request_no', 64)
  const kind = text(biz, 'operation_type', 32)
  if (operationId === undefined && outRequestNo === undefined) {
    throw wrongField('out_request_no', absentBoth('operation_id'))
  }
  return operations.find(
    (operation) =>
      (operationId === undefined
        ? operation.outRequestNo === outRequestNo
        : operation.operationId === operationId) &&
      (kind === undefined || operation.kind === kind),
  )
}
