import { tradeKey } from '#engine/facts.ts'
import { namesTrade, type Command, type Outcome, type TradeCommand } from '#trade/command.ts'

import type { Tables } from './tables.ts'

/** What was asked about one order, by whom it was answered and what: the actors' side of the story. */
type OrderStory = {
  amounts: Set<bigint>
  /** Copies of commands that reached an engine, and how many of those were turned away as busy. */
  reached: number
  busy: number
  /** A payer's own yes reached an engine. */
  confirmed: boolean
  /** When a caller was first told that the order is closed. */
  closedHeard: number | null
}

export type Heard = { command: Command; outcome: Outcome }

/** The records that the actors keep; the tables are checked against them. */
export type Book = {
  orders: Map<string, OrderStory>
  topups: Map<string, { amount: bigint; reached: number }>
  refunds: Map<string, bigint>
  heard: Heard[]
  /** A copy of a command is handed to an engine; returns the moment, which `told` wants back. */
  reach: (command: Command) => number
  /** An engine answered, whether anybody hears it or not. Returns what is wrong with that, or null. */
  answered: (tables: Tables, command: Command, outcome: Outcome) => string | null
  /** A caller hears an answer. Returns what is wrong with hearing it now, or null. */
  told: (command: Command, outcome: Outcome, reachedAt: number) => string | null
}

const orderOf = (command: TradeCommand): string =>
  tradeKey(command.merchantId, command.outTradeNo ?? '')

export function openBook(): Book {
  const orders: Book['orders'] = new Map()
  const topups: Book['topups'] = new Map()
  const refunds: Book['refunds'] = new Map()
  const heard: Heard[] = []
  let moment = 0
  const story = (key: string): OrderStory => {
    const known = orders.get(key)
    if (known) return known
    const fresh = { amounts: new Set<bigint>(), reached: 0, busy: 0, confirmed: false }
    const made = { ...fresh, closedHeard: null }
    orders.set(key, made)
    return made
  }
  return {
    orders,
    topups,
    refunds,
    heard,
    reach(command) {
      moment++
      if (command.kind === 'topup') {
        const key = `${command.memberId}/${command.ref}`
        const { reached } = topups.get(key) ?? { reached: 0 }
        topups.set(key, { amount: command.amount, reached: reached + 1 })
        return moment
      }
      if (!namesTrade(command)) return moment
      const order = story(orderOf(command))
      order.reached++
      if ('subject' in command) order.amounts.add(command.amount)
      if (command.kind === 'confirm' || command.kind === 'buy') order.confirmed = true
      if (command.kind === 'refund') {
        const request = command.outRequestNo ?? command.outTradeNo ?? ''
        refunds.set(`${orderOf(command)}/${request}`, command.amount)
      }
      return moment
    },
    answered(tables, command, outcome) {
      if (outcome.kind !== 'busy') return null
      // Busy says that nothing was done. Of the only copy that anybody got, that can be seen.
      if (command.kind === 'topup') {
        const key = `${command.memberId}/${command.ref}`
        const alone = topups.get(key)!.reached === 1
        return alone && tables.topups.has(key) ? `top-up ${key} is there, and was told busy` : null
      }
      if (!namesTrade(command)) return null
      const order = story(orderOf(command))
      order.busy++
      const alone = order.reached === 1
      const there = tables.trades.has(orderOf(command))
      return alone && there ? `${orderOf(command)} is there, and was told busy` : null
    },
    told(command, outcome, reachedAt) {
      heard.push({ command, outcome })
      if (!namesTrade(command)) return null
      const order = story(orderOf(command))
      const ends =
        command.kind === 'cancel' || command.kind === 'close' || command.kind === 'refuse'
      if (outcome.kind === 'closed' && ends) order.closedHeard ??= ++moment
      const late = order.closedHeard !== null && reachedAt > order.closedHeard
      return outcome.kind === 'paid' && late
        ? `${orderOf(command)} was told closed, and a later ${command.kind} was told paid`
        : null
    },
  }
}
