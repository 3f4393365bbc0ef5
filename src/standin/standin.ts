import type { Watch } from '#gateway/watch.ts'
import { type Clock, systemClock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Log } from '#kernel/log.ts'
import type { Meddle } from '#notify/deliver.ts'

import { type CallLog, createCallLog } from './call/log.ts'
import { type FaultBook, openFaultBook } from './fault/book.ts'
import { createMeddle } from './fault/meddle.ts'
import { spoil, type Spoiling } from './fault/spoil.ts'
import { openTravel, type Travel } from './travel.ts'

/** What the stand-in adds to a network: a clock that moves, faults on purpose, and a log of every call. */
export type Standin = {
  travel: Travel
  faults: FaultBook
  calls: CallLog
  watch: Watch
  meddle: Meddle
  close: () => Promise<void>
}

/** Demo mode alone: nobody may move the time of real money. */
export async function openStandin(deps: {
  sql: Sql
  log: Log
  /** Keep every call of the gateway. */
  callLog: boolean
  /** Told how far the clock is ahead once it was moved here, milliseconds. */
  onMove?: (offsetMs: number) => Promise<void>
}): Promise<Standin> {
  const { sql, log } = deps
  const travel = await openTravel(sql, log, deps.onMove)
  const { clock } = travel
  const faults = await openFaultBook({ sql, clock, log })
  const calls = createCallLog({ sql, clock, log, keeps: deps.callLog })
  const timers = new Set<NodeJS.Timeout>()
  const later: Spoiling['later'] = (afterMs, act) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void act().catch((error: unknown) => log.warn({ err: error }, 'a fault could not go on'))
    }, afterMs)
    timers.add(timer)
  }
  return {
    travel,
    faults,
    calls,
    watch: createWatch({ calls, faults, later }),
    meddle: createMeddle(sql, faults),
    async close() {
      for (const timer of timers) clearTimeout(timer)
      await calls.close()
      await faults.close()
      await travel.close()
    },
  }
}

/** The log alone, where the operator of a real network wants it. */
export function openCallLog({
  sql,
  log,
  clock = systemClock,
}: {
  sql: Sql
  log: Log
  clock?: Clock
}) {
  const calls = createCallLog({ sql, clock, log })
  const watch: Watch = {
    around: (call, method) => method(call),
    silence: () => undefined,
    seen: (call) => calls.add(call, null),
  }
  return { watch, close: calls.close }
}

type Parts = { calls: CallLog; faults: FaultBook; later: Spoiling['later'] }

function createWatch({ calls, faults, later }: Parts): Watch {
  /** What was done to calls that are not answered yet, and how long until their connections end. */
  const done = new Map<string, { kind: string; silentMs?: number }>()
  const spoiling: Spoiling = {
    later,
    hush: (traceId, silentMs) => done.set(traceId, { kind: 'silent', silentMs }),
  }
  return {
    async around(call, method) {
      const { traceId, app } = call
      const occasion = { appId: app.appId, method: call.method, subject: call.method, traceId }
      const fault = await faults.meet(occasion)
      if (!fault) return method(call)
      done.set(traceId, { kind: fault.kind })
      return spoil(call, method, fault, spoiling)
    },
    silence: (traceId) => done.get(traceId)?.silentMs,
    seen(call) {
      calls.add(call, done.get(call.traceId)?.kind ?? null)
      done.delete(call.traceId)
    },
  }
}
