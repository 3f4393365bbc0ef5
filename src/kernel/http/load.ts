import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Failure } from '../failure.ts'
import type { Metrics } from '../metrics.ts'
import { answerBusy } from './answer-busy.ts'
import { createPace, threadMs } from './pace.ts'

/** Counts requests under way, so that newcomers can be told at once that the system is busy, before anything is done for them. */
export type Load = {
  /** True while a newcomer would wait too long behind those under way. */
  full: () => boolean
  /** Counts a request until what it returns is called: once, when it is answered or its caller is gone. */
  enter: () => () => void
  /** Counts a newcomer for whom there is no time; resolves when it may be told, which then takes `tellMs` of one core. */
  refused: (tellMs: number) => Promise<void>
  /** Counts a newcomer for whom there is no time; calls `tell` when it may be told. */
  turnAway: (tell: () => void) => void
  /** Has newcomers at one path (`POST /api/…`) told so before the router sees them. */
  guard: (path: string, busy: Failure) => void
  /** Whether this request is a newcomer at a guarded path for whom there is no time; then it is answered. */
  turnedAway: (request: IncomingMessage, response: ServerResponse) => boolean
}

export type LoadOptions = {
  /** How long a newcomer may have to wait, milliseconds. */
  waitMaxMs: number
  metrics: Metrics
  /** Always welcome, however slow it goes: a server that has just begun has no speed yet. */
  alwaysWelcome?: number
  /** Milliseconds that only grow. */
  uptime?: () => number
}

/** Less than half a second's work of one quiet core, and a second's of a busy one. */
const welcomeDefault = 1000
const secondMs = 1000

/**
 * A newcomer waits for as long as those under way take, and they take as long as so many took a moment ago: there may be as many as
 * were answered in `waitMaxMs` of the last second. That follows the machine, where a fixed number would fit one alone.
 */
export function createLoad(options: LoadOptions): Load {
  const { waitMaxMs, metrics, alwaysWelcome = welcomeDefault } = options
  const uptime = options.uptime ?? (() => performance.now())
  const refusals = metrics.counter('busy_total', 'Requests told at once that the system is busy')
  const pace = createPace({ uptime, worked: threadMs })
  const guarded = new Map<string, Failure>()
  let underWay = 0
  let second = { from: uptime(), answered: 0 }
  let before = 0
  metrics.gauge('requests_under_way', 'Payments and gateway calls being worked on', () => underWay)

  const turn = () => {
    const passed = uptime() - second.from
    if (passed < secondMs) return
    before = (second.answered * secondMs) / passed
    second = { from: uptime(), answered: 0 }
  }
  const full = () => {
    if (underWay < alwaysWelcome) return false
    turn()
    return underWay >= (Math.max(before, second.answered) * waitMaxMs) / secondMs
  }

  const leave = () => {
    underWay--
    turn()
    second.answered++
  }
  const turnAway = (tell: () => void) => {
    refusals.inc()
    pace.tell(tell)
  }

  return {
    full,
    turnAway,
    enter() {
      underWay++
      return leave
    },
    refused(tellMs) {
      refusals.inc()
      return new Promise((go) => pace.tell(go, tellMs))
    },
    guard(path, busy) {
      guarded.set(path, busy)
    },
    turnedAway(request, response) {
      if (!full()) return false
      const busy = guarded.get(`${request.method} ${request.url?.split('?', 1)[0]}`)
      if (!busy) return false
      turnAway(() => answerBusy(response, busy))
      return true
    },
  }
}
