import { beforeAll, describe, expect, it } from 'vitest'

import type { StoredEvent } from '#engine/facts.ts'

import { audited } from './audited.ts'
import { order, type Scene } from './people.ts'

let scene: Scene
const opened = audited()
beforeAll(() => {
  scene = opened()
})

const failure = (outcome: { kind: string; code?: string }) =>
  outcome.kind === 'failed' ? outcome.code : outcome.kind

describe('paying with a code', () => {
  it('moves the money once and tells both sides', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const told: StoredEvent[] = []
    const deafen = scene.engine.onEvents((events) => told.push(...events))
    const outcome = await scene.pay(shop, no, scene.code(payer))
    deafen()
    expect(outcome).toMatchObject({ kind: 'paid', repeated: false, payer: { balance: 9000n } })
    expect(await scene.balance(payer)).toBe(9000n)
    expect(await scene.received(shop)).toBe(1000n)
    expect(
      told.filter(({ payload }) => 'outTradeNo' in payload && payload.outTradeNo === no),
    ).toEqual(
      [`member:${payer.memberId}`, `terminal:${shop}:T1`].map((recipient) =>
        expect.objectContaining({ recipient, kind: 'paid' }),
      ),
    )
  })

  it('keeps the times of an order to the millisecond', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const expiresAt = scene.clock.now + 300_123
    await scene.pay(shop, no, scene.code(payer), { expiresAt })
    const [row] = await scene.sql`
      select created_at, expires_at, paid_at, closed_at from trade where out_trade_no = ${no}`
    const { now } = scene.clock
    expect(Object.values(row!)).toEqual([now, expiresAt, now, null])
  })

  it('gives a repeat the same answer and a second code the present truth', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const code = scene.code(payer)
    await scene.pay(shop, no, code)
    expect(await scene.pay(shop, no, code)).toMatchObject({ kind: 'paid', repeated: true })
    expect(failure(await scene.pay(shop, no, scene.code(payer, 1)))).toBe('TRADE_HAS_SUCCESS')
    expect(failure(await scene.pay(shop, no, scene.code(payer, 2), { amount: 5n }))).toBe(
      'CONTEXT_INCONSISTENT',
    )
    expect(await scene.balance(payer)).toBe(9000n)
  })

  it('does not take an order with another amount for a repeat, though the code is the same', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const code = scene.code(payer)
    await scene.pay(shop, no, code)
    for (const more of [{ amount: 1001n }, { subject: '晚饭' }]) {
      expect(failure(await scene.pay(shop, no, code, more))).toBe('CONTEXT_INCONSISTENT')
    }
    expect(await scene.pay(shop, no, code)).toMatchObject({ kind: 'paid', repeated: true })
  })

  it('pays one of a hundred equal requests sent at once', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const code = scene.code(payer)
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => scene.pay(shop, no, code)))
    expect(outcomes.filter((o) => o.kind === 'paid' && !o.repeated)).toHaveLength(1)
    expect(outcomes.every((o) => o.kind === 'paid')).toBe(true)
    expect(await scene.balance(payer)).toBe(9000n)
  })

  it('burns a code at its first presentation, whatever came of it', async () => {
    const [payer, shop] = [await scene.person(5), await scene.shop()]
    const code = scene.code(payer)
    expect(failure(await scene.pay(shop, order(), code))).toBe('BALANCE_NOT_ENOUGH')
    expect(failure(await scene.pay(shop, order(), code, { amount: 100n }))).toBe('CODE_USED')
    expect(await scene.balance(payer)).toBe(500n)
  })

  it('refuses a repeat for the reason that it was refused for at first', async () => {
    const [payer, shop, no] = [await scene.person(50), await scene.shop(), order()]
    const code = scene.code(payer)
    await scene.sql`update device set state = 'suspended', version = version + 1
      where device_no = ${payer.deviceNo}`
    expect(failure(await scene.pay(shop, no, code))).toBe('CODE_DEVICE_SUSPENDED')
    expect(failure(await scene.pay(shop, no, code))).toBe('CODE_DEVICE_SUSPENDED')
    expect(failure(await scene.pay(shop, order(), code))).toBe('CODE_USED')
  })

  it('raises an alarm when a second merchant shows a used code', async () => {
    const payer = await scene.person(100)
    const [first, second] = [await scene.shop(), await scene.shop()]
    const code = scene.code(payer)
    await scene.pay(first, order(), code)
    expect(failure(await scene.pay(second, order(), code))).toBe('CODE_USED')
    const next = await scene.pay(first, order(), scene.code(payer, 1))
    expect(next).toMatchObject({ kind: 'waiting', trade: { waiting: 'alarm' } })
    const [alarm] =
      await scene.sql`select kind from alarm where subject = ${`member:${payer.memberId}`}`
    expect(alarm).toMatchObject({ kind: 'code_reused' })
  })

  it('says how old a stale code is, and that a foreign or malformed one is none', async () => {
    const [payer, shop] = [await scene.person(100), await scene.shop()]
    const step = Math.floor(scene.clock.now / 60_000)
    const stale = await scene.pay(shop, order(), scene.code(payer, 0, step - 5))
    expect(stale).toMatchObject({ kind: 'failed', code: 'CODE_STALE', detail: { ageSeconds: 270 } })
    expect(failure(await scene.pay(shop, order(), '280000000000000000'))).toBe('CODE_UNKNOWN')
    for (const code of ['28', '28abc0000000000000', '990000000000000000']) {
      expect(failure(await scene.pay(shop, order(), code))).toBe('CODE_INVALID')
    }
    for (const near of [-1, 1]) {
      expect(failure(await scene.pay(shop, order(), scene.code(payer, 3, step + near)))).toBe(
        'paid',
      )
    }
  })

  it('stops a till that guesses, and counts it as an alarm', async () => {
    const shop = await scene.shop()
    const guess = () =>
      scene.pay(shop, order(), `28${String(Math.random()).slice(2, 18).padEnd(16, '1')}`, {
        address: 'guesser',
      })
    const first = await Promise.all(Array.from({ length: 30 }, guess))
    expect(first.every((o) => failure(o) === 'CODE_UNKNOWN')).toBe(true)
    expect(failure(await guess())).toBe('CODE_BLOCKED')
    const [row] = await scene.sql`select count(*)::int as n from alarm where kind = 'guessing'`
    expect(row!['n']).toBe(1)
  })

  it('kills a handle that was guessed at for its minute, and no other', async () => {
    const [payer, other, shop] = [
      await scene.person(100),
      await scene.person(100),
      await scene.shop(),
    ]
    const step = Math.floor(scene.clock.now / 60_000)
    const right = scene.code(payer)
    const genuine = new Set(Array.from({ length: 8 }, (_, n) => scene.code(payer, n)))
    const wrong = Array.from({ length: 20 }, (_, otp) => `${right.slice(0, -6)}${100_000 + otp}`)
    for (const [at, code] of wrong
      .filter((one) => !genuine.has(one))
      .slice(0, 5)
      .entries()) {
      const from = { address: `thief ${at}`, terminalId: `T${at}` }
      expect(failure(await scene.pay(shop, order(), code, from))).toBe('CODE_UNKNOWN')
    }
    const again = { address: 'owner', terminalId: 'T9' }
    expect(failure(await scene.pay(shop, order(), right, again))).toBe('CODE_STALE')
    for (const fresh of [scene.code(payer, 0, step + 1), scene.code(other)]) {
      expect(failure(await scene.pay(shop, order(), fresh, again))).toBe('paid')
    }
  })

  it('holds the day limit under concurrency', async () => {
    const [payer, shop] = [await scene.person(60_000), await scene.shop()]
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const no = order()
        await scene.pay(shop, no, scene.code(payer, n), { amount: 1_000_000n })
        return scene.engine.submit({
          kind: 'confirm',
          memberId: payer.memberId,
          merchantId: shop,
          outTradeNo: no,
        })
      }),
    )
    expect(outcomes.filter((o) => o.kind === 'paid')).toHaveLength(5)
    expect(await scene.balance(payer)).toBe(1_000_000n)
  })
})

