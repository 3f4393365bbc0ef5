import type { Sql } from '#kernel/db.ts'
import { contains } from '#kernel/like.ts'
import type { CallDetail, CallPage, CallQuery, CallRow } from '#wire/standin.ts'

const pageMax = 50

const row = (sql: Sql) => sql`
  call_id as "callId", trace_id as "traceId", app_id as "appId", api, verb, method,
  out_trade_no as "outTradeNo", code, sub_code as "subCode", fault, ms, at`

/** The calls that fit, newest first. `text` is looked for in what was received, and as an order, trace id or code. */
export async function listCalls(sql: Sql, query: CallQuery): Promise<CallPage> {
  const { appId, method, text, cursor, limit = pageMax } = query
  const calls = await sql<CallRow[]>`
    select ${row(sql)} from gateway_call
     where ${appId ? sql`app_id = ${appId}` : sql`true`}
       and ${method ? sql`method like ${contains(method)} escape '\\'` : sql`true`}
       and ${cursor ? sql`call_id < ${cursor}` : sql`true`}
       and ${text ? matching(sql, text) : sql`true`}
     order by call_id desc limit ${limit + 1}`
  const shown = calls.slice(0, limit)
  const next = calls.length > limit ? (shown.at(-1)?.callId ?? null) : null
  return { calls: [...shown], next }
}

const matching = (sql: Sql, text: string) => sql`
  (trace_id = ${text} or out_trade_no = ${text} or code = ${text}
    or sub_code like ${contains(text)} escape '\\'
    or received::text like ${contains(text)} escape '\\')`

/** One call whole, by its own number or its trace id, with what the merchant was told of its order. */
export async function findCall(sql: Sql, id: string): Promise<CallDetail | undefined> {
  const [call] = await sql<Omit<CallDetail, 'notifications'>[]>`
    select ${row(sql)}, address, received, signed_text as "signedText", body
      from gateway_call where call_id = ${id} or trace_id = ${id} limit 1`
  if (!call) return undefined
  const notifications = await sql<CallDetail['notifications']>`
    select n.notify_id as "notifyId", n.url, n.state, n.params ->> 'trade_status' as "tradeStatus",
           n.next_at as "nextAt", n.created_at as "createdAt",
           coalesce((select json_agg(json_build_object('attempt', t.attempt, 'status', t.status,
               'answer', t.answer, 'error', t.error, 'ms', t.duration_ms,
               'at', floor(extract(epoch from t.at) * 1000)::bigint) order by t.attempt)
             from notify_attempt t
            where t.merchant_id = n.merchant_id and t.notify_id = n.notify_id), '[]') as attempts
      from app a join notification_now n on n.merchant_id = a.merchant_id
     where a.app_id = ${call.appId} and n.out_trade_no = ${call.outTradeNo}
     order by n.notify_id limit 50`
  return { ...call, notifications: [...notifications] }
}
