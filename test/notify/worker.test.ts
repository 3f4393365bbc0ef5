import { AlipaySdk } from 'alipay-sdk'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import type { Worker } from '#notify/worker.ts'
import { findTrade } from '#trade/find.ts'

import { order } from '../engine/people.ts'
import { openStand, type Shop, type Stand } from '../gateway/stand.ts'
import { listen, type Listener } from './listener.ts'

let stand: Stand
let worker: Worker | undefined
beforeAll(async () => {
  stand = await openStand()
})
afterEach(async () => {
  await worker?.stop()
  worker = undefined
})
afterAll(() => stand.shut())

const pay = async (shop: Shop, more: { notifyUrl?: string; subject?: string } = {}) => {
  const payer = await stand.person(10)
  const outTradeNo = order()
  const { subject = '拿铁 ☕', ...params } = more
  const bizContent = { outTradeNo, totalAmount: '1.00', subject, authCode: stand.code(payer) }
  const answer = await shop.sdk.exec('alipay.trade.pay', { bizContent, ...params })
  expect(answer.code).toBe('10000')
  return { outTradeNo, payer }
}

const rowOf = async (outTradeNo: string) => {
  const [row] = await stand.sql`
    select notify_id as id, state, attempts, next_at as next from notification_now
     where out_trade_no = ${outTradeNo}`
  return row as { id: string; state: string; attempts: number; next: number | null }
}
const attemptsOf = async (notifyId: string) => stand.sql`
  select attempt, status, answer, error from notify_attempt
   where notify_id = ${notifyId} order by attempt`

const settled = async (outTradeNo: string, state: string) => {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const row = await rowOf(outTradeNo)
    if (row.state === state) return row
    await new Promise((resume) => setTimeout(resume, 20))
  }
  throw new Error(`not ${state}: ${JSON.stringify(await rowOf(outTradeNo))}`)
}

const withMerchant = async (
  answer: Parameters<typeof listen>[0],
  act: (merchant: Listener, shop: Shop) => Promise<void>,
) => {
  const merchant = await listen(answer)
  try {
    await act(merchant, await stand.open(merchant.url))
  } finally {
    await worker?.stop()
    worker = undefined
    await merchant.close()
  }
}

test('a payment is told within a blink, and the SDK verifies it', async () => {
  worker = await stand.work()
  await withMerchant(
    () => ({}),
    async (merchant, shop) => {
      const { outTradeNo, payer } = await pay(shop)
      const [heard] = await merchant.hears(1)
      expect(shop.sdk.checkNotifySign(heard!.params)).toBe(true)
      expect(shop.sdk.checkNotifySignV2(heard!.params)).toBe(true)
      const stranger = new AlipaySdk({
        ...shop.sdk.config,
        alipayPublicKey: (await stand.open()).sdk.config.alipayPublicKey,
      })
      expect(stranger.checkNotifySignV2(heard!.params)).toBe(false)
      const trade = await findTrade(stand.sql, { merchantId: shop.merchantId, outTradeNo })
      const row = await settled(outTradeNo, 'delivered')
      expect(heard!.params).toMatchObject({
        notify_type: 'trade_status_sync',
        notify_id: row.id,
        app_id: shop.appId,
        auth_app_id: shop.appId,
        seller_id: shop.merchantId,
        out_trade_no: outTradeNo,
        trade_no: trade!.tradeNo,
        trade_status: 'TRADE_SUCCESS',
        total_amount: '1.00',
        buyer_id: payer.memberId,
        subject: '拿铁 ☕',
        fund_bill_list: '[{"amount":"1.00","fundChannel":"ALIPAYACCOUNT"}]',
      })
      expect(Object.values(heard!.params)).not.toContain('')
      expect(row).toMatchObject({ attempts: 1, next: null })
      expect(await attemptsOf(row.id)).toMatchObject([
        { attempt: 1, status: 200, answer: 'success' },
      ])
    },
  )
})

test('the commit wakes the worker; nobody waits for a look at the queue', async () => {
  worker = await stand.work()
  await withMerchant(
    () => ({}),
    async (merchant, shop) => {
      const waits: number[] = []
      for (let n = 1; n <= 5; n++) {
        await pay(shop)
        const paidAt = Date.now()
        await merchant.hears(n)
        waits.push(Date.now() - paidAt)
      }
      expect(Math.min(...waits)).toBeLessThan(250)
    },
  )
})

