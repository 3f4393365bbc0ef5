import type { Bill, Changes, MemberFact, StoredEvent } from '#engine/facts.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { Rules } from '#trade/rules.ts'
import { maskPhone } from '#trade/tell.ts'
import type { TradeEvent } from '#wire/event.ts'

import type { Hold } from './hold.ts'

type FundBill = Extract<Bill['kind'], 'transfer' | 'freeze' | 'unfreeze' | 'royalty'>

const eventOf: Record<FundBill, TradeEvent['kind']> = {
  transfer: 'received',
  royalty: 'received',
  freeze: 'frozen',
  unfreeze: 'unfrozen',
}

type Line<Kind> = {
  kind: Kind
  member: MemberFact
  /** What it did to the balance, and the balance after it. */
  amount: Fen
  balance: Fen
  merchantId: string
  merchantName: string
  storeName?: string
  title: string
  tradeNo: string
  outTradeNo: string
}

/** A line in the member's bills. */
export const billOf = (line: Line<Bill['kind']>, rules: Rules): Bill => ({
  memberId: line.member.memberId,
  billNo: rules.newId(),
  kind: line.kind,
  amount: line.amount,
  balanceAfter: line.balance,
  title: line.title,
  merchantId: line.merchantId,
  merchantName: line.merchantName,
  storeName: line.storeName ?? '',
  tradeNo: line.tradeNo,
  outTradeNo: line.outTradeNo,
  at: rules.now,
})

/** The line in the member's bills, and the event to the member's phone. */
export function tellMember(
  line: Line<FundBill>,
  rules: Rules,
): Required<Pick<Changes, 'bills' | 'events'>> {
  const { amount, balance, tradeNo, outTradeNo, merchantName, title } = line
  const said = {
    tradeNo,
    outTradeNo,
    amount: yuan(amount < 0n ? -amount : amount),
    subject: title,
    merchantName,
    balance: yuan(balance),
    reason: null,
    expiresAt: null,
  }
  return {
    bills: [billOf(line, rules)],
    events: [event(eventOf[line.kind], line.member, said, rules)],
  }
}

/** Tells the member how a hold stands that took no money (yet). */
export function tellHold(
  kind: 'waiting' | 'failed' | 'closed',
  { hold, member, reason }: { hold: Hold; member: MemberFact; reason: string },
  rules: Rules,
): StoredEvent[] {
  const said = {
    tradeNo: hold.authNo,
    outTradeNo: hold.outOrderNo,
    amount: yuan(hold.amount),
    subject: hold.title,
    deposit: true,
    merchantName: hold.merchantName,
    balance: null,
    reason,
    expiresAt: kind === 'waiting' ? hold.expiresAt : null,
  }
  return [event(kind, member, said, rules)]
}

function event(
  kind: TradeEvent['kind'],
  member: MemberFact,
  said: Omit<TradeEvent, 'eventId' | 'at' | 'kind' | 'storeName' | 'payer'>,
  rules: Rules,
): StoredEvent {
  const eventId = rules.newId()
  const payer = maskPhone(member.phone)
  const payload = { ...said, eventId, at: rules.now, kind, storeName: '', payer }
  return { recipient: `member:${member.memberId}`, eventId, kind, payload }
}
