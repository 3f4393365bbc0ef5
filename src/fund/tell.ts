import type { Bill, Changes, MemberFact } from '#engine/facts.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { maskPhone } from '#trade/tell.ts'
import type { Rules } from '#trade/rules.ts'
import type { TradeEvent } from '#wire/event.ts'

type FundBill = Extract<Bill['kind'], 'transfer' | 'freeze' | 'unfreeze' | 'royalty'>

const eventOf: Record<FundBill, TradeEvent['kind']> = {
  transfer: 'received',
  royalty: 'received',
  freeze: 'frozen',
  unfreeze: 'unfrozen',
}

type Telling = {
  kind: FundBill
  member: MemberFact
  /** What it did to the balance, and the balance after it. */
  amount: Fen
  balance: Fen
  merchantId: string
  merchantName: string
  title: string
  tradeNo: string
  outTradeNo: string
}

/** The line in the member's bills, and the event to the member's phone. */
export function tellMember(
  telling: Telling,
  rules: Rules,
): Required<Pick<Changes, 'bills' | 'events'>> {
  const { kind, member, amount, balance, merchantId, merchantName, title } = telling
  const { tradeNo, outTradeNo } = telling
  const eventId = rules.newId()
  const said = eventOf[kind]
  return {
    bills: [
      {
        memberId: member.memberId,
        billNo: rules.newId(),
        kind,
        amount,
        balanceAfter: balance,
        title,
        merchantId,
        merchantName,
        storeName: '',
        tradeNo,
        outTradeNo,
        at: rules.now,
      },
    ],
    events: [
      {
        recipient: `member:${member.memberId}`,
        eventId,
        kind: said,
        payload: {
          eventId,
          at: rules.now,
          kind: said,
          tradeNo,
          outTradeNo,
          amount: yuan(amount < 0n ? -amount : amount),
          subject: title,
          merchantName,
          storeName: '',
          payer: maskPhone(member.phone),
          balance: yuan(balance),
          reason: null,
          expiresAt: null,
        },
      },
    ],
  }
}
