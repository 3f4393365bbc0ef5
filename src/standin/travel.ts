import { type Clock, systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Log } from '#kernel/log.ts'
import { prepareDays } from '#notify/sweep.ts'

/** The stand-in's clock, which can be moved forward and is one for all processes of the database. */
export type Travel = {
  clock: Clock
  /** How far it is ahead of the real time, milliseconds. */
  offsetMs: () => number
  /** Moves it forward by 1 ms or more and resolves to the new offset; what waited for its time is due at once. */
  move: (byMs: number) => Promise<number>
  /** Tells of each jump that this process sees, whoever made it. */
  onJump: (listener: () => void) => void
  close: () => Promise<void>
}

const channel = 'tongbao_clock'
/** A process whose message got lost sees the new time after this long. */
const lookMs = 2000

/** Reads the offset that the database keeps, and follows its changes. */
export async function openTravel(
  sql: Sql,
  log: Log,
  onMove: (offsetMs: number) => Promise<void> = async () => {},
): Promise<Travel> {
  let offset = 0
  const listeners: (() => void)[] = []
  const follow = (to: number) => {
    if (to <= offset) return
    offset = to
    for (const listener of listeners) listener()
  }
  const look = async () => {
    const [row] = await sql<{ offset: bigint }[]>`
      select offset_ms as "offset" from standin_clock where name = 'clock'`
    follow(Number(row?.offset ?? 0))
  }
  const lookAgain = () =>
    void look().catch((error: unknown) => log.warn({ err: error }, 'the clock cannot be read'))
  await look()
  const listening = await sql.listen(channel, lookAgain, lookAgain)
  const timer = setInterval(lookAgain, lookMs).unref()
  const clock = () => systemClock() + offset
  return {
    clock,
    offsetMs: () => offset,
    async move(byMs) {
      follow(await store(sql, byMs))
      await prepareDays(sql, clock())
      await onMove(offset)
      return offset
    },
    onJump: (listener) => void listeners.push(listener),
    async close() {
      clearInterval(timer)
      await listening.unlisten().catch(() => undefined)
    },
  }
}

/** The offset and the jobs that wait for their time move together: a retry in an hour is due after an hour's jump. */
async function store(sql: Sql, byMs: number): Promise<number> {
  const stored = await sql.begin(async (tx) => {
    const [row] = await tx<{ offset: bigint }[]>`
      insert into standin_clock (name, offset_ms) values ('clock', ${byMs})
      on conflict (name) do update set offset_ms = standin_clock.offset_ms + excluded.offset_ms
      returning offset_ms as "offset"`
    await tx`
      update pgboss.job set start_after = start_after - ${byMs} * interval '1 millisecond'
       where name = 'notify' and state in ('created', 'retry') and start_after > now()`
    await tx`select pg_notify(${channel}, '')`
    return Number(row!.offset)
  })
  return stored as number
}

/** What is due next: the retry of a notification, or the end of an order's time. */
export type Due = { at: number; what: 'notification' | 'expiry' }

export async function nextDue(sql: Sql, now: number): Promise<Due | null> {
  const [due] = await sql<Due[]>`
    select at, what from (
      (select next_at as at, 'notification' as what from notification_now
        where state = 'waiting' and next_at > ${now} order by next_at limit 1)
      union all
      (select expires_at, 'expiry' from trade
        where state = 'WAIT_BUYER_PAY' and expires_at > ${now} order by expires_at limit 1)
      union all
      (select expires_at, 'expiry' from hold
        where state = 'INIT' and expires_at > ${now} order by expires_at limit 1)
    ) soon order by at limit 1`
  return due ?? null
}
