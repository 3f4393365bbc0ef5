import type { Transfer } from './transfer.ts'

/** A row of `transfer` as the driver gives it. */
export const transferOf = (row: Record<string, unknown>): Transfer => ({
  merchantId: row['merchant_id'] as string,
  outBizNo: row['out_biz_no'] as string,
  orderId: row['order_id'] as string,
  payeeId: row['payee_id'] as string,
  amount: row['amount'] as bigint,
  title: row['title'] as string,
  remark: row['remark'] as string | null,
  postingId: row['posting_id'] as string,
  at: row['at'] as number,
})
