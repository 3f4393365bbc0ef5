import type { FreezeCommand } from '#fund/command.ts'
import type { Hold } from '#fund/hold.ts'
import { amountMax, yuan } from '#kernel/money.ts'

import type { Call } from '../call.ts'
import { type Answer, refusal, Refused, success } from '../codes.ts'
import { expiryOf } from '../expiry.ts'
import { failureAnswer } from '../failure.ts'
import { amount, orderNumber, required, text, wrongField } from '../fields.ts'
import { fundFailure, notTaken } from '../fund-failure.ts'
import { absent, inBoth, only } from '../words.ts'
import { holderFields, timeField } from './parties.ts'

/** `alipay.fund.auth.order.freeze`: the shop scanned a payer's code, to have an amount held. */
export async function fundFreeze(call: Call): Promise<Answer> {
  const command = readFreeze(call)
  const outcome = await call.deps.engine.submit(command)
  const named = { out_order_no: command.outOrderNo, out_request_no: command.outRequestNo }
  switch (outcome.kind) {
    case 'held':
      return success(freezeFields(outcome.hold), outcome.hold.frozenAt === null ? '10003' : '10000')
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, named)
    case 'declined':
      return fundFailure(outcome.code, named)
    default:
      return notTaken(outcome)
  }
}

function readFreeze({ deps, app, biz, address }: Call): FreezeCommand {
  const type = text(biz, 'auth_code_type', 32)
  if (type !== undefined && !['bar_code', 'security_code'].includes(type)) {
    throw wrongField('auth_code_type', only('bar_code'))
  }
  const product = text(biz, 'product_code', 64)
  if (product !== undefined && !['PRE_AUTH', 'PREAUTH_PAY'].includes(product)) {
    throw wrongField('product_code', only('PRE_AUTH'))
  }
  const payee = text(biz, 'payee_user_id', 32)
  if (payee !== undefined && payee !== app.merchantId) {
    const what = `payee_user_id: this app collects for ${app.merchantId}`
    throw new Refused(refusal('40004', 'PAYEE_NOT_EXIST', inBoth('收款账号不存在', what)))
  }
  return {
    kind: 'freeze',
    merchantId: app.merchantId,
    outOrderNo: neededNumber(biz, 'out_order_no'),
    outRequestNo: neededNumber(biz, 'out_request_no'),
    amount: amount(biz, 'amount', amountMax),
    title: required(biz, 'order_title', 100),
    code: required(biz, 'auth_code', 64).trim(),
    terminalId: text(biz, 'terminal_id', 32) ?? null,
    address,
    merchantName: app.merchantName,
    remark: text(biz, 'remark', 100) ?? null,
    expiresAt: expiryOf(
      { timeout_express: biz['timeout_express'] ?? biz['pay_timeout'] },
      deps.clock(),
    ),
  }
}

export function neededNumber(biz: Call['biz'], name: string): string {
  const number = orderNumber(biz, name)
  if (number === undefined) throw wrongField(name, absent)
  return number
}

const freezeFields = (hold: Hold) => ({
  auth_no: hold.authNo,
  out_order_no: hold.outOrderNo,
  operation_id: hold.operationId,
  out_request_no: hold.outRequestNo,
  amount: yuan(hold.amount),
  status: freezeStatus(hold),
  ...holderFields(hold),
  gmt_trans: timeField(hold.frozenAt),
})

/** How the freezing itself ended, whatever became of the money since. */
export const freezeStatus = (hold: Hold): 'INIT' | 'SUCCESS' | 'CLOSED' => {
  if (hold.frozenAt !== null) return 'SUCCESS'
  return hold.state === 'CLOSED' ? 'CLOSED' : 'INIT'
}
