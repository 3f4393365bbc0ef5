import type { Answer, Banks, Debited } from '#bank/port.ts'
import type { BankOrders, OpenOrder } from '#fund/order/orders.ts'
import { pursue, type PursueDeps } from '#fund/order/pursue.ts'
import { beijingDay } from '#kernel/clock.ts'

import { DatabaseError } from './commit.ts'
import type { Network } from './network.ts'
import { every } from './operator.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** An order at a bank as the database keeps it, and its job's next turn. */
export type BankOrder = OpenOrder & {
  state: 'asked' | 'unknown' | 'done' | 'refused'
  dueAt: number
}

/** What a bank holds of a request, in books of its own: taken, or never to be taken. */
export type Held = { kind: 'done'; amount: bigint } | { kind: 'refused' }

type BankPort = PursueDeps['banks']
export type BankPlant = (banks: BankPort) => BankPort

const second = 1000
/** A worker's job that nobody hears of any more is given out again after this. */
const forgottenMs = 15 * second

/** Puts a member's wish for money into the database; whoever works on such orders finds it there. */
export function askBank(world: World, memberId: string, amount: bigint): void {
  const requestNo = `request${world.newId()}`
  const now = world.schedule.now()
  const card = { cardId: 'card', bank: 'ICBC', tail: '0001', agreementNo: memberId }
  const order = { memberId, requestNo, ...card, amount, tries: 0, at: now }
  world.tables.bankOrders.set(requestNo, { ...order, state: 'asked', dueAt: now })
}

/** The banks, and the workers that ask them: an order is tried until it has ended, now and then by two workers at a time. */
export function workForBanks(world: World, network: Network, plant: BankPlant | null): void {
  const random = world.random()
  const { schedule, tables } = world
  const sound = createBanks(world, world.random())
  const banks = plant ? plant(sound) : sound
  every(world, second, 'banks', () => {
    const now = schedule.now()
    for (const order of tables.bankOrders.values()) {
      if (order.state === 'done' || order.state === 'refused' || order.dueAt > now) continue
      const { memberId, requestNo, tries } = order
      setDue(world, requestNo, now + forgottenMs)
      const backOff = Math.min(2 ** tries, 60) * second
      const workers = random.chance(world.faults.messageDoubled) ? 2 : 1
      for (let worker = 0; worker < workers; worker++) {
        const deps = workerOf(world, network, banks, world.random())
        pursue(deps, { memberId, requestNo })
          .then((ended) => ended || setDue(world, requestNo, schedule.now() + backOff))
          .catch((error: unknown) => {
            if (!(error instanceof DatabaseError)) world.blame(`a worker failed: ${String(error)}`)
          })
      }
    }
  })
}

function setDue({ tables }: World, requestNo: string, dueAt: number): void {
  tables.bankOrders.set(requestNo, { ...tables.bankOrders.get(requestNo)!, dueAt })
}

/** One worker at one job. It may die at any await, and is then heard of no more. */
function workerOf(world: World, network: Network, banks: BankPort, random: Random): PursueDeps {
  const { schedule } = world
  const mortal = async <T>(answer: T): Promise<T> => {
    if (random.chance(world.faults.killed / 10)) await new Promise<never>(() => undefined)
    return answer
  }
  return {
    banks: {
      debit: async (...asked) => mortal(await banks.debit(...asked)),
      query: async (...asked) => mortal(await banks.query(...asked)),
      closeRequest: async (...asked) => mortal(await banks.closeRequest(...asked)),
    },
    orders: ordersIn(world, random, mortal),
    engine: {
      submit: async (command) => mortal((await network.ask(command)) ?? { kind: 'unknown' }),
    },
    clock: schedule.now,
    log: { info: () => undefined },
  }
}

function ordersIn(world: World, random: Random, mortal: <T>(answer: T) => Promise<T>): BankOrders {
  const { schedule, tables } = world
  /** A statement of its own: it may find the database gone, and its answer may be lost. */
  const within = async <T>(act: () => T): Promise<T> => {
    await schedule.sleep(random.between(0.3, 3), 'an order')
    if (schedule.now() < world.databaseGoneUntil) throw new DatabaseError('ECONNREFUSED', 'gone')
    const answer = act()
    if (random.chance(world.faults.broken)) throw new DatabaseError('CONNECTION_CLOSED', 'broken')
    return mortal(answer)
  }
  const change = (requestNo: string, state: BankOrder['state']) =>
    within(() => {
      const row = tables.bankOrders.get(requestNo)!
      if (row.state === 'done' || row.state === 'refused') return
      tables.bankOrders.set(requestNo, { ...row, state })
    })
  return {
    claim: ({ requestNo }) =>
      within(() => {
        const row = tables.bankOrders.get(requestNo)!
        if (row.state === 'done' || row.state === 'refused') return undefined
        tables.bankOrders.set(requestNo, { ...row, tries: row.tries + 1 })
        return row
      }),
    done: ({ requestNo }) => change(requestNo, 'done'),
    refused: ({ requestNo }) => change(requestNo, 'refused'),
    leftOpen: ({ requestNo }) => change(requestNo, 'unknown'),
  }
}

/** Banks that may be slow, gone, silent before or after the work, or refuse; a request is taken once or never. */
function createBanks(world: World, random: Random): BankPort {
  const { schedule, debits } = world
  const unknown: Answer<Debited> = { kind: 'unknown', why: 'no answer came' }
  const answerOf = (requestNo: string, held: Held): Answer<Debited> =>
    held.kind === 'done'
      ? { kind: 'done', value: { bankNo: `b${requestNo}`, day: beijingDay(schedule.now()) } }
      : { kind: 'refused', reason: 'MONEY_NOT_ENOUGH' }
  const reach = async <T>(act: () => T): Promise<T | Answer<Debited>> => {
    const slow = random.chance(0.1) ? random.between(5, 40) * second : random.between(50, 900)
    await schedule.sleep(slow, 'to the bank')
    if (random.chance(world.faults.bankSilent / 2)) return unknown
    const answer = act()
    await schedule.sleep(random.between(20, 300), 'from the bank')
    return random.chance(world.faults.bankSilent) ? unknown : answer
  }
  const settle = (requestNo: string, fresh: () => Held): Answer<Debited> => {
    const held = debits.get(requestNo) ?? fresh()
    debits.set(requestNo, held)
    return answerOf(requestNo, held)
  }
  return {
    debit: (_, { requestNo, amount }) =>
      reach(() =>
        settle(requestNo, () =>
          random.chance(world.faults.bankRefuses) ? { kind: 'refused' } : { kind: 'done', amount },
        ),
      ),
    query: (_, { requestNo }): ReturnType<Banks['query']> =>
      reach(() => {
        const held = debits.get(requestNo)
        return held ? answerOf(requestNo, held) : { kind: 'none' as const }
      }),
    closeRequest: (_, { requestNo }) => reach(() => settle(requestNo, () => ({ kind: 'refused' }))),
  }
}
