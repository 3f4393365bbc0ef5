import type { Command, Outcome } from '#trade/command.ts'
import type { Trade } from '#trade/trade.ts'

import { answerFault } from './answers.ts'
import { macOf } from './code-book.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** Between callers and processes: messages are lost, doubled, late, and overtake each other. */
export type Network = {
  /** Asks some process; undefined when no answer came in time. The command may have been done all the same. */
  ask: (command: Command) => Promise<Outcome | undefined>
  /** The trade as it stands, null for none; undefined when no answer came in time. */
  query: (name: { merchantId: string; outTradeNo: string }) => Promise<Trade | null | undefined>
}

const timeoutMs = 10_000

export function createNetwork(world: World, processes: Process[]): Network {
  const { schedule, book } = world
  const random = world.random()
  const someAlive = (): Process | undefined => {
    const alive = processes.filter((process) => process.alive)
    return alive.length === 0 ? undefined : random.pick(alive)
  }
  const carry = (name: string, arrive: () => void) => {
    const { messageLost, messageDoubled, messageLate } = world.faults
    const delay = () =>
      random.chance(messageLate) ? random.between(1000, 90_000) : random.between(5, 80)
    if (!random.chance(messageLost)) schedule.after(delay(), name, arrive)
    if (random.chance(messageDoubled)) schedule.after(delay(), `${name} again`, arrive)
  }
  const exchange = <Answer>(send: (answer: (value: Answer) => void) => void) =>
    new Promise<Answer | undefined>((resolve) => {
      schedule.after(timeoutMs, 'no answer', () => resolve(undefined))
      send(resolve)
    })
  return {
    ask: (command) => {
      let heard = false
      return exchange((resolve) =>
        carry(command.kind, () => {
          const process = someAlive()
          if (!process) return
          const copy = { ...command }
          const reachedAt = book.reach(copy)
          void process.submit(copy).then((outcome) => {
            world.blame(book.answered(world.tables, copy, outcome))
            schedule.note(`${command.kind} ${outcome.kind}`)
            carry('answer', () => {
              if (heard) return
              heard = true
              world.blame(book.told(copy, outcome, reachedAt))
              world.blame(answerFault(world.tables, macOf, copy, outcome))
              resolve(outcome)
            })
          })
        }),
      )
    },
    query: (name) =>
      exchange((resolve) =>
        carry('query', () => {
          if (!someAlive()) return
          const trade = world.tables.trades.get(`${name.merchantId}/${name.outTradeNo}`) ?? null
          carry('answer', () => resolve(trade))
        }),
      ),
  }
}
