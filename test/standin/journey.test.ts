import { afterAll, beforeAll, expect, test } from 'vitest'

import { createLog } from '#kernel/log.ts'
import { createJourneys } from '#standin/journey.ts'
import { openTravel, type Travel } from '#standin/travel.ts'

import { order } from '../engine/people.ts'
import { asker } from '../fund/ask.ts'
import { openStand, type Stand } from '../gateway/stand.ts'

let stand: Stand
let travel: Travel
beforeAll(async () => {
  stand = await openStand()
  travel = await openTravel(stand.sql, createLog({ level: 'error' }))
})
afterAll(async () => {
  await travel.close()
  await stand.shut()
})

test('where no worker sends notifications, a jump waits for none of them twice', async () => {
  const shop = await stand.open('http://shop.example/notified')
  const { sql, engine } = stand
  const config = { notifyTimeoutMs: 0, refundMs: 365 * 86_400_000 }
  const travelBy = createJourneys({ sql, engine, travel, config })
  const payer = await stand.person(10)
  const outTradeNo = order()
  const biz = { outTradeNo, totalAmount: '1.00', subject: '茶', authCode: stand.code(payer) }
  expect(await asker(shop)('alipay.trade.pay', biz)).toMatchObject({ code: '10000' })
  const first = performance.now()
  await travelBy(3_600_000)
  expect(performance.now() - first).toBeGreaterThan(4000)
  expect(travel.offsetMs()).toBe(3_600_000)
  const [row] = await sql`
    select state, attempts from notification_now where out_trade_no = ${outTradeNo}`
  expect(row).toEqual({ state: 'waiting', attempts: 0 })
})
