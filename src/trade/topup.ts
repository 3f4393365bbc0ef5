import type { Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { accountKey, platformBank } from '#ledger/account.ts'
import { post } from '#ledger/post.ts'

import type { TopupCommand } from './command.ts'
import type { Decision, Rules } from './rules.ts'
import { balanceOf } from './settle.ts'

/** Money that reached the platform's bank for a member, once per reference. */
export function topup(facts: Facts, command: TopupCommand, rules: Rules): Decision {
  const { memberId, ref, amount, fromCard = false } = command
  const balance = balanceOf(facts, memberId)
  if (facts.topups.get(`${memberId}/${ref}`)) {
    return { outcome: { kind: 'toppedUp', balance: balance.balance, repeated: true }, changes: {} }
  }
  must(amount > 0n, 'a top-up is positive')
  const bank = facts.accounts.get(accountKey(platformBank.ownerId, platformBank.account))
  must(bank, "the platform's bank account was loaded")
  const posted = post({
    postingId: rules.newId(),
    kind: 'topup',
    ref,
    at: rules.now,
    legs: [
      { account: balance, amount },
      { account: bank, amount: -amount },
    ],
  })
  const after = posted.accounts[0]!.balance
  return {
    outcome: { kind: 'toppedUp', balance: after, repeated: false },
    changes: {
      posted,
      topup: { memberId, ref, amount, at: rules.now },
      bill: {
        memberId,
        billNo: rules.newId(),
        kind: 'topup',
        amount,
        balanceAfter: after,
        title: command.title,
        merchantId: '',
        merchantName: '',
        storeName: '',
        tradeNo: '',
        outTradeNo: fromCard ? ref : '',
        tells: fromCard ? 'toppedUp' : null,
        at: rules.now,
      },
    },
  }
}
