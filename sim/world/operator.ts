import type { StoredEvent } from '#engine/facts.ts'
import { yuan } from '#kernel/money.ts'
import { eventOfBill } from '#trade/tell.ts'

import type { Network } from './network.ts'
import type { Process } from './process.ts'
import type { Shop } from './shop.ts'
import { changeMember, type Job } from './tables.ts'
import type { World } from './world.ts'

const minute = 60_000

/** Does something every so often, for as long as the world turns. */
export function every(world: World, ms: number, name: string, act: () => void): void {
  world.schedule.after(ms, name, () => {
    act()
    every(world, ms, name, act)
  })
}

/** Processes die at a moment's notice, or are stopped as for an update, and are started again within half a minute. */
export function killNowAndThen(world: World, processes: Process[]): void {
  const random = world.random()
  every(world, minute, 'fate', () => {
    const process = random.pick(processes)
    if (!process.alive || !random.chance(world.faults.killed)) return
    const gently = random.chance(0.4)
    world.act(async () => {
      await world.schedule.sleep(random.between(0, minute), 'fate comes')
      if (gently) await process.stop()
      else process.kill()
      await world.schedule.sleep(random.between(500, 30_000), 'start')
      process.start()
    })
  })
}

/** The database restarts, or its switch does: for some seconds nobody reaches it, and answers under way are lost. */
export function loseDatabaseNowAndThen(world: World): void {
  const random = world.random()
  every(world, minute, 'database', () => {
    if (!random.chance(world.faults.outage)) return
    world.schedule.after(random.between(0, minute), 'database gone', () => {
      world.databaseGoneUntil = world.schedule.now() + random.between(100, 8000)
    })
  })
}

/** Suspends a person or a phone for some minutes. */
export function suspendNowAndThen(world: World): void {
  const random = world.random()
  const { members, devices } = world.tables
  const [memberIds, deviceNos] = [[...members.keys()], [...devices.keys()]]
  every(world, 10 * minute, 'operator', () => {
    if (world.closing) return
    const [memberId, deviceNo] = [random.pick(memberIds), random.pick(deviceNos)]
    const setDevice = (state: 'active' | 'suspended') =>
      devices.set(deviceNo, { ...devices.get(deviceNo)!, state })
    changeMember(world.tables, memberId, { state: 'suspended' })
    setDevice('suspended')
    world.schedule.after(random.between(minute, 8 * minute), 'operator relents', () => {
      changeMember(world.tables, memberId, { state: 'active' })
      setDevice('active')
    })
  })
}

/** Closes what is due, once a minute, at most 200 at a time. */
export function sweep(world: World, network: Network): void {
  every(world, minute, 'sweep', () => {
    const due = [...world.tables.trades.values()].filter(
      (trade) => trade.state === 'WAIT_BUYER_PAY' && trade.expiresAt <= world.schedule.now(),
    )
    for (const { merchantId, outTradeNo } of due.slice(0, 200)) {
      world.act(async () => {
        await network.ask({ kind: 'expire', merchantId, outTradeNo })
      })
    }
  })
}

/** Events reach phones at once or, when a message is lost, at the phone's next look. */
export function createStream(world: World, hear: (event: StoredEvent) => void) {
  const random = world.random()
  const { events, bills, members } = world.tables
  const looked = { events: 0, bills: 0 }
  every(world, 10 * minute, 'phones look', () => {
    const lines = [...bills.values()].slice(looked.bills)
    const told = lines.flatMap((bill) => eventOfBill(bill, members.get(bill.memberId)!.phone) ?? [])
    for (const event of [...[...events.values()].slice(looked.events), ...told]) hear(event)
    looked.events = events.size
    looked.bills = bills.size
  })
  return (events: StoredEvent[]) => {
    for (const event of events) {
      if (random.chance(world.faults.messageLost)) continue
      world.schedule.after(random.between(20, 300), 'event', () => hear(event))
    }
  }
}

/** Waits between the tries of one notification, as src/notify keeps them. */
const delays = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * minute)

/** The worker that sends notifications: at least once, also when it dies between sending and writing down. */
export function notifyMerchants(world: World, shops: Map<string, Shop>): void {
  const random = world.random()
  const { tables, schedule } = world
  const send = (job: Job): boolean => {
    const key = `${job.merchantId}/${job.notifyId}`
    const row = tables.notifications.get(key)!
    if (row.state === 'delivered') return true
    const answered = !random.chance(world.faults.deaf)
    if (answered) receive(world, shops.get(job.merchantId)!, row.params)
    if (random.chance(world.faults.messageLost)) return false
    const attempts = row.attempts + 1
    tables.notifications.set(key, { ...row, attempts, state: answered ? 'delivered' : 'waiting' })
    if (!answered) job.dueAt = schedule.now() + (delays[row.attempts] ?? 900 * minute)
    return answered
  }
  every(world, 15_000, 'notify', () => {
    const now = schedule.now()
    tables.jobs = tables.jobs.filter((job) => job.dueAt > now || !send(job))
  })
}

/** What a careful merchant does: holds the notification against the order before believing it. */
function receive(world: World, shop: Shop, params: Record<string, string>): void {
  const order = shop.orders.get(params['out_trade_no'] ?? '')
  const right = order && params['total_amount'] === yuan(order.amount)
  if (!right) world.blame(`${shop.merchantId} was notified of an order that is not its own`)
  if (order && params['trade_status'] === 'TRADE_SUCCESS') order.notified = true
}
