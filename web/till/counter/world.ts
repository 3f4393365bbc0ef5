import { answerOf, tillApi } from '../api.ts'
import type { Answer, World } from '../sale/pursue.ts'
import { sessionEnded } from '../session.ts'

export type CounterWorld = World & {
  /** Ends the pause under way. */
  poke: () => void
  /** A cancellation does not wait for the answer to the payment. */
  stopPaying: () => void
}

/** The network and the clock, for the pursuit of a sale. */
export function makeWorld(): CounterWorld {
  let wake: (() => void) | undefined
  let paying: AbortController | undefined

  const heard = (answer: Answer) => {
    if (!answer.ok && answer.failure.code === 'NOT_LOGGED_IN') sessionEnded()
    return answer
  }

  return {
    pay: (order) => {
      paying = new AbortController()
      return answerOf(tillApi.pay(order, paying.signal)).then(heard)
    },
    query: (outTradeNo) => answerOf(tillApi.query(outTradeNo)).then(heard),
    cancel: (outTradeNo) => answerOf(tillApi.cancel(outTradeNo)).then(heard),
    now: () => Date.now(),
    pause: (millis) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, millis)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    poke: () => wake?.(),
    stopPaying: () => paying?.abort(),
  }
}
