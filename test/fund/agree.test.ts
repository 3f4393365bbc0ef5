import { afterAll, beforeAll, expect, test } from 'vitest'

import type { FreezeCommand } from '#fund/command.ts'
import { audit } from '#ledger/audit.ts'
import type { HeldList } from '#wire/held.ts'
import type { PaymentResult, PendingList } from '#wire/wallet.ts'

import { logIn } from '../member/log-in.ts'
import { openWorld, type Member, type Shop, type World } from '../setup/world.ts'

let world: World
let shop: Shop
beforeAll(async () => {
  world = await openWorld()
  shop = await world.shop({ name: '酒店' })
})
afterAll(async () => {
  expect((await audit(world.sql)).broken).toEqual([])
  await world.close()
})

let orders = 0
async function ask(member: Member) {
  const command: FreezeCommand = {
    kind: 'freeze',
    merchantId: shop.merchantId,
    outOrderNo: `H${++orders}`,
    outRequestNo: 'freeze',
    amount: 150_000n,
    title: '押金',
    code: member.code(orders % 8),
    terminalId: null,
    address: '127.0.0.1',
    merchantName: '酒店',
    remark: null,
    expiresAt: null,
  }
  const outcome = await world.engine.submit(command)
  if (outcome.kind !== 'held') throw new Error(outcome.kind)
  expect(outcome.hold).toMatchObject({ state: 'INIT', waiting: 'above_limit' })
  expect(await world.engine.submit(command)).toEqual(outcome)
  return { command, tradeNo: outcome.hold.authNo }
}

test('above the limit the member is asked, says yes once, and the money is held', async () => {
  const member = await world.member({ yuan: 2000 })
  const browser = await logIn(world, member.phone)
  const { command, tradeNo } = await ask(member)
  const { body } = await browser.get<PendingList>('/api/wallet/pending')
  expect(body.pending).toMatchObject([
    {
      tradeNo,
      amount: '1500.00',
      merchantName: '酒店',
      subject: '押金',
      deposit: true,
      reason: 'above_limit',
    },
  ])
  const confirm = (paymentPassword: string) =>
    browser.post<PaymentResult>(`/api/wallet/pending/${tradeNo}/confirm`, { paymentPassword })
  expect((await confirm('111112')).status).toBe(403)
  const both = await Promise.all([1, 2].map(() => confirm(member.paymentPassword)))
  for (const reply of both) {
    expect(reply).toMatchObject({
      status: 200,
      body: { state: 'paid', deposit: true, balance: '500.00' },
    })
  }
  expect(await world.engine.submit(command)).toMatchObject({
    kind: 'held',
    hold: { state: 'AUTHORIZED', authNo: tradeNo },
  })
  const { merchantId, outOrderNo } = command
  const part = { outRequestNo: 'u1', amount: 20_000n, remark: null }
  await world.engine.submit({ kind: 'unfreeze', merchantId, outOrderNo, ...part })
  expect((await browser.get<HeldList>('/api/wallet/held')).body).toMatchObject({
    amount: '1300.00',
    held: [{ tradeNo, merchantName: '酒店', title: '押金', amount: '1300.00', total: '1500.00' }],
  })
  await world.engine.submit({
    kind: 'unfreeze',
    merchantId,
    outOrderNo,
    ...part,
    outRequestNo: 'u2',
    amount: 130_000n,
  })
  const { body: none } = await browser.get<HeldList>('/api/wallet/held')
  expect(none).toEqual({ amount: '0.00', held: [] })
  expect((await browser.get<PendingList>('/api/wallet/pending')).body.pending).toEqual([])
})

test('a no closes it; a late yes, a cancelled one and another member’s code come to nothing', async () => {
  const member = await world.member({ yuan: 4000 })
  const browser = await logIn(world, member.phone)
  const answer = (tradeNo: string, verb: 'confirm' | 'refuse') =>
    browser.post<PaymentResult & { error: { code: string } }>(
      `/api/wallet/pending/${tradeNo}/${verb}`,
      verb === 'confirm' ? { paymentPassword: member.paymentPassword } : {},
    )
  const refused = await ask(member)
  expect((await answer(refused.tradeNo, 'refuse')).body).toMatchObject({ state: 'refused' })
  expect((await answer(refused.tradeNo, 'refuse')).body).toMatchObject({ state: 'refused' })
  expect((await answer(refused.tradeNo, 'confirm')).body.error.code).toBe('TRADE_HAS_CLOSE')
  expect(await world.engine.submit(refused.command)).toMatchObject({
    kind: 'declined',
    code: 'ORDER_ALREADY_CLOSED',
  })

  const cancelled = await ask(member)
  const { merchantId, outOrderNo } = cancelled.command
  const revoke = { kind: 'revoke', merchantId, outOrderNo, remark: null } as const
  expect(await world.engine.submit(revoke)).toMatchObject({ kind: 'revoked', action: 'close' })
  expect((await answer(cancelled.tradeNo, 'confirm')).body.error.code).toBe('TRADE_HAS_CLOSE')

  const shared = await ask(member)
  const other = await world.member({ yuan: 4000 })
  const again = { ...shared.command, code: other.code(0) }
  expect(await world.engine.submit(again)).toMatchObject({ kind: 'held' })
  expect((await answer(shared.tradeNo, 'confirm')).body.error.code).toBe('TRADE_NOT_EXIST')

  const late = await ask(member)
  world.clock.now += 3 * 3600_000 + 1000
  expect((await browser.get<PendingList>('/api/wallet/pending')).body.pending).toEqual([])
  expect((await answer(late.tradeNo, 'confirm')).body.error.code).toBe('TRADE_HAS_CLOSE')
  const rows = await world.sql`select kind from event
    where recipient = ${`member:${member.memberId}`} order by event_id`
  expect(rows.map((row) => row['kind'] as string)).toEqual([
    'device_added',
    'waiting',
    'closed',
    'waiting',
    'closed',
    'waiting',
    'closed',
    'waiting',
  ])
})
