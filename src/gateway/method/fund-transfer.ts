import { findByPhone } from '#fund/find.ts'
import { amountMax, type Fen } from '#kernel/money.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { amount, required, text, wrongField } from '../fields.ts'
import { fundFailure, notTaken } from '../fund-failure.ts'
import { only } from '../words.ts'
import { timeField } from './parties.ts'

/** `alipay.fund.trans.uni.transfer`: the merchant pays a member out of its receipts. */
export async function fundTransfer(call: Call): Promise<Answer> {
  checkProduct(call.biz)
  const { biz, app } = call
  return send(call, payeeOf(biz), {
    amount: amount(biz, 'trans_amount', amountMax),
    title: text(biz, 'order_title', 128) ?? app.merchantName,
  })
}

/** `alipay.fund.trans.toaccount.transfer`, its predecessor, which older SDKs still call. */
export async function fundToAccount(call: Call): Promise<Answer> {
  const { biz, app } = call
  const named = text(biz, 'payee_type', 64)
  const type = named === 'ALIPAY_USERID' ? 'ALIPAY_USER_ID' : 'ALIPAY_LOGON_ID'
  if (named !== 'ALIPAY_USERID' && named !== 'ALIPAY_LOGONID') {
    throw wrongField('payee_type', only('ALIPAY_USERID', 'ALIPAY_LOGONID'))
  }
  const identity = required(biz, 'payee_account', 64)
  const payee = { type, identity, name: text(biz, 'payee_real_name', 128) } as const
  return send(call, payee, {
    amount: amount(biz, 'amount', amountMax),
    title: text(biz, 'remark', 128) ?? app.merchantName,
  })
}

async function send(
  { deps, app, biz }: Call,
  payee: ReturnType<typeof payeeOf>,
  what: { amount: Fen; title: string },
): Promise<Answer> {
  const outBizNo = required(biz, 'out_biz_no', 64)
  const outcome = await deps.engine.submit({
    kind: 'transfer',
    merchantId: app.merchantId,
    outBizNo,
    ...what,
    payeeId:
      payee.type === 'ALIPAY_USER_ID'
        ? payee.identity
        : ((await findByPhone(deps.sql, payee.identity)) ?? null),
    payeeName: payee.name ?? null,
    remark: text(biz, 'remark', 200) ?? null,
    merchantName: app.merchantName,
  })
  switch (outcome.kind) {
    case 'transferred': {
      const { transfer } = outcome
      const at = timeField(transfer.at)
      return success({
        out_biz_no: transfer.outBizNo,
        order_id: transfer.orderId,
        pay_fund_order_id: transfer.orderId,
        status: 'SUCCESS',
        trans_date: at,
        // The same moment by the name that the older method has for it.
        pay_date: at,
      })
    }
    case 'declined':
      return fundFailure(outcome.code, { out_biz_no: outBizNo })
    default:
      return notTaken(outcome)
  }
}

function checkProduct(biz: Biz): void {
  const product = text(biz, 'product_code', 64)
  if (product !== undefined && product !== 'TRANS_ACCOUNT_NO_PWD') {
    throw wrongField('product_code', only('TRANS_ACCOUNT_NO_PWD'))
  }
  const scene = text(biz, 'biz_scene', 64)
  if (scene !== undefined && scene !== 'DIRECT_TRANSFER') {
    throw wrongField('biz_scene', only('DIRECT_TRANSFER'))
  }
}

const identityTypes = ['ALIPAY_USER_ID', 'ALIPAY_LOGON_ID'] as const

/** The payee by member number, or by the phone it logs in with. */
function payeeOf(biz: Biz) {
  const given = Object.hasOwn(biz, 'payee_info') ? biz['payee_info'] : undefined
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const example = '{"identity":"…","identity_type":"…"}'
    throw wrongField('payee_info', [`不能为空，形如 ${example}`, `is missing; send ${example}`])
  }
  const info = given as Biz
  const named = text(info, 'identity_type', 64)
  const type = identityTypes.find((known) => known === named)
  if (!type) throw wrongField('payee_info.identity_type', only(...identityTypes))
  return { type, identity: required(info, 'identity', 64), name: text(info, 'name', 128) }
}