describe('a payment that needs the password', () => {
  const waiting = async () => {
    const [payer, shop, no] = [await scene.person(5000), await scene.shop(), order()]
    const outcome = await scene.pay(shop, no, scene.code(payer), { amount: 200_000n })
    expect(outcome.kind).toBe('waiting')
    return { payer, shop, no }
  }

  it('is paid when the payer confirms', async () => {
    const { payer, shop, no } = await waiting()
    const confirm = {
      kind: 'confirm',
      memberId: payer.memberId,
      merchantId: shop,
      outTradeNo: no,
    } as const
    expect(await scene.engine.submit(confirm)).toMatchObject({ kind: 'paid', repeated: false })
    expect(await scene.engine.submit(confirm)).toMatchObject({ kind: 'paid', repeated: true })
    expect(await scene.balance(payer)).toBe(300_000n)
  })

  it('ends in one truth when confirm, refuse and cancel race', async () => {
    for (let round = 0; round < 10; round++) {
      const { payer, shop, no } = await waiting()
      const name = { memberId: payer.memberId, merchantId: shop, outTradeNo: no }
      const outcomes = await Promise.all(
        [
          () => scene.engine.submit({ kind: 'confirm', ...name }),
          () => scene.engine.submit({ kind: 'refuse', ...name }),
          () =>
            scene.engine.submit({
              kind: 'cancel',
              merchantId: shop,
              outTradeNo: no,
              operatorId: null,
            }),
        ]
          .toSorted(() => Math.random() - 0.5)
          .map((act) => act()),
      )
      expect(outcomes.length).toBe(3)
      expect(await scene.balance(payer)).toBe(500_000n)
      const [row] = await scene.sql`select state from trade where out_trade_no = ${no}`
      expect(row).toMatchObject({ state: 'TRADE_CLOSED' })
    }
  })

  it('closes by itself when time is up', async () => {
    const { payer, shop, no } = await waiting()
    scene.clock.now += 3 * 3600_000 + 1
    const expire = await scene.engine.submit({ kind: 'expire', merchantId: shop, outTradeNo: no })
    expect(expire).toMatchObject({ kind: 'closed', trade: { failure: 'TIMED_OUT' } })
    const late = {
      kind: 'confirm',
      memberId: payer.memberId,
      merchantId: shop,
      outTradeNo: no,
    } as const
    expect(failure(await scene.engine.submit(late))).toBe('TRADE_HAS_CLOSE')
  })
})

