import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { timeId } from '#kernel/id.ts'
import { type Name, type NotifyQueue, openNotifyQueue, triesOf } from '#notify/queue.ts'
import { createRecord } from '#notify/record.ts'
import type { Worker } from '#notify/worker.ts'

import { openStand, type Shop, type Stand } from '../gateway/stand.ts'
import { listen } from './listener.ts'

let stand: Stand
let queue: NotifyQueue
let worker: Worker | undefined
beforeAll(async () => {
  stand = await openStand()
  queue = await openNotifyQueue(stand.database.url, {
    supervise: false,
    onError: (error) => {
      throw error
    },
  })
})
afterEach(async () => {
  await worker?.stop()
  worker = undefined
})
afterAll(async () => {
  await queue.close()
  await stand.shut()
})

/** Notifications of a shop that wait, with their jobs. */
async function waiting(shop: Shop, url: string, count: number): Promise<Name[]> {
  const jobs = Array.from({ length: count }, () => ({
    merchantId: shop.merchantId,
    notifyId: timeId(Date.now()),
  }))
  await stand.sql`
    insert into notification
      (merchant_id, notify_id, app_id, out_trade_no, trade_no, url, params, created_at)
    select ${shop.merchantId}, id, ${shop.appId}, id, id, ${url}, '{"subject":"x"}', now()
      from unnest(${jobs.map((job) => job.notifyId)}::text[]) as id`
  await queue.insertFirst(stand.sql, jobs)
  return jobs
}

const stateOf = async (shop: Shop) => {
  const [row] = await stand.sql`
    select count(*) filter (where state = 'delivered')::integer as delivered,
           count(*) filter (where attempts = 1)::integer as once,
           (select count(*)::integer from notify_attempt a where a.merchant_id = n.merchant_id) as tries,
           (select count(*)::integer from pgboss.job
             where name = 'notify' and data::text like '%' || n.merchant_id || '%') as jobs
      from notification_now n where merchant_id = ${shop.merchantId} group by merchant_id`
  return row
}

const until = async (holds: () => Promise<boolean>) => {
  for (const end = Date.now() + 20_000; !(await holds());) {
    if (Date.now() > end) throw new Error('in vain')
    await new Promise((resume) => setTimeout(resume, 50))
  }
}

test('hundreds are told once each, and no job is left', async () => {
  const merchant = await listen(() => ({}))
  const shop = await stand.open()
  const jobs = await waiting(shop, merchant.url, 300)
  worker = await stand.work({ notifyTimeoutMs: 10_000 })
  await until(async () => (await stateOf(shop))?.['delivered'] === 300)
  expect(await stateOf(shop)).toEqual({ delivered: 300, once: 300, tries: 300, jobs: 0 })
  expect(new Set(merchant.heard.map(({ params }) => params['notify_id']))).toEqual(
    new Set(jobs.map((job) => job.notifyId)),
  )
  expect(merchant.heard).toHaveLength(300)
  await merchant.close()
})

test('one outcome that cannot be written does not take the others with it', async () => {
  const shop = await stand.open()
  await waiting(shop, 'http://127.0.0.1:9/', 3)
  const [job, ...others] = await queue.take(stand.sql, 10, 10)
  expect(others).toEqual([])
  const tries = triesOf(job!)
  expect(tries).toHaveLength(3)
  const taken = { job: job!, left: 3 }
  const record = createRecord(stand.sql, queue)
  const went = { at: Date.now(), durationMs: 1, status: 200, error: null, acknowledged: true }
  const written = await Promise.allSettled(
    tries.map(({ merchantId, notifyId }, at) => {
      // PostgreSQL keeps no NUL in a text.
      const answer = at === 1 ? '\0' : 'success'
      const told = { merchantId, notifyId, attempt: 1, state: 'delivered' as const, nextAt: null }
      return record({ taken, told: { ...told, went: { ...went, answer } } })
    }),
  )
  expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stateOf(shop)).toMatchObject({ delivered: 2, tries: 2, jobs: 1 })
})

test('of a job that is taken again, only what was not written down is told', async () => {
  const merchant = await listen(() => ({}))
  const shop = await stand.open()
  const names = await waiting(shop, merchant.url, 3)
  const [job] = await queue.take(stand.sql, 10, 10)
  const record = createRecord(stand.sql, queue)
  const went = { at: Date.now(), durationMs: 1, status: 200, error: null, acknowledged: true }
  const told = { ...names[1]!, attempt: 1, state: 'delivered' as const, nextAt: null }
  const taken = { job: job!, left: 3 }
  await record({ taken, told: { ...told, went: { ...went, answer: 'success' } } })
  await queue.giveBack([job!], 'a worker that was stopped')
  worker = await stand.work({ notifyTimeoutMs: 10_000 })
  await until(async () => (await stateOf(shop))?.['jobs'] === 0)
  expect(await stateOf(shop)).toEqual({ delivered: 3, once: 3, tries: 3, jobs: 0 })
  const heard = merchant.heard.map(({ params }) => params['notify_id'])
  expect(heard).toHaveLength(2)
  expect(heard).toEqual(expect.arrayContaining([names[0]!.notifyId, names[2]!.notifyId]))
  await merchant.close()
})

test('however many wait for a merchant that hangs, others are told at once', async () => {
  const dead = await listen(() => ({ afterMs: 60_000 }))
  const alive = await listen(() => ({}))
  worker = await stand.work({ notifyTimeoutMs: 5000 })
  await waiting(await stand.open(), dead.url, 300)
  // New ones, and as many from the merchant's line.
  await dead.hears(128)
  const shop = await stand.open()
  const before = Date.now()
  await waiting(shop, alive.url, 50)
  await until(async () => (await stateOf(shop))?.['delivered'] === 50)
  expect(Date.now() - before).toBeLessThan(3500)
  expect(dead.heard).toHaveLength(128)
  await dead.close()
  await alive.close()
})
