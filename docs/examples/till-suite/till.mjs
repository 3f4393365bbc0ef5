// A till as it should be written: it always learns how a payment ended. This is what the suite beside it tests.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * `sdk` is an AlipaySdk. `pollMs` is the pause between two looks at an order whose payer is asked (5 s in a shop),
 * `cancelMs` the one between two tries to take an order back (2 s).
 */
export function createTill({ sdk, pollMs = 5000, cancelMs = 2000 }) {
  // No answer is not a no: it is treated like 20000, and the order is asked for.
  const call = (method, bizContent) =>
    sdk.exec(method, { bizContent }, { validateSign: true }).catch(() => ({ code: '20000' }))

  async function stateOf(outTradeNo) {
    const { tradeStatus } = await call('alipay.trade.query', { outTradeNo })
    if (tradeStatus === 'TRADE_SUCCESS' || tradeStatus === 'TRADE_FINISHED') return 'paid'
    return tradeStatus === 'TRADE_CLOSED' ? 'closed' : 'open'
  }

  /** Unpaid is closed, paid is given back, unknown can never be paid: whichever, the shopper may go. */
  async function takeBack(outTradeNo) {
    for (let tries = 0; tries < 3; tries++) {
      if (tries > 0) await sleep(cancelMs)
      const answer = await call('alipay.trade.cancel', { outTradeNo })
      if (answer.code === '10000' && answer.retryFlag === 'N') {
        return { result: 'cancelled', action: answer.action ?? 'none' }
      }
    }
    return { result: 'unknown' }
  }

  return {
    /** Resolves to `paid`, `refused` with a reason, `closed`, `cancelled` or, where nobody knows, `unknown`. */
    async pay({ outTradeNo, amount, subject, code, notifyUrl, timeoutExpress }) {
      const answer = await sdk
        .exec(
          'alipay.trade.pay',
          {
            ...(notifyUrl && { notifyUrl }),
            bizContent: {
              outTradeNo,
              totalAmount: amount,
              subject,
              authCode: code,
              scene: 'bar_code',
              timeoutExpress,
            },
          },
          { validateSign: true },
        )
        .catch(() => ({ code: '20000' }))
      if (answer.code === '10000') return { result: 'paid' }
      if (answer.code === '40004') return { result: 'refused', reason: answer.subCode }
      const looks = answer.code === '10003' ? 5 : 1
      for (let look = 0; look < looks; look++) {
        if (answer.code === '10003') await sleep(pollMs)
        const state = await stateOf(outTradeNo)
        if (state !== 'open') return { result: state }
      }
      return takeBack(outTradeNo)
    },
  }
}
