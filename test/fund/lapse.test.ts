import { afterAll, beforeAll, expect, test } from 'vitest'

import { closeDue } from '#notify/sweep.ts'
import { nextDue } from '#standin/travel.ts'

import { order } from '../engine/people.ts'
import { openShop, shutAudited, type Premises } from '../gateway/stand.ts'
import { asker } from './ask.ts'

let { stand, shop } = {} as Premises
beforeAll(async () => void ({ stand, shop } = await openShop()))
afterAll(() => shutAudited(stand))

const minuteMs = 60_000

test('a freezing that nobody agrees to is closed when its time is up, and the member is told', async () => {
  const ask = asker(shop)
  const payer = await stand.person(100, { passwordFreeLimit: 0n })
  const named = { outOrderNo: order(), outRequestNo: order() }
  const freezing = {
    ...named,
    authCode: stand.code(payer),
    orderTitle: '押金',
    amount: '20.00',
    timeoutExpress: '5m',
  }
  const waiting = await ask('alipay.fund.auth.order.freeze', freezing)
  expect(waiting).toMatchObject({ code: '10003', status: 'INIT' })
  const dueAt = stand.clock.now + 5 * minuteMs
  expect(await nextDue(stand.sql, stand.clock.now)).toEqual({ at: dueAt, what: 'expiry' })
  const { merchantId } = shop
  const { outOrderNo } = named
  const early = await stand.engine.submit({ kind: 'lapse', merchantId, outOrderNo })
  expect(early).toMatchObject({ kind: 'held', hold: { state: 'INIT', waiting: 'limit_off' } })

  stand.clock.now = dueAt
  expect(await closeDue(stand.sql, stand.engine, stand.clock.now)).toBe(1)
  expect(await closeDue(stand.sql, stand.engine, stand.clock.now)).toBe(0)
  expect(await ask('alipay.fund.auth.operation.detail.query', named)).toMatchObject({
    status: 'CLOSED',
  })
  const told = await stand.sql`
    select kind, payload ->> 'reason' as reason from event
     where recipient = ${`member:${payer.memberId}`} order by event_id`
  expect(told.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['waiting', 'limit_off'],
    ['closed', 'TIMED_OUT'],
  ])
  const { memberId } = payer
  const late = await stand.engine.submit({
    kind: 'agree',
    merchantId,
    outOrderNo,
    memberId,
    yes: true,
  })
  expect(late).toMatchObject({ kind: 'failed', code: 'TRADE_HAS_CLOSE' })
  expect(await ask('alipay.fund.auth.order.freeze', freezing)).toMatchObject({
    subCode: 'ORDER_ALREADY_CLOSED',
  })
  expect(await stand.balance(payer)).toBe(10_000n)
})

test('what is held stays held', async () => {
  const ask = asker(shop)
  const payer = await stand.person(100)
  const named = { outOrderNo: order(), outRequestNo: order() }
  const freezing = { ...named, authCode: stand.code(payer), orderTitle: '押金', amount: '20.00' }
  expect(await ask('alipay.fund.auth.order.freeze', freezing)).toMatchObject({ status: 'SUCCESS' })
  stand.clock.now += 24 * 60 * minuteMs
  expect(await closeDue(stand.sql, stand.engine, stand.clock.now)).toBe(0)
  const { merchantId } = shop
  const { outOrderNo } = named
  expect(await stand.engine.submit({ kind: 'lapse', merchantId, outOrderNo })).toMatchObject({
    kind: 'held',
    hold: { state: 'AUTHORIZED' },
  })
  expect(
    await stand.engine.submit({ kind: 'lapse', merchantId, outOrderNo: order() }),
  ).toMatchObject({ kind: 'failed', code: 'TRADE_NOT_EXIST' })
})
