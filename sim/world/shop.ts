import type { Outcome, PayCommand } from '#trade/command.ts'

import type { Network } from './network.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What the shop knows in the end of one of its orders. `left`: a payment failed and nobody came back to it. */
export type Order = {
  merchantId: string
  outTradeNo: string
  amount: bigint
  known: 'unknown' | 'paid' | 'closed' | 'left'
  /** An app's order: the merchant's server was notified that it is paid. */
  notified: boolean
}

/** A shop with a till of ours, or with an app of its own that speaks to the gateway. */
export type Shop = {
  readonly merchantId: string
  readonly app: boolean
  readonly orders: Map<string, Order>
  /** Sells something to somebody, from the scan to the end. */
  sell: (person: Person) => void
}

/** Codes seen lately: what a thief, or a cashier at the wrong till, presents a second time. */
export type Glimpses = string[]
/** How many are remembered. */
const glimpsesMax = 200

type Till = { world: World; network: Network; random: Random }

export function createShop(
  world: World,
  network: Network,
  options: { merchantId: string; app: boolean; glimpses: Glimpses },
): Shop {
  const { merchantId, app, glimpses } = options
  const till: Till = { world, network, random: world.random() }
  const orders = new Map<string, Order>()
  const { random } = till
  return {
    merchantId,
    app,
    orders,
    sell(person) {
      const outTradeNo = `T${orders.size + 1}`
      const amount = priceOf(random)
      const order: Order = { merchantId, outTradeNo, amount, known: 'unknown', notified: false }
      orders.set(outTradeNo, order)
      const pay = (code: string): PayCommand => ({
        kind: 'pay',
        merchantId,
        appId: app ? `app of ${merchantId}` : null,
        outTradeNo,
        amount,
        subject: '午饭',
        code,
        storeId: null,
        terminalId: 'T1',
        operatorId: null,
        address: merchantId,
        notifyUrl: app ? 'https://shop.example/notify' : null,
        extra: {},
        expiresAt: app && random.chance(0.3) ? Math.floor(world.schedule.now()) + 180_000 : null,
      })
      world.act(async () => {
        await charge(till, order, pay, () => scan(till, person, glimpses))
        if (order.known === 'paid') await regret(till, order)
      })
    },
  }
}

const priceOf = (random: Random): bigint =>
  BigInt(random.chance(0.06) ? 10_000 + random.below(90_000) : 100 + random.below(6000))

/** What the gun reads: nearly always the payer's own screen. */
function scan({ random }: Till, person: Person, glimpses: Glimpses): string {
  const mood = random.next()
  if (mood < 0.02) return `28${String(random.below(1e8)).padStart(8, '0')}${'1'.repeat(8)}`
  if (mood < 0.04 && glimpses.length > 0) return glimpses.at(-1)!
  if (mood < 0.06 && glimpses.length > 0) return random.pick(glimpses)
  const code = person.show()
  if (mood < 0.08) return `${code.slice(0, -6)}${String(random.below(1e6)).padStart(6, '0')}`
  glimpses.push(code)
  if (glimpses.length > glimpsesMax) glimpses.shift()
  return code
}

const unsure = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || outcome.kind === 'busy' || outcome.kind === 'unknown'

/** The official demo's way: pay; when unsure ask once; while the payer is asked look every five seconds; else cancel. */
async function charge(
  till: Till,
  order: Order,
  pay: (code: string) => PayCommand,
  read: () => string,
): Promise<void> {
  const { network, random, world } = till
  for (let scans = 0; scans < 3; scans++) {
    const command = pay(read())
    let outcome = await network.ask(command)
    // Some integrators send the very same request again before they ask.
    if (unsure(outcome) && random.chance(0.4)) outcome = await network.ask(command)
    if (outcome?.kind === 'paid') {
      order.known = 'paid'
      return
    }
    if (unsure(outcome) || outcome?.kind === 'waiting') return await pursue(till, order, outcome)
    if (random.chance(0.5)) break
    await world.schedule.sleep(random.between(3000, 20_000), 'scans again')
  }
  // The customer leaves without the goods; careful tills take the order back.
  if (random.chance(0.5)) order.known = 'left'
  else await takeBack(till, order)
}

async function pursue(till: Till, order: Order, outcome: Outcome | undefined): Promise<void> {
  const looks = outcome?.kind === 'waiting' ? 5 : 1
  for (let look = 0; look < looks; look++) {
    if (looks > 1) await till.world.schedule.sleep(5000, 'looks again')
    const trade = await till.network.query(order)
    if (trade?.state === 'TRADE_SUCCESS') order.known = 'paid'
    if (trade?.state === 'TRADE_CLOSED') order.known = 'closed'
    if (order.known !== 'unknown') return
  }
  await takeBack(till, order)
}

/** Cancels every two seconds, and every minute from the third time on, until somebody answers. */
async function takeBack(till: Till, order: Order): Promise<void> {
  const { merchantId, outTradeNo } = order
  const cancel = { kind: 'cancel', merchantId, outTradeNo, operatorId: null } as const
  for (let tries = 0; order.known !== 'closed'; tries++) {
    const outcome = await till.network.ask(cancel)
    if (outcome?.kind === 'closed') order.known = 'closed'
    else await till.world.schedule.sleep(tries < 3 ? 2000 : 60_000, 'cancels again')
  }
}

/** Now and then something comes back: in parts, whole, or by a cancel. */
async function regret(till: Till, order: Order): Promise<void> {
  const { random, world, network } = till
  const { merchantId, outTradeNo, amount } = order
  if (!random.chance(0.12)) return
  await world.schedule.sleep(random.between(30_000, 1_800_000), 'comes back')
  if (random.chance(0.2)) return await takeBack(till, order)
  const parts = random.chance(0.5) ? 1 : 3
  for (let part = 0; part < parts; part++) {
    const outRequestNo = `R${part}`
    const back = parts === 1 ? amount : amount / 2n
    for (let tries = 0; tries < 10; tries++) {
      const name = { merchantId, outTradeNo, outRequestNo }
      const asked = { amount: back, reason: null, operatorId: null }
      const outcome = await network.ask({ kind: 'refund', ...name, ...asked })
      if (!unsure(outcome)) break
      await world.schedule.sleep(5000, 'refunds again')
    }
  }
}