describe('taking back', () => {
  const paid = async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    await scene.pay(shop, no, scene.code(payer))
    return { payer, shop, no }
  }
  const refund = (shop: string, no: string, amount: bigint, outRequestNo: string | null) =>
    scene.engine.submit({
      kind: 'refund',
      merchantId: shop,
      outTradeNo: no,
      amount,
      outRequestNo,
      reason: null,
      operatorId: null,
    })

  it('refunds in parts, each once, never more than was paid', async () => {
    const { payer, shop, no } = await paid()
    expect(await refund(shop, no, 300n, 'r1')).toMatchObject({ kind: 'refunded', fundChange: true })
    expect(await refund(shop, no, 300n, 'r1')).toMatchObject({
      kind: 'refunded',
      fundChange: false,
    })
    expect(failure(await refund(shop, no, 301n, 'r1'))).toBe('REFUND_INCONSISTENT')
    expect(failure(await refund(shop, no, 701n, 'r2'))).toBe('REFUND_TOO_MUCH')
    expect(failure(await refund(shop, no, 100n, null))).toBe('REFUND_REQUEST_NO_NEEDED')
    expect(await refund(shop, no, 700n, 'r2')).toMatchObject({ trade: { state: 'TRADE_CLOSED' } })
    expect(await scene.balance(payer)).toBe(10_000n)
    expect(await scene.received(shop)).toBe(0n)
  })

  it('cancels a paid order by giving the money back, once', async () => {
    const { payer, shop, no } = await paid()
    const cancel = { kind: 'cancel', merchantId: shop, outTradeNo: no, operatorId: null } as const
    expect(await scene.engine.submit(cancel)).toMatchObject({ kind: 'closed', action: 'refund' })
    expect(await scene.engine.submit(cancel)).toMatchObject({ kind: 'closed', repeated: true })
    expect(await scene.balance(payer)).toBe(10_000n)
  })

  it('cancels an order before it arrives: it can never be paid', async () => {
    const [payer, shop, no] = [await scene.person(100), await scene.shop(), order()]
    const cancel = { kind: 'cancel', merchantId: shop, outTradeNo: no, operatorId: null } as const
    expect(await scene.engine.submit(cancel)).toMatchObject({ kind: 'closed', action: null })
    expect(failure(await scene.pay(shop, no, scene.code(payer)))).toBe('TRADE_HAS_CLOSE')
    expect(await scene.balance(payer)).toBe(10_000n)
  })
})
