import type { ServerResponse } from 'node:http'

import type { Metrics } from '../metrics.ts'

/** Counts requests under way, so that newcomers can be told at once that the system is busy, before anything is done for them. */
export type Load = {
  /** True while a newcomer would wait too long behind those under way. */
  full: () => boolean
  /** Counts a request until it is answered or its caller is gone. */
  enter: (response: ServerResponse) => void
  /**
   * Counts a newcomer for whom there is no time; resolves when it may be told. Callers come again as soon as they hear: told at
   * once, eight thousand connections kept one server so busy with "busy" that it paid 160 orders a second.
   */
  refused: () => Promise<void>
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
/** Eight thousand a second, a third of a core: the rest is for payments. */
const toldMs = 10
const toldAtOnce = 80

/**
 * A newcomer waits for as long as those under way take, and they take as long as so many took a moment ago: there may be as many as
 * were answered in `waitMaxMs` of the last second. That follows the machine, where a fixed number would fit one alone.
 */
export function createLoad(options: LoadOptions): Load {
  const { waitMaxMs, metrics, alwaysWelcome = welcomeDefault } = options
  const uptime = options.uptime ?? (() => performance.now())
  const refusals = metrics.counter('busy_total', 'Requests told at once that the system is busy')
  let underWay = 0
  let second = { from: uptime(), answered: 0 }
  let before = 0
  metrics.gauge('requests_under_way', 'Payments and gateway calls being worked on', () => underWay)

  let unheard: (() => void)[] = []
  let telling: NodeJS.Timeout | undefined
  const tell = () => {
    const now = unheard.slice(0, toldAtOnce)
    unheard = unheard.slice(toldAtOnce)
    telling = unheard.length > 0 ? setTimeout(tell, toldMs) : undefined
    for (const go of now) go()
  }

  const turn = () => {
    const passed = uptime() - second.from
    if (passed < secondMs) return
    before = (second.answered * secondMs) / passed
    second = { from: uptime(), answered: 0 }
  }

  return {
    full() {
      if (underWay < alwaysWelcome) return false
      turn()
      return underWay >= (Math.max(before, second.answered) * waitMaxMs) / secondMs
    },
    enter(response) {
      underWay++
      // It comes once, after the answer or without one.
      response.once('close', () => {
        underWay--
        turn()
        second.answered++
      })
    },
    refused() {
      refusals.inc()
      return new Promise((go) => {
        unheard.push(go)
        telling ??= setTimeout(tell, toldMs)
      })
    },
  }
}
