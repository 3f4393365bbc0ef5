import type { StoredEvent } from '#engine/facts.ts'
import { stepAt } from '#paycode/derive.ts'

import { askBank } from './banks.ts'
import type { Network } from './network.ts'
import type { World } from './world.ts'

/** Somebody with a phone: shows codes without a network, answers when asked, puts money in when it runs low. */
export type Person = {
  readonly memberId: string
  /** The code on the screen now. */
  show: () => string
  /** The phone hears of something. */
  hear: (event: StoredEvent) => void
  /** What the phone believes: how often it was told paid for a trade. */
  readonly told: Map<string, number>
}

export function createPerson(
  world: World,
  network: Network,
  { memberId, deviceNo }: { memberId: string; deviceNo: bigint },
): Person {
  const { schedule, tables } = world
  const random = world.random()
  // Most clocks are right within seconds; some are a minute off, and a few are wrong.
  const skewMs = random.chance(0.9)
    ? random.between(-5000, 5000)
    : random.between(-150_000, 150_000)
  const told = new Map<string, number>()
  const seen = new Set<string>()
  let step = 0
  let n = 0

  const show = () => {
    const now = stepAt(schedule.now() + skewMs)
    n = now === step ? Math.min(n + 1, 7) : 0
    step = now
    const { generation } = tables.devices.get(deviceNo)!
    return world.codes.make({ deviceNo, generation }, step, n)
  }

  let topups = 0
  const topUp = () =>
    world.act(async () => {
      const amount = BigInt(random.pick([200, 500, 2000])) * 100n
      if (random.chance(0.5)) return askBank(world, memberId, amount)
      const ref = `bank${++topups}`
      for (let tries = 0; tries < 50; tries++) {
        const asked = await network.ask({ kind: 'topup', memberId, amount, ref, title: '充值' })
        if (asked?.kind === 'toppedUp') return
        await schedule.sleep(random.between(1000, 60_000), 'top up again')
      }
    })

  /** The payer is asked for the payment password: most agree, some refuse, some never look. */
  const decide = (outTradeNo: string, merchantId: string) =>
    world.act(async () => {
      await schedule.sleep(random.between(2000, 25_000), 'payer thinks')
      const mood = random.next()
      if (mood > 0.92) return
      const kind = mood < 0.8 ? 'confirm' : 'refuse'
      for (let tries = 0; tries < 3; tries++) {
        const answer = await network.ask({ kind, memberId, merchantId, outTradeNo })
        if (answer && answer.kind !== 'busy' && answer.kind !== 'unknown') return
      }
    })

  topUp()
  return {
    memberId,
    told,
    show() {
      if (tables.accounts.get(`${memberId}/balance`)!.balance < 30_00n && random.chance(0.7))
        topUp()
      return show()
    },
    hear({ eventId, kind, payload }) {
      if (seen.has(eventId)) return
      seen.add(eventId)
      if (!('tradeNo' in payload) || payload.tradeNo === null) return
      if (kind === 'paid') told.set(payload.tradeNo, (told.get(payload.tradeNo) ?? 0) + 1)
      const pending = tables.pendings.get(`${memberId}/${payload.tradeNo}`)
      if (kind === 'waiting' && pending) decide(payload.outTradeNo, pending.merchantId)
    },
  }
}
