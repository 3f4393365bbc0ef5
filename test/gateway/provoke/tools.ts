import type { SubCode } from '#gateway/sub-codes.ts'

import { order, type Person } from '../../engine/people.ts'
import { asker, type Answered } from '../../fund/ask.ts'
import { signed, urlencoded } from '../raw.ts'
import type { Shop, Stand } from '../stand.ts'

/** A refusal as an SDK shows it; without `code` in V3, which has none. */
export type Told = { code?: string; subCode?: string; subMsg?: string }

/** What provoking a refusal takes: the real gateway on a real database, and a shop that others use too. */
export type Tools = {
  stand: Stand
  shop: Shop
  /** By the SDK, which verifies what is answered. */
  ask: (method: string, biz: object, by?: Shop) => Promise<Answered>
  /** A payment by a scanned code; of 10.00 where nothing else is said. */
  pay: (payer: Person, more?: object, by?: Shop) => Promise<Answered>
  /** Has 10.00 held, or what else is said. */
  freeze: (payer: Person, more?: object, by?: Shop) => Promise<Answered>
  /** By hand, parameters as they are. */
  form: (params: Record<string, string>) => Promise<Told>
  /** As if it were so much later meanwhile, milliseconds. */
  later: <T>(ms: number, act: () => Promise<T>) => Promise<T>
  /** With a table of the database out of reach meanwhile. */
  without: <T>(table: 'trade' | 'transfer', act: () => Promise<T>) => Promise<T>
}

/** The call that has the gateway answer this, for each of some. */
export type Provocations<Code extends SubCode> = Readonly<
  Record<Code, (tools: Tools) => Promise<Told>>
>

let codes = 0

export function toolsOf(stand: Stand, shop: Shop): Tools {
  const ask: Tools['ask'] = (method, biz, by = shop) => asker(by)(method, biz)
  return {
    stand,
    shop,
    ask,
    pay: (payer, more = {}, by = shop) =>
      ask(
        'alipay.trade.pay',
        {
          outTradeNo: order(),
          totalAmount: '10.00',
          subject: '早餐',
          scene: 'bar_code',
          authCode: stand.code(payer, codes++ % 8),
          ...more,
        },
        by,
      ),
    freeze: (payer, more = {}, by = shop) =>
      ask(
        'alipay.fund.auth.order.freeze',
        {
          outOrderNo: order(),
          outRequestNo: order(),
          orderTitle: '押金',
          amount: '10.00',
          productCode: 'PRE_AUTH',
          authCode: stand.code(payer, codes++ % 8),
          ...more,
        },
        by,
      ),
    async form(params) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const body = urlencoded(params)
      const reply = await fetch(stand.endpoint, { method: 'POST', body, headers })
      const [node] = Object.values((await reply.json()) as Record<string, Record<string, string>>)
      const { code, sub_code: subCode, sub_msg: subMsg } = node!
      return { ...(code && { code }), ...(subCode && { subCode }), ...(subMsg && { subMsg }) }
    },
    async later(ms, act) {
      const { now } = stand.clock
      stand.clock.now = now + ms
      try {
        return await act()
      } finally {
        stand.clock.now = now
      }
    },
    async without(table, act) {
      const { sql } = stand
      await sql`alter table ${sql(table)} rename to out_of_reach`
      try {
        return await act()
      } finally {
        await sql`alter table out_of_reach rename to ${sql(table)}`
      }
    },
  }
}

export const query = 'alipay.trade.query'

/** A query that is in order, but for what is said otherwise. */
export const asked = (shop: Shop, more: Record<string, string> = {}) =>
  signed(shop, query, { out_trade_no: 'none' }, more)

export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** Thirty wrong codes at one terminal, as whoever guesses would send them. */
export async function guess(act: (code: string) => Promise<unknown>, code: string): Promise<void> {
  const wrong = (n: number) =>
    `${code.slice(0, -6)}${String((Number(code.slice(-6)) + n) % 1e6).padStart(6, '0')}`
  for (let n = 1; n <= 30; n++) await act(wrong(n * 7))
}
