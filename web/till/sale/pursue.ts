import type { TillPay, TillResult } from '#wire/till.ts'

import { isFinal, neverArrived, refused, type Sale } from './sale.ts'

/** What came back from the network. `OFFLINE` as a code: nothing did, or not in time. */
export type Answer =
  | { ok: true; result: TillResult }
  | { ok: false; failure: { code: string; message: string } }

/** The four things a sale needs from outside; times in milliseconds. */
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

/** A code lives a minute; after that, sending it again could only fail. */
const codeLifeMillis = 60_000
const askEveryMillis = 2_000
const backoffMillis = [400, 800, 1_500, 2_500, 4_000]

/** Nothing is known after these: ask again, with the same order number. */
const openCodes = new Set(['OFFLINE', 'BUSY', 'UNAVAILABLE', 'NOT_LOGGED_IN', 'INTERNAL'])

/**
 * Pursues a sale until its truth is known: pays, asks, pays the same order with the same code again while the code lives, and
 * cancels what never arrived. Never starts a second order and never guesses. Returns the result that stands, or null when stopped.
 */
export async function pursue(
  start: Sale,
  wishes: Wishes,
  world: World,
): Promise<TillResult | null> {
  let sale = start
  let sent = wishes.code === null
  let mayPay = wishes.code !== null
  let troubles = 0
  const tell = (change: Partial<Sale>) => wishes.tell((sale = { ...sale, ...change }))

  const pay = () =>
    world.pay({ outTradeNo: sale.outTradeNo, amount: sale.amount, code: wishes.code ?? '' })
  const alive = () => wishes.code !== null && world.now() - sale.startedAt < codeLifeMillis

  while (!wishes.stopped()) {
    const wantsCancel = wishes.cancelled()
    if (wantsCancel && sale.phase !== 'cancelling') tell({ phase: 'cancelling' })
    const first = mayPay && !sent
    const act = wantsCancel ? 'cancel' : mayPay ? 'pay' : 'query'
    if (act === 'pay') {
      sent = true
      mayPay = false
    }
    const answer =
      act === 'pay'
        ? await pay()
        : await (act === 'cancel' ? world.cancel : world.query)(sale.outTradeNo)
    if (wishes.stopped()) return null

    if (answer.ok) {
      troubles = 0
      if (isFinal(answer.result)) {
        tell({ phase: 'done', result: answer.result, trouble: null })
        return answer.result
      }
      tell({ phase: wantsCancel ? 'cancelling' : 'waiting', result: answer.result, trouble: null })
      if (!wantsCancel) await world.pause(askEveryMillis)
      continue
    }

    const { failure } = answer
    const missing = failure.code === 'TRADE_NOT_EXIST'
    const finished = missing
      ? act === 'cancel' && neverArrived(sale, world.now())
      : act === 'pay' && first && !openCodes.has(failure.code)
        ? refused(sale, world.now(), failure)
        : false
    if (finished) {
      tell({ phase: 'done', result: finished, trouble: null })
      return finished
    }
    void alive
  }
  return null
}
