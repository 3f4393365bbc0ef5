import type { Seen } from '#gateway/watch.ts'
import type { Clock } from '#kernel/clock.ts'
import { column, type Sql, timeColumn } from '#kernel/db.ts'
import { timeId } from '#kernel/id.ts'
import type { Log } from '#kernel/log.ts'

import { maskReceived, maskText } from './mask.ts'

/** Calls kept in memory until they are written; beyond, calls are not kept rather than slowed down. */
const heldMax = 2000
const flushMs = 500

export type CallLog = {
  /** Keeps a call; `fault` names what was done wrong to it on purpose. */
  add: (call: Seen, fault: string | null) => void
  /** Writes what is held and resolves when it is there to be read. */
  flush: () => Promise<void>
  close: () => Promise<void>
}

type Held = Seen & { callId: string; at: number; fault: string | null }
type Whole = Held & ReturnType<Seen['read']>

/**
 * Keeps every call of the gateway, aside from the payments: in memory first, written twice a second in one statement. A
 * database that cannot take it loses the log and nothing else.
 */
export function createCallLog(deps: {
  sql: Sql
  clock: Clock
  log: Log
  /** False keeps nothing. */
  keeps?: boolean
}): CallLog {
  let held: Held[] = []
  let writing: Promise<void> = Promise.resolve()
  let dropped = 0
  const flush = () => {
    const calls = held
    held = []
    if (calls.length > 0) {
      writing = writing
        .then(() => write(deps.sql, calls))
        .catch((error: unknown) => deps.log.warn({ err: error }, 'calls were not kept'))
    }
    if (dropped > 0) deps.log.warn({ dropped }, 'calls came faster than they could be kept')
    dropped = 0
    return writing
  }
  const timer = setInterval(() => void flush(), flushMs).unref()
  return {
    add(call, fault) {
      if (deps.keeps === false) return
      const at = deps.clock()
      if (held.length >= heldMax) dropped++
      else held.push({ ...call, callId: timeId(at), at, fault })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

async function write(sql: Sql, held: readonly Held[]): Promise<void> {
  const calls = held.map((call): Whole => Object.assign(call, call.read()))
  const of = <T extends string | number | null>(value: (call: Whole) => T) =>
    column(calls.map((call) => value(call)))
  await sql`
    insert into gateway_call (app_id, call_id, trace_id, api, verb, method, out_trade_no, address,
      received, signed_text, code, sub_code, body, fault, ms, at)
    select * from unnest(
      ${of(({ app }) => app?.appId ?? '')}::text[], ${of(({ callId }) => callId)}::text[],
      ${of(({ traceId }) => traceId)}::text[], ${of(({ api }) => api)}::text[],
      ${of(({ verb }) => verb)}::text[],
      ${of(({ method }) => maskText(method ?? '').slice(0, 128))}::text[],
      ${of(orderOf)}::text[], ${of(({ address }) => address)}::text[],
      ${of(({ received }) => JSON.stringify(maskReceived(received)))}::json[],
      ${of(({ signedText }) => maskText(signedText))}::text[],
      ${of(({ answer }) => answer.code)}::text[],
      ${of(({ answer }) => answer.sub_code ?? null)}::text[],
      ${of(({ body }) => (body === null ? null : maskText(body)))}::text[],
      ${of(({ fault }) => fault)}::text[], ${of(({ ms }) => ms)}::integer[],
      ${timeColumn(calls.map(({ at }) => at))}::timestamptz[])`
}

/** The order that a call is about: as asked, or else as answered. */
function orderOf({ received, answer }: Whole): string | null {
  const asked = /"out_(?:trade|biz|order)_no"\s*:\s*"([^"\\\0]{1,64})"/.exec(
    received['biz_content'] ?? received['body'] ?? '',
  )
  const answered = answer['out_trade_no']
  return asked?.[1] ?? (typeof answered === 'string' ? answered : null)
}
