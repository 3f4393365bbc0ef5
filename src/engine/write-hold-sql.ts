import type { Hold, HoldOperation } from '#fund/hold.ts'
import { column, timeColumn } from '#kernel/db.ts'

import { statement } from './statement.ts'

export const newHolds = (rows: Hold[]) => statement`
  insert into hold (merchant_id, out_order_no, auth_no, out_request_no, operation_id, state, amount, title,
                    member_id, member_phone, code_mac, failure, waiting, merchant_name, remark, created_at,
                    expires_at, frozen_at)
  select * from unnest(
    ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.outOrderNo))}::text[],
    ${column(rows.map((r) => r.authNo))}::text[], ${column(rows.map((r) => r.outRequestNo))}::text[],
    ${column(rows.map((r) => r.operationId))}::text[], ${column(rows.map((r) => r.state))}::text[],
    ${column(rows.map((r) => r.amount))}::bigint[], ${column(rows.map((r) => r.title))}::text[],
    ${column(rows.map((r) => r.memberId))}::text[], ${column(rows.map((r) => r.memberPhone))}::text[],
    ${column(rows.map((r) => r.codeMac))}::text[], ${column(rows.map((r) => r.failure))}::text[],
    ${column(rows.map((r) => r.waiting))}::text[], ${column(rows.map((r) => r.merchantName))}::text[],
    ${column(rows.map((r) => r.remark))}::text[], ${timeColumn(rows.map((r) => r.createdAt))}::timestamptz[],
    ${timeColumn(rows.map((r) => r.expiresAt))}::timestamptz[],
    ${timeColumn(rows.map((r) => r.frozenAt))}::timestamptz[])`

export const holds = (rows: { before: Hold | undefined; after: Hold }[]) => {
  const after = rows.map((r) => r.after)
  return statement`
  with done as (update hold h set state = u.state, member_id = u.member_id, member_phone = u.member_phone,
         code_mac = u.code_mac, failure = u.failure, waiting = u.waiting, frozen_at = u.frozen_at,
         version = h.version + 1
    from unnest(
      ${column(after.map((r) => r.merchantId))}::text[], ${column(after.map((r) => r.outOrderNo))}::text[],
      ${column(rows.map((r) => r.before?.version))}::bigint[], ${column(after.map((r) => r.state))}::text[],
      ${column(after.map((r) => r.memberId))}::text[], ${column(after.map((r) => r.memberPhone))}::text[],
      ${column(after.map((r) => r.codeMac))}::text[], ${column(after.map((r) => r.failure))}::text[],
      ${column(after.map((r) => r.waiting))}::text[], ${timeColumn(after.map((r) => r.frozenAt))}::timestamptz[])
      as u (merchant_id, out_order_no, version_read, state, member_id, member_phone, code_mac, failure, waiting,
            frozen_at)
   where h.merchant_id = u.merchant_id and h.out_order_no = u.out_order_no and h.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`
}

export const operations = (rows: HoldOperation[]) => statement`
  insert into hold_operation (merchant_id, out_order_no, kind, out_request_no, operation_id, amount, remark,
                              posting_id, at)
  select * from unnest(
    ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.outOrderNo))}::text[],
    ${column(rows.map((r) => r.kind))}::text[], ${column(rows.map((r) => r.outRequestNo))}::text[],
    ${column(rows.map((r) => r.operationId))}::text[], ${column(rows.map((r) => r.amount))}::bigint[],
    ${column(rows.map((r) => r.remark))}::text[], ${column(rows.map((r) => r.postingId))}::text[],
    ${timeColumn(rows.map((r) => r.at))}::timestamptz[])`
