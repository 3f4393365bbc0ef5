import type { Bill, MemberFact, StoredEvent } from '#engine/facts.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { TradeEvent } from '#wire/event.ts'

import type { Rules } from './rules.ts'
import type { Trade } from './trade.ts'

/** `13800001234` → `138****1234`: what a till sees of a payer. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

/**
 * An event that is kept nowhere, by the name under which other processes hear of it: whom it tells, its id, and the order
 * that was paid with the answer to the till.
 */
export type LiveName = { recipient: string; eventId: string; merchantId: string; tradeNo: string }

export const liveName = ({ recipient, eventId, payload }: StoredEvent): string =>
  `${recipient}/${eventId}/${'tradeNo' in payload ? payload.tradeNo : ''}`

/** Undefined for a name of another kind: a recipient for whom there is something to read back. */
export function parseLiveName(name: string): LiveName | undefined {
  const match = /^(terminal:([^:]+):.+)\/(\d+)\/(\d+)$/.exec(name)
  if (!match) return undefined
  const [, recipient = '', merchantId = '', eventId = '', tradeNo = ''] = match
  return { recipient, eventId, merchantId, tradeNo }
}

type Telling = {
  kind: TradeEvent['kind']
  trade: Trade
  /** The payer; absent when nobody is concerned yet. */
  payer: Pick<MemberFact, 'phone'> | undefined
  amount?: Fen
  reason?: string
}

/** The events that tell the phone and the till of what moved no money. What moves some is told to the phone by its bill. */
export const tell = (
  telling: Telling & { payer: MemberFact | undefined },
  rules: Rules,
): StoredEvent[] => {
  const { payer } = telling
  const toPayer = payer ? [event(`member:${payer.memberId}`, telling, rules)] : []
  return [...toPayer, ...tellTill(telling, rules)]
}

/** The event that tells the till, for orders of our own till pages. */
export const tellTill = (telling: Telling, rules: Rules): StoredEvent[] => {
  const { appId, merchantId, terminalId } = telling.trade
  if (appId !== null || terminalId === null) return []
  return [event(`terminal:${merchantId}:${terminalId}`, telling, rules)]
}

function event(recipient: string, telling: Telling, rules: Rules): StoredEvent {
  return eventAt(recipient, telling, { eventId: rules.newId(), at: rules.now })
}

/** What a till was told of an order that was paid at once, made anew from the order: the same to the last field. */
export const eventOfPaid = (
  { recipient, eventId }: LiveName,
  { trade, traceId }: { trade: Trade; traceId: string | null },
): StoredEvent => {
  const payer = { phone: trade.buyerPhone ?? '' }
  const told = eventAt(
    recipient,
    { kind: 'paid', trade, payer },
    { eventId, at: trade.paidAt ?? 0 },
  )
  return traceId === null ? told : { ...told, payload: { ...told.payload, traceId } }
}

function eventAt(
  recipient: string,
  telling: Telling,
  { eventId, at }: { eventId: string; at: number },
): StoredEvent {
  const { kind, trade, payer } = telling
  const payload: TradeEvent = {
    eventId,
    at,
    kind,
    tradeNo: trade.tradeNo,
    outTradeNo: trade.outTradeNo,
    amount: yuan(telling.amount ?? trade.amount),
    subject: trade.subject,
    merchantName: trade.extra.merchantName ?? '',
    storeName: trade.extra.storeName ?? '',
    payer: payer ? maskPhone(payer.phone) : null,
    balance: null,
    reason: telling.reason ?? null,
    expiresAt: kind === 'waiting' ? trade.expiresAt : null,
  }
  return { recipient, eventId, kind, payload }
}

/**
 * What a line of a member's bills tells the phone, when it is written and whenever it is read back: the same to the last field.
 * Undefined for a line that tells nothing.
 */
export function eventOfBill(bill: Bill, phone: string): StoredEvent | undefined {
  const { memberId, billNo, tells, amount, traceId } = bill
  if (tells === null) return undefined
  const payload: TradeEvent = {
    eventId: billNo,
    at: bill.at,
    kind: tells,
    tradeNo: bill.tradeNo,
    outTradeNo: bill.outTradeNo,
    amount: yuan(amount < 0n ? -amount : amount),
    subject: bill.title,
    merchantName: bill.merchantName,
    storeName: bill.storeName,
    payer: maskPhone(phone),
    balance: yuan(bill.balanceAfter),
    reason: null,
    expiresAt: null,
    ...(traceId !== undefined && { traceId }),
  }
  return { recipient: `member:${memberId}`, eventId: billNo, kind: tells, payload }
}
