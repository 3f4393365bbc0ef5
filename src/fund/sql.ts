import { movedOf } from '#ledger/moved.ts'

import type { Hold, HoldOperation } from './hold.ts'
import type { Transfer } from './transfer.ts'

/** A row of `transfer` as the driver gives it. */
export const transferOf = (row: Record<string, unknown>): Transfer => ({
  ...movedOf(row),
  outBizNo: row['out_biz_no'] as string,
  orderId: row['order_id'] as string,
  payeeId: row['payee_id'] as string,
  title: row['title'] as string,
  remark: row['remark'] as string | null,
})

/** A row of `hold` as the driver gives it. */
export const holdOf = (row: Record<string, unknown>): Hold => ({
  merchantId: row['merchant_id'] as string,
  outOrderNo: row['out_order_no'] as string,
  authNo: row['auth_no'] as string,
  outRequestNo: row['out_request_no'] as string,
  operationId: row['operation_id'] as string,
  state: row['state'] as Hold['state'],
  amount: row['amount'] as bigint,
  title: row['title'] as string,
  memberId: row['member_id'] as string | null,
  memberPhone: row['member_phone'] as string | null,
  codeMac: row['code_mac'] as string | null,
  failure: row['failure'] as string | null,
  waiting: row['waiting'] as Hold['waiting'],
  merchantName: row['merchant_name'] as string,
  remark: row['remark'] as string | null,
  createdAt: row['created_at'] as number,
  expiresAt: row['expires_at'] as number,
  frozenAt: row['frozen_at'] as number | null,
  version: row['version'] as bigint,
})

/** A row of `hold_operation` as the driver gives it. */
export const operationOf = (row: Record<string, unknown>): HoldOperation => ({
  ...movedOf(row),
  outOrderNo: row['out_order_no'] as string,
  kind: row['kind'] as HoldOperation['kind'],
  outRequestNo: row['out_request_no'] as string,
  operationId: row['operation_id'] as string,
  remark: row['remark'] as string | null,
})
