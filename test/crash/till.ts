import { createSign } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import { beijingText } from '#kernel/clock.ts'

import type { Random } from './random.ts'
import type { Site } from './site.ts'

/** One order as its till saw it. */
export type Order = {
  outTradeNo: string
  fen: number
  /** What the till was last told; `unknown` where no answer came, or one that says to ask again. */
  told: 'paid' | 'unknown' | 'failed'
  answer: string
  attempts: number
  /** A till that does not ask again: nobody told it, and nobody may know. */
  abandoned: boolean
  refund: { fen: number; told: boolean } | undefined
}

type Answer = { code: string; sub_code?: string; sub_msg?: string; fund_change?: string }

export type Till = {
  orders: Order[]
  /** Sells until `stop`; each order is pursued to its truth, unless it is abandoned. */
  sell: (sellers: number) => { stop: () => Promise<void> }
  /** Makes one order and asks once. */
  order: () => Promise<{ order: Order; again: () => Promise<Order> }>
}

const patienceMs = 60_000

/** A till over real HTTP: Alipay's calls, signed, with codes as phones make them. */
export function openTill(site: Site, endpoint: () => string, random: Random): Till {
  const orders: Order[] = []
  const { shop } = site

  async function call(method: string, biz: object): Promise<Answer> {
    const params: Record<string, string> = {
      app_id: shop.appId,
      method,
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: beijingText(Date.now()),
      version: '1.0',
      notify_url: site.sink.url,
      biz_content: JSON.stringify(biz),
    }
    const text = Object.keys(params)
      .toSorted()
      .map((name) => `${name}=${params[name]}`)
      .join('&')
    const sign = createSign('RSA-SHA256').update(text).sign(shop.privateKey, 'base64')
    const reply = await fetch(endpoint(), {
      method: 'POST',
      body: new URLSearchParams({ ...params, sign }),
      signal: AbortSignal.timeout(10_000),
    })
    const whole = (await reply.json()) as Record<string, Answer>
    return (
      whole[`${method.replaceAll('.', '_')}_response`] ?? { code: '', sub_msg: reply.statusText }
    )
  }

  /** One call; an answer that says to ask again is as good as none. */
  async function ask(method: string, biz: object): Promise<Answer | string> {
    try {
      const answer = await call(method, biz)
      return answer.code === '20000' ? `${answer.sub_code}: ${answer.sub_msg}` : answer
    } catch (error) {
      const { message, cause } = error as Error
      return `${message}: ${(cause as { code?: string } | undefined)?.code ?? ''}`
    }
  }

  async function pay(order: Order, code: string): Promise<Order> {
    order.attempts++
    const answer = await ask('alipay.trade.pay', {
      out_trade_no: order.outTradeNo,
      auth_code: code,
      scene: 'bar_code',
      subject: '午饭',
      total_amount: (order.fen / 100).toFixed(2),
    })
    order.answer = typeof answer === 'string' ? answer : `${answer.code} ${answer.sub_code ?? ''}`
    order.told =
      typeof answer === 'string' ? 'unknown' : answer.code === '10000' ? 'paid' : 'failed'
    return order
  }

  async function begin(): Promise<{ order: Order; code: string }> {
    let code = site.code()
    for (; code === undefined; code = site.code()) await sleep(200)
    const outTradeNo = `K${random.seed.toString(36)}_${orders.length}`
    const order: Order = {
      outTradeNo,
      fen: 1 + random.whole(2000),
      told: 'unknown',
      answer: '',
      attempts: 0,
      abandoned: random.chance(0.1),
      refund: undefined,
    }
    orders.push(order)
    return { order, code }
  }

  async function refund(order: Order): Promise<void> {
    order.refund = { fen: 1 + random.whole(order.fen), told: false }
    const until = Date.now() + patienceMs
    while (!order.refund.told && Date.now() < until) {
      const answer = await ask('alipay.trade.refund', {
        out_trade_no: order.outTradeNo,
        out_request_no: 'r1',
        refund_amount: (order.refund.fen / 100).toFixed(2),
      })
      order.refund.told = typeof answer !== 'string' && answer.code === '10000'
      if (!order.refund.told) await sleep(100 + random.whole(200))
    }
  }

  async function sellOne(): Promise<void> {
    const { order, code } = await begin()
    const until = Date.now() + patienceMs
    await pay(order, code)
    while (order.told === 'unknown' && !order.abandoned && Date.now() < until) {
      await sleep(100 + random.whole(200))
      await pay(order, code)
    }
    if (order.told === 'paid' && random.chance(0.15)) await refund(order)
  }

  return {
    orders,
    sell(sellers) {
      const stopped = new AbortController()
      const seller = async () => {
        while (!stopped.signal.aborted) {
          await sellOne()
          await sleep(random.whole(100))
        }
      }
      const selling = Promise.all(Array.from({ length: sellers }, seller))
      return {
        stop: async () => {
          stopped.abort()
          await selling
        },
      }
    },
    async order() {
      const { order, code } = await begin()
      order.abandoned = false
      await pay(order, code)
      return { order, again: () => pay(order, code) }
    },
  }
}
