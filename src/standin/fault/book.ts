import type { Clock } from '#kernel/clock.ts'
import type { Sql, Tx } from '#kernel/db.ts'
import { timeId } from '#kernel/id.ts'
import type { Log } from '#kernel/log.ts'
import type { Fault, FaultList, FaultRule } from '#wire/standin.ts'

import { applies, filled, judge, type Occasion } from './rules.ts'

/** What shall go wrong, and what went wrong: kept in the database, one for all processes. */
export type FaultBook = {
  /** The fault that this call, notification or question to a bank meets; counted and written down. No query while no rule applies. */
  meet: (occasion: Occasion) => Promise<Fault | undefined>
  list: () => Promise<FaultList>
  add: (rule: FaultRule) => Promise<Fault>
  /** Puts these rules in the place of all, as if nothing had happened yet. */
  replace: (rules: readonly FaultRule[]) => Promise<void>
  /** Ends one rule, or all, with what they did; false when there is none. */
  clear: (faultId?: string) => Promise<boolean>
  close: () => Promise<void>
}

const channel = 'tongbao_fault'

export async function openFaultBook(deps: {
  sql: Sql
  clock: Clock
  log: Log
}): Promise<FaultBook> {
  const { sql, clock } = deps
  let known: readonly Fault[] = []
  const look = async () => {
    known = await read(sql)
  }
  const lookAgain = () =>
    void look().catch((error: unknown) =>
      deps.log.warn({ err: error }, 'the faults cannot be read'),
    )
  /** A change is seen here before its caller is answered, and elsewhere a moment later. */
  const change = async <T>(act: (tx: Tx) => Promise<T>): Promise<T> => {
    const done = await sql.begin(async (tx) => {
      const value = await act(tx)
      await tx`select pg_notify(${channel}, '')`
      return { value }
    })
    await look()
    return (done as { value: T }).value
  }
  await look()
  const listening = await sql.listen(channel, lookAgain, lookAgain)
  return {
    async meet(occasion) {
      if (!known.some((fault) => applies(fault, occasion))) return undefined
      return change((tx) => meet(tx, occasion, clock()))
    },
    list: () => list(sql),
    add: (rule) => change((tx) => insert(tx, rule, clock())),
    replace: (rules) =>
      change(async (tx) => {
        await tx`delete from fault_event`
        await tx`delete from fault`
        for (const rule of rules) await insert(tx, rule, clock())
      }),
    clear: (faultId) =>
      change(async (tx) => {
        const which = faultId === undefined ? tx`true` : tx`fault_id = ${faultId}`
        await tx`delete from fault_event where ${which}`
        const gone = await tx`delete from fault where ${which}`
        return gone.count > 0
      }),
    close: () => listening.unlisten().catch(() => undefined),
  }
}

const columns = (sql: Sql | Tx) => sql`
  fault_id as "faultId", kind, app_id as "appId", method, bank, skip, times, delay_ms as "delayMs",
  outcome, passed, fired`

const read = async (sql: Sql): Promise<Fault[]> => [
  ...(await sql<Fault[]>`select ${columns(sql)} from fault order by fault_id`),
]

async function insert(tx: Tx, rule: FaultRule, now: number): Promise<Fault> {
  const { kind, appId, method, bank, skip, times, delayMs, outcome } = filled(rule)
  const [made] = await tx<Fault[]>`
    insert into fault (fault_id, kind, app_id, method, bank, skip, times, delay_ms, outcome)
    values (${timeId(now)}, ${kind}, ${appId}, ${method}, ${bank}, ${skip}, ${times}, ${delayMs},
      ${outcome})
    returning ${columns(tx)}`
  return made!
}

/** One occasion at a time over all processes, so that "the next three calls" are three. */
async function meet(tx: Tx, occasion: Occasion, now: number): Promise<Fault | undefined> {
  const faults = await tx<Fault[]>`
    select ${columns(tx)} from fault order by fault_id for update`
  const { passed, fired } = judge(faults, occasion)
  for (const { faultId } of passed) {
    await tx`update fault set passed = passed + 1 where fault_id = ${faultId}`
  }
  if (!fired) return undefined
  await tx`update fault set fired = fired + 1 where fault_id = ${fired.faultId}`
  await tx`
    insert into fault_event (fault_id, event_id, kind, app_id, subject, trace_id, at)
    values (${fired.faultId}, ${timeId(now)}, ${fired.kind}, ${occasion.appId},
      ${occasion.subject}, ${occasion.traceId}, ${now})`
  return fired
}

async function list(sql: Sql): Promise<FaultList> {
  const events = await sql<FaultList['events']>`
    select (row_number() over (order by event_id))::integer as seq, fault_id as "faultId", kind,
           app_id as "appId", subject, trace_id as "traceId", at
      from fault_event order by event_id limit 1000`
  return { faults: await read(sql), events: [...events] }
}