test('the request’s notify_url wins over the app’s; without both nobody is told', async () => {
  worker = await stand.work()
  await withMerchant(
    () => ({}),
    async (merchant, shop) => {
      await pay(shop, { notifyUrl: `${merchant.url}/mine?till=7` })
      const [heard] = await merchant.hears(1)
      expect(heard!.url).toBe('/notify/mine?till=7')
      expect(await rowOf((await pay(await stand.open())).outTradeNo)).toBeUndefined()
    },
  )
})

test('a failed try is repeated by the schedule under the same notify_id, then given up', async () => {
  worker = await stand.work()
  await withMerchant(
    (_, nth) => (nth === 1 ? { status: 500, body: 'oops' } : { body: 'success' }),
    async (merchant, shop) => {
      const { outTradeNo } = await pay(shop)
      const [first, second] = await merchant.hears(2)
      expect(second!.params['notify_id']).toBe(first!.params['notify_id'])
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(300)
      expect(shop.sdk.checkNotifySignV2(second!.params)).toBe(true)
      const row = await settled(outTradeNo, 'delivered')
      expect(await attemptsOf(row.id)).toMatchObject([
        { attempt: 1, status: 500, answer: 'oops' },
        { attempt: 2, status: 200, answer: 'success' },
      ])
    },
  )
  worker = await stand.work()
  await withMerchant(
    () => ({ body: 'fail' }),
    async (merchant, shop) => {
      const { outTradeNo } = await pay(shop)
      const row = await settled(outTradeNo, 'given_up')
      expect(row).toMatchObject({ attempts: 3, next: null })
      expect(merchant.heard).toHaveLength(3)
      expect(await attemptsOf(row.id)).toHaveLength(3)
    },
  )
})

test('a merchant that hangs does not hold up the others', async () => {
  worker = await stand.work({ notifyTimeoutMs: 4000 })
  await withMerchant(
    () => ({ afterMs: 10_000 }),
    async (_, dead) => {
      for (let n = 0; n < 40; n++) await pay(dead)
      await withoutStopping(async (merchant, shop) => {
        const before = Date.now()
        await pay(shop)
        await merchant.hears(1)
        expect(Date.now() - before).toBeLessThan(3500)
      })
    },
  )
})

/** Another merchant beside the first, while the worker runs on. */
async function withoutStopping(act: (merchant: Listener, shop: Shop) => Promise<void>) {
  const merchant = await listen(() => ({}))
  await act(merchant, await stand.open(merchant.url))
  await merchant.close()
}

test('a job that ran already does nothing when it comes again', async () => {
  await withMerchant(
    () => ({ status: 503 }),
    async (merchant, shop) => {
      const { outTradeNo } = await pay(shop)
      const { id } = await rowOf(outTradeNo)
      await stand.sql`
        insert into pgboss.job (name, data, retry_limit, expire_seconds, deletion_seconds, keep_until, retry_delay, retry_backoff)
        select name, data, retry_limit, expire_seconds, deletion_seconds, keep_until, retry_delay, retry_backoff
          from pgboss.job where data::text like ${`%${id}%`}`
      worker = await stand.work({ notifyDelaysMs: [60_000] })
      await merchant.hears(1)
      await new Promise((resume) => setTimeout(resume, 1500))
      const row = await rowOf(outTradeNo)
      expect(row).toMatchObject({ state: 'waiting', attempts: 1 })
      const jobs = await stand.sql`select count(*)::int as n from pgboss.job
        where data->>'notifyId' = ${id} and data->>'attempt' = '1'`
      expect(jobs[0]!['n']).toBe(1)
    },
  )
})

test('orders whose time is up are closed by the worker', async () => {
  const shop = await stand.open()
  const payer = await stand.person(10, { passwordFreeLimit: 0n })
  const outTradeNo = order()
  const bizContent = {
    outTradeNo,
    totalAmount: '1.00',
    subject: 'x',
    authCode: stand.code(payer),
    timeoutExpress: '1m',
  }
  expect(await shop.sdk.exec('alipay.trade.pay', { bizContent })).toMatchObject({ code: '10003' })
  stand.clock.now += 61_000
  worker = await stand.work()
  const name = { merchantId: shop.merchantId, outTradeNo }
  for (let n = 0; n < 100 && (await findTrade(stand.sql, name))!.state !== 'TRADE_CLOSED'; n++) {
    await new Promise((resume) => setTimeout(resume, 20))
  }
  expect(await findTrade(stand.sql, name)).toMatchObject({
    state: 'TRADE_CLOSED',
    failure: 'TIMED_OUT',
  })
  stand.clock.now -= 61_000
})
