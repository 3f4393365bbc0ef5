import { workForBanks, type BankPlant } from './banks.ts'
import { openBook } from './book.ts'
import { createCodeBook, macOf } from './code-book.ts'
import { firstFault } from './invariants.ts'
import { createNetwork, type Network } from './network.ts'
import {
  createStream,
  killNowAndThen,
  loseDatabaseNowAndThen,
  notifyMerchants,
  suspendNowAndThen,
  sweep,
} from './operator.ts'
import { createPerson, type Person } from './person.ts'
import { createProcess, type Process } from './process.ts'
import { seeded } from './random.ts'
import { createSchedule } from './schedule.ts'
import { settled } from './settled.ts'
import { createShop, type Glimpses, type Shop } from './shop.ts'
import { emptyTables, openShop, signUp } from './tables.ts'
import { watchOver } from './watch.ts'
import { calm, weather, type Faults, type Plant, type World } from './world.ts'

export type CityOptions = {
  seed: number
  /** How long shops sell, simulated minutes; what they began is then brought to its end. */
  minutes: number
  people?: number
  shops?: number
  processes?: number
  /** Sales a minute in the whole city, on average. */
  sales?: number
  /** Drawn from the seed where it is absent. */
  faults?: Faults
  plant?: Plant
  /** Puts a bug between the workers and the banks. */
  bankPlant?: BankPlant
  /** What one person may spend on one day, fen. */
  dayLimit?: bigint
  /** Gives up after so many steps. */
  stepsMax?: number
}

export type Report = {
  seed: number
  /** What was wrong first and when, or null. */
  fault: string | null
  at: string
  steps: number
  /** The same for two runs of one seed. */
  trace: string
  orders: number
  paid: number
  closed: number
  refunds: number
  burns: number
  notifications: number
}

export type City = {
  world: World
  network: Network
  people: Person[]
  shops: Shop[]
  processes: Process[]
}

const start = Date.parse('2026-03-01T02:00:00Z')
/** Everything is looked at anew after so many steps. */
const lookEvery = 10_000
/** What shops began must come to its end within a day and a quarter: orders wait three hours, a notification's tries take 25. */
const settleMs = 30 * 3600_000

/** Lets a small city live for some minutes, then lets it come to rest, and looks after every step whether all promises hold. */
export async function liveThrough(options: CityOptions): Promise<Report> {
  const city = build(options)
  const { world } = city
  const { schedule, tables } = world
  const stepsMax = options.stepsMax ?? 50_000_000
  const { book, dayLimit, budget, debits } = world
  const seen = { tables, book, dayLimit, budget, debits, macOf }
  const watch = watchOver(tables, dayLimit)
  const end = start + options.minutes * 60_000
  while (world.fault === null && schedule.steps < stepsMax) {
    await schedule.step()
    world.blame(watch())
    if (schedule.steps % lookEvery === 0) world.blame(firstFault(seen))
    if (!world.closing && schedule.now() >= end) {
      world.closing = true
      world.faults = calm
    }
    if (!world.closing) continue
    if (schedule.steps % 500 === 0 && settled(city) === null) break
    if (schedule.now() > end + settleMs) world.blame(settled(city))
  }
  world.blame(firstFault(seen))
  return report(options.seed, world)
}

function report(seed: number, world: World): Report {
  const { schedule, tables } = world
  const trades = [...tables.trades.values()]
  return {
    seed,
    fault: world.fault,
    at: new Date(schedule.now()).toISOString(),
    steps: schedule.steps,
    trace: schedule.trace(),
    orders: trades.length,
    paid: trades.filter((trade) => trade.paidAt !== null).length,
    closed: trades.filter((trade) => trade.state === 'TRADE_CLOSED').length,
    refunds: tables.refunds.size,
    burns: tables.burns.size,
    notifications: tables.notifications.size,
  }
}

function createWorld(options: CityOptions): World {
  const random = seeded(options.seed)
  const schedule = createSchedule(start)
  let ids = 0
  const world: World = {
    schedule,
    tables: emptyTables(),
    book: openBook(),
    codes: createCodeBook(random.below(2 ** 32)),
    debits: new Map(),
    dayLimit: options.dayLimit ?? 300_000n,
    budget: { merchant: 100, terminal: 20, address: 200, handle: 5 },
    faults: options.faults ?? weather(random.fork()),
    databaseGoneUntil: 0,
    closing: false,
    busy: 0,
    fault: null,
    random: random.fork,
    newId: () => `${Math.floor(schedule.now())}${String(ids++).padStart(9, '0')}`,
    act(doing) {
      world.busy++
      doing()
        .catch((error: unknown) => world.blame(`an actor failed: ${String(error)}`))
        .finally(() => world.busy--)
    },
    blame(fault) {
      world.fault ??= fault
    },
  }
  return world
}

function build(options: CityOptions): City {
  const world = createWorld(options)
  const { tables } = world
  const random = world.random()
  const processes: Process[] = []
  const network = createNetwork(world, processes)
  const people = Array.from({ length: options.people ?? 200 }, (_, at) => {
    const deviceNo = BigInt(1000 + at)
    const memberId = `2088${String(at).padStart(12, '0')}`
    const passwordFreeLimit = random.pick([0n, 10_000n, 50_000n])
    const phone = `139${String(at).padStart(8, '0')}`
    signUp(tables, { memberId, phone, deviceNo, passwordFreeLimit }, 'k1')
    return createPerson(world, network, { memberId, deviceNo })
  })
  const glimpses: Glimpses = []
  const shops = Array.from({ length: options.shops ?? 12 }, (_, at) => {
    const merchantId = `2088${String(900_000 + at).padStart(12, '0')}`
    openShop(tables, merchantId)
    return createShop(world, network, { merchantId, app: at % 2 === 1, glimpses })
  })
  const phones = new Map(people.map((person) => [`member:${person.memberId}`, person]))
  const onEvents = createStream(world, (event) => phones.get(event.recipient)?.hear(event))
  for (let stripe = 0; stripe < (options.processes ?? 3); stripe++) {
    processes.push(createProcess(world, { stripe, plant: options.plant ?? null, onEvents }))
  }
  killNowAndThen(world, processes)
  loseDatabaseNowAndThen(world)
  suspendNowAndThen(world)
  sweep(world, network)
  workForBanks(world, network, options.bankPlant ?? null)
  notifyMerchants(world, new Map(shops.map((shop) => [shop.merchantId, shop])))
  sellAllDay(world, options.sales ?? 8, people, shops)
  return { world, network, people, shops, processes }
}

/** People come to the tills, more at noon than at ten. */
function sellAllDay(world: World, salesPerMinute: number, people: Person[], shops: Shop[]): void {
  const random = world.random()
  const next = () => {
    if (world.closing) return
    random.pick(shops).sell(random.pick(people))
    const wait = (-Math.log(1 - random.next()) * 60_000) / salesPerMinute
    world.schedule.after(wait, 'a customer', next)
  }
  world.schedule.after(0, 'the doors open', next)
}
