import { tradeKey } from '#engine/facts.ts'

import type { City } from './city.ts'
import type { Order } from './shop.ts'

/**
 * What is still open, or was told wrongly, once nothing goes wrong any more; null when all is at rest: every order paid or closed and
 * its shop right about it, every payment on the payer's phone, every notification delivered.
 */
export function settled({ world, people, shops, processes }: City): string | null {
  const { tables, schedule } = world
  const owed = processes.reduce((sum, process) => sum + process.unanswered, 0)
  if (owed > 0) return `${owed} commands were taken and never answered`
  if (world.busy > 0) return `${world.busy} actors never came to an end`
  for (const trade of tables.trades.values()) {
    const key = tradeKey(trade.merchantId, trade.outTradeNo)
    if (trade.state === 'WAIT_BUYER_PAY') {
      const late = schedule.now() - trade.expiresAt
      return `${key} still waits ${Math.round(late / 1000)} s after its time`
    }
  }
  for (const row of tables.notifications.values()) {
    if (row.state !== 'delivered') return `notification ${row.notifyId} was never delivered`
  }
  for (const { requestNo, state } of tables.bankOrders.values()) {
    if (state !== 'done' && state !== 'refused') return `${requestNo} at the bank never ended`
  }
  for (const { orders } of shops) {
    for (const order of orders.values()) {
      const fault = orderFault(world, order)
      if (fault) return fault
    }
  }
  const phones = new Map(people.map((person) => [person.memberId, person.told]))
  for (const { paidAt, buyerId, tradeNo } of tables.trades.values()) {
    const times = phones.get(buyerId ?? '')?.get(tradeNo) ?? 0
    if (paidAt !== null && times !== 1) return `${tradeNo}: the phone heard ${times} times of it`
  }
  return null
}

function orderFault({ tables }: City['world'], order: Order): string | null {
  const key = tradeKey(order.merchantId, order.outTradeNo)
  const trade = tables.trades.get(key)
  const paid = trade !== undefined && trade.paidAt !== null
  switch (order.known) {
    case 'unknown':
      return `the shop never knew about ${key}`
    case 'paid':
      if (!paid) return `${key} was handed out and is not paid`
      break
    case 'closed':
      if (!trade || trade.state !== 'TRADE_CLOSED') return `${key} is not closed`
      if (paid && trade.refunded !== trade.amount) return `${key} took money for nothing`
      break
    case 'left':
      if (paid) return `${key} was left unpaid and took money`
      break
  }
  return paid && trade.notifyUrl !== null && !order.notified ? `${key}: its app never heard` : null
}
