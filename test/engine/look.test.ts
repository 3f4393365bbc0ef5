import { beforeAll, expect, it } from 'vitest'

import { stepAt } from '#paycode/derive.ts'
import type { Outcome } from '#trade/command.ts'

import { audited } from './audited.ts'
import { order, type Scene } from './people.ts'

// New payments are loaded in one look. Whatever needs a second one must come out as it would by itself, and so must its neighbours.

let scene: Scene
const opened = audited()
beforeAll(() => {
  scene = opened()
})

const told = (outcome: Outcome): string =>
  outcome.kind === 'failed'
    ? outcome.code
    : `${outcome.kind}${'repeated' in outcome && outcome.repeated ? ' again' : ''}`

it('gives each its own outcome when new, repeated, used, stale, foreign and asked-for payments share a batch', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => scene.person(100)))
  const [opener, fresh, repeater, used, late, stranger, other, poor] = people
  const careful = await scene.person(100, { passwordFreeLimit: 500n })
  const [shop, rival] = [await scene.shop(), await scene.shop()]
  const [repeated, asked] = [order(), order()]
  await scene.pay(shop, repeated, scene.code(repeater!))
  await scene.pay(shop, order(), scene.code(used!))
  await scene.pay(shop, asked, scene.code(careful))
  const old = stepAt(scene.clock.now) - 5
  const foreign = scene.code({ ...stranger!, deviceNo: stranger!.deviceNo + 1n })
  const batch: [wanted: string, paying: Promise<Outcome>][] = [
    // It goes alone; the others wait for it and go together.
    ['paid', scene.pay(shop, order(), scene.code(opener!))],
    ['paid', scene.pay(shop, order(), scene.code(fresh!))],
    ['paid again', scene.pay(shop, repeated, scene.code(repeater!))],
    ['CONTEXT_INCONSISTENT', scene.pay(shop, repeated, scene.code(repeater!), { amount: 7n })],
    ['CODE_USED', scene.pay(rival, order(), scene.code(used!))],
    ['CODE_STALE', scene.pay(shop, order(), scene.code(late!, 0, old))],
    ['CODE_UNKNOWN', scene.pay(shop, order(), foreign)],
    ['CODE_INVALID', scene.pay(shop, order(), '28')],
    // Another payer takes over an order whose first payer is still being asked.
    ['paid', scene.pay(shop, asked, scene.code(other!))],
    ['BALANCE_NOT_ENOUGH', scene.pay(shop, order(), scene.code(poor!), { amount: 10_001n })],
  ]
  const outcomes = await Promise.all(batch.map(async ([, paying]) => told(await paying)))
  expect(outcomes).toEqual(batch.map(([wanted]) => wanted))
  const left = await Promise.all([...people, careful].map((one) => scene.balance(one)))
  expect(left).toEqual([9000n, 9000n, 9000n, 9000n, 10000n, 10000n, 9000n, 10000n, 10000n])
  expect(await scene.received(rival)).toBe(0n)
})
