import type { TillPay, TillResult } from '#wire/till.ts'

import { neverArrived, refused, type Sale } from './sale.ts'

/** What came back from the network. `OFFLINE` as a code: nothing did, or not in time. */
export type Answer =
  | { ok: true; result: TillResult }
  | { ok: false; failure: { code: string; message: string } }

/** What a sale needs from outside; times in milliseconds. */
export type World = {
  pay: (order: TillPay) => Promise<Answer>
  query: (outTradeNo: string) => Promise<Answer>
  cancel: (outTradeNo: string) => Promise<Answer>
  now: () => number
  /** Resolves after a while, or earlier when there is news or the cashier wants to cancel. */
  pause: (millis: number) => Promise<void>
}

export type Wishes = {
  /** The scanned code; null after a reload. */
  code: string | null
  cancelled: () => boolean
  stopped: () => boolean
  tell: (sale: Sale) => void
}

type Act = 'pay' | 'query' | 'cancel'

/** A code lives a minute; after that, sending it again could only fail. */
const codeLifeMillis = 60_000
/** How long an order without a code may still be on its way before the network's "no such order" is believed. */
const arrivalMillis = 10_000
const askEveryMillis = 2_000
const backoffMillis = [400, 800, 1_500, 2_500, 4_000]

/** After these the outcome is open: ask again, with the same order number. */
const openCodes = new Set(['OFFLINE', 'TIMEOUT', 'BUSY', 'UNAVAILABLE', 'NOT_LOGGED_IN'])

/**
 * Pursues a sale until its truth is known: pays, asks, pays the same order with the same code again while the code lives, and
 * cancels what never arrived. Never starts a second order and never guesses. Gives the result that stands, or null when stopped.
 */
export async function pursue(
  start: Sale,
  wishes: Wishes,
  world: World,
): Promise<TillResult | null> {
  const chase = makeChase(start, wishes, world)
  while (!wishes.stopped()) {
    const act = chase.nextAct()
    const answer = await perform(act, chase.sale(), wishes.code, world)
    if (wishes.stopped()) return null
    const wait = answer.ok ? chase.heard(act, answer.result) : chase.failed(act, answer.failure)
    if (wait === 'done') return chase.sale().result
    if (wait > 0) await world.pause(wait)
  }
  return null
}

function perform(act: Act, sale: Sale, code: string | null, world: World): Promise<Answer> {
  const { outTradeNo, amount } = sale
  if (act === 'pay') return world.pay({ outTradeNo, amount, code: code ?? '' })
  return act === 'cancel' ? world.cancel(outTradeNo) : world.query(outTradeNo)
}

/** What has been learned so far, and what to do next. Its answers are milliseconds to wait, or `done`. */
function makeChase(start: Sale, wishes: Wishes, { now }: World) {
  let sale = start
  let payNext = wishes.code !== null
  let pays = 0
  let troubles = 0
  let giveUp = false
  let cancelRefused = false
  let refusal: { code: string; message: string } | null = null

  const tell = (change: Partial<Sale>) => wishes.tell((sale = { ...sale, ...change }))
  const age = () => now() - sale.startedAt
  const mayPay = () => wishes.code !== null && refusal === null && age() < codeLifeMillis
  const cancels = () => giveUp || (wishes.cancelled() && !cancelRefused)
  const finish = (result: TillResult) => {
    tell({ phase: 'done', result, trouble: null })
    return 'done' as const
  }

  function nextAct(): Act {
    if (cancels()) {
      if (sale.phase !== 'cancelling') tell({ phase: 'cancelling' })
      return 'cancel'
    }
    if (!payNext) return 'query'
    payNext = false
    pays += 1
    return 'pay'
  }

  function heard(act: Act, result: TillResult): number | 'done' {
    troubles = 0
    if (result.state === 'waiting') {
      tell({ phase: act === 'cancel' ? 'cancelling' : 'waiting', result, trouble: null })
      return askEveryMillis
    }
    // The failure of an earlier code of this order says nothing about the code in hand: present it again, which is harmless.
    if (act === 'query' && result.state === 'failed' && mayPay()) {
      payNext = true
      return backoffMillis[0]!
    }
    return finish(result)
  }

  function failed(act: Act, failure: { code: string; message: string }): number | 'done' {
    if (failure.code === 'TRADE_NOT_EXIST' && act !== 'pay') return missing(act)
    if (openCodes.has(failure.code)) return trouble(failure.code)
    if (act === 'pay' && pays === 1) return finish(refused(sale, now(), failure))
    if (act === 'pay') refusal = failure
    if (act === 'cancel') cancelRefused = true
    return trouble(failure.code)
  }

  /** The network has no such order. */
  function missing(act: Act): number | 'done' {
    if (act === 'cancel') return finish(neverArrived(sale, now()))
    if (refusal) return finish(refused(sale, now(), refusal))
    if (mayPay()) payNext = true
    else if (age() >= arrivalMillis) giveUp = true
    return payNext || giveUp ? backoffMillis[0]! : askEveryMillis
  }

  function trouble(code: string): number {
    const wait = backoffMillis[Math.min(troubles, backoffMillis.length - 1)]!
    troubles += 1
    tell({ phase: cancels() ? 'cancelling' : 'unknown', trouble: code })
    return wait
  }

  return { nextAct, heard, failed, sale: () => sale }
}
