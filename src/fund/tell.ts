import type { Bill, MemberFact, StoredEvent } from '#engine/facts.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import type { Rules } from '#trade/rules.ts'
import { maskPhone } from '#trade/tell.ts'

import type { Hold } from './hold.ts'

type Line = Pick<Bill, 'kind' | 'tells'> & {
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
export const billOf = (line: Line, rules: Rules): Bill => ({
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
  tells: line.tells,
  at: rules.now,
})

/** Tells the member how a hold stands that took no money (yet). */
export function tellHold(
  kind: 'waiting' | 'failed' | 'closed',
  { hold, member, reason }: { hold: Hold; member: MemberFact; reason: string },
  rules: Rules,
): StoredEvent[] {
  const eventId = rules.newId()
  const payload = {
    eventId,
    at: rules.now,
    kind,
    tradeNo: hold.authNo,
    outTradeNo: hold.outOrderNo,
    amount: yuan(hold.amount),
    subject: hold.title,
    deposit: true,
    merchantName: hold.merchantName,
    storeName: '',
    payer: maskPhone(member.phone),
    balance: null,
    reason,
    expiresAt: kind === 'waiting' ? hold.expiresAt : null,
  }
  return [{ recipient: `member:${member.memberId}`, eventId, kind, payload }]
}
